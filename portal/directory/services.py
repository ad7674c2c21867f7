"""What is done about sheets: create, save or propose, publish, archive."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import STEPS, Action, next_status
from portal.content.models import Status
from portal.content.revisions import StaleSaveError
from portal.directory.changes import diff
from portal.directory.models import (
    NETWORK_KINDS,
    Organisation,
    Proposal,
)
from portal.directory.policy import edit_scope, may_change, review_scope
from portal.directory.proposals import propose
from portal.directory.values import SheetValues, values_of
from portal.directory.writing import (
    change_sheet,
    check_values,
    commit,
    record_change,
    stale_save,
    write_sheet,
)
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db
from portal.vocabulary.places import load_places


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save: the sheet is changed, or a proposal waits, or nothing was to change."""

    proposal: Proposal | None = None


def create_sheet(values: SheetValues, *, author: User) -> Organisation:
    """Create a draft, or raise InvalidError, or NotAllowedError where it is in no network of hers.

    An administrator may create any; an editor those of her networks, but no network.
    """
    check_values(values)
    if values.kind in NETWORK_KINDS and not review_scope(author).is_whole_site:
        raise NotAllowedError
    organisation = Organisation()
    write_sheet(organisation, values, load_places())
    db.session.add(organisation)
    db.session.flush()
    if not review_scope(author).covers(organisation.id):
        db.session.rollback()
        raise NotAllowedError
    record_change(organisation, author=author, action=Action.CREATE)
    commit()
    return organisation


def save_sheet(
    organisation: Organisation, values: SheetValues, *, author: User, version: int, note: str = ""
) -> Saved:
    """Save a sheet as the author saw it at `version`, or propose the changes that others decide.

    A draft is changed at once by all who write it; a published sheet by those who decide on
    it. A note without a change is refused: nobody would read it. Raises InvalidError,
    NotAllowedError, or StaleSaveError when somebody saved meanwhile.
    """
    present = values_of(organisation)
    check_values(values, since=present)
    if not edit_scope(author).covers(organisation.id) or organisation.status is Status.ARCHIVED:
        raise NotAllowedError
    before = present.snapshot()
    if organisation.version != version:
        raise StaleSaveError(current=before, submitted=values.snapshot())
    changes = diff(before, values.snapshot())
    if not changes:
        if note:
            raise InvalidError(
                {"note": _("Nothing is changed here. Change something, or leave this empty.")}
            )
        return Saved()
    if not may_change(author, organisation, changes):
        return Saved(propose(organisation, changes, author=author, note=note))
    change_sheet(organisation, values, author=author, note=note)
    return Saved()


def remove_contact(organisation: Organisation, ref: str, *, author: User, version: int) -> None:
    """Take a contact off the sheet and out of all that remembers it, at once and for good.

    It is about a person, so all who write the sheet may, and nobody else has to agree. Raises
    NotAllowedError, or StaleSaveError when somebody saved meanwhile.
    """
    if not edit_scope(author).covers(organisation.id):
        raise NotAllowedError
    values = values_of(organisation)
    after = values.without_row("contacts", ref)
    if organisation.version != version:
        raise StaleSaveError(current=values.snapshot(), submitted=after.snapshot())
    change_sheet(organisation, after, author=author)


def take_step(
    organisation: Organisation,
    action: Action,
    *,
    actor: User,
    reason: str = "",
    version: int | None = None,
) -> Organisation:
    """Move a sheet along its life cycle, as it was when the person read `version` of it.

    Raises NotAllowedError, WrongStatusError, InvalidError when a reason is missing, or
    StaleSaveError when somebody changed what she decides on.
    """
    step = STEPS[action]
    scope = review_scope(actor) if step.is_review else edit_scope(actor)
    if not scope.covers(organisation.id):
        raise NotAllowedError
    if step.needs_reason and not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    if version not in {None, organisation.version}:
        raise stale_save(organisation, values_of(organisation))
    organisation.status = next_status(organisation.status, action)
    try:
        record_change(organisation, author=actor, action=action, note=reason.strip())
        commit()
    except StaleDataError:
        db.session.rollback()
        raise stale_save(organisation, values_of(organisation)) from None
    return organisation
