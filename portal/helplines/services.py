"""What administrators do to helplines; every change leaves a revision."""

from sqlalchemy import select

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.revisions import record_revision
from portal.extensions import db, today
from portal.helplines.models import Helpline
from portal.helplines.queries import RECORD_KIND, find_last_position, find_previous
from portal.helplines.values import HelplineValues, check_values, dialled, snapshot_of, values_of
from portal.vocabulary.models import Language


def add_helpline(values: HelplineValues, *, actor: User) -> Helpline:
    """Add a helpline behind all others, or raise InvalidError; nobody has called it yet."""
    check_values(values)
    helpline = Helpline(position=find_last_position() + 1)
    write_values(helpline, values)
    db.session.add(helpline)
    return _commit(helpline, Action.CREATE, actor)


def change_helpline(helpline: Helpline, values: HelplineValues, *, actor: User) -> Helpline:
    """Change a helpline, or raise InvalidError; another number or country has to be called."""
    check_values(values)
    before = values_of(helpline)
    write_values(helpline, values)
    if before != values:
        helpline.is_demonstration = False
    if (dialled(before.number), before.country_id) != (dialled(values.number), values.country_id):
        helpline.checked_on = helpline.checked_by_id = None
    return _commit(helpline, Action.EDIT, actor)


def confirm_call(helpline: Helpline, *, actor: User) -> Helpline:
    """Record that the actor called the number today and the service answered."""
    helpline.checked_on = today()
    helpline.checked_by_id = actor.id
    helpline.is_demonstration = False
    return _commit(helpline, Action.CHECK, actor)


def move_up(helpline: Helpline) -> None:
    """Exchange a helpline with the one before it in its country; the first stays."""
    if previous := find_previous(helpline):
        helpline.position, previous.position = previous.position, helpline.position
        db.session.commit()


def remove_helpline(helpline: Helpline, *, actor: User) -> None:
    """Delete a helpline; its history stays and names who removed it."""
    record_change(helpline, Action.REMOVE, author=actor)
    db.session.delete(helpline)
    db.session.commit()


def write_values(helpline: Helpline, values: HelplineValues) -> None:
    """Write checked values into a helpline. Does not commit."""
    helpline.country_id = values.country_id
    helpline.number = values.number
    helpline.names = values.names
    helpline.hours = values.hours
    helpline.notes = values.notes
    helpline.is_always_open = values.is_always_open
    helpline.cost = values.cost
    helpline.audience = values.audience
    chosen = select(Language).where(Language.code.in_(values.language_codes))
    helpline.languages = list(db.session.scalars(chosen.order_by(Language.position)))


def record_change(helpline: Helpline, action: Action, *, author: User | None) -> None:
    """Add the revision of a change. Does not commit."""
    db.session.flush()
    record_revision(
        RECORD_KIND, helpline.id, author=author, action=action, snapshot=snapshot_of(helpline)
    )


def _commit(helpline: Helpline, action: Action, actor: User) -> Helpline:
    record_change(helpline, action, author=actor)
    db.session.commit()
    return helpline
