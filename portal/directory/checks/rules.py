"""When a sheet counts as old, and when it is hidden: the administrator's choice, and its effect."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.content.revisions import record_revision
from portal.directory.checks.ages import oldest_fresh_check
from portal.directory.checks.links import forget_expired_links
from portal.directory.checks.models import DirectoryRules
from portal.directory.checks.queries import counted_from, hidden_before
from portal.directory.models import Organisation
from portal.directory.values import RECORD_KIND
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, queue, today
from portal.search.outbox import mark_changed, wake_indexer

RULES_KIND = "directory-rules"
RULES_ID = 1

MONTHS = 12
DAYS = 365
MOST_MONTHS = 240


def rules_of(stale_months: int, hidden_months: int) -> DirectoryRules:
    """Return rules that are not kept yet, to see what they would do.

    Raises InvalidError for months that make no sense; 0 hides nothing.
    """
    problems = {}
    if not 1 <= stale_months <= MOST_MONTHS:
        problems["stale_months"] = _("Write a number of months from 1 to 240.")
    if not 0 <= hidden_months <= MOST_MONTHS:
        problems["hidden_months"] = _("Write a number of months from 0 to 240; 0 hides nothing.")
    elif 0 < hidden_months <= stale_months:
        problems["hidden_months"] = _("Sheets are marked as old first: write more months here.")
    if problems:
        raise InvalidError(problems)
    return DirectoryRules(stale_days=_days(stale_months), hidden_days=_days(hidden_months))


def months_of(days: int) -> int:
    """Return a number of days in months."""
    return round(days * MONTHS / DAYS)


def save_rules(chosen: DirectoryRules, *, actor: User) -> None:
    """Keep the choice, and let the index follow; or raise NotAllowedError."""
    if not actor.is_administrator:
        raise NotAllowedError
    rules = _kept_rules()
    _mark_between(oldest_fresh_check(rules), oldest_fresh_check(chosen))
    _mark_between(hidden_before(rules), hidden_before(chosen))
    rules.stale_days, rules.hidden_days = chosen.stale_days, chosen.hidden_days
    snapshot = {"stale_days": rules.stale_days, "hidden_days": rules.hidden_days}
    record_revision(RULES_KIND, RULES_ID, author=actor, action=Action.EDIT, snapshot=snapshot)
    db.session.commit()
    wake_indexer.enqueue()


@queue.sweep
def follow_the_day() -> None:
    """Once a day, tell the index which sheets have become old or hidden since."""
    swept_on = db.session.scalar(select(DirectoryRules.swept_on).filter_by(id=RULES_ID))
    if swept_on == today():
        return
    rules = _kept_rules()
    for read_bound in (oldest_fresh_check, hidden_before):
        before = read_bound(rules, on=swept_on) if swept_on else date.min
        _mark_between(before, read_bound(rules))
    rules.swept_on = today()
    forget_expired_links()
    db.session.commit()
    wake_indexer.enqueue()


def _kept_rules() -> DirectoryRules:
    """Return the row of the rules, made with the usual ones when there is none; no commit."""
    rules = db.session.get(DirectoryRules, RULES_ID)
    if rules is None:
        rules = DirectoryRules(id=RULES_ID, stale_days=DAYS, hidden_days=2 * DAYS)
        db.session.add(rules)
    return rules


def _mark_between(one: date, other: date) -> None:
    """Mark the sheets that a bound has passed on its way from one day to another; no commit."""
    first, last = sorted((one, other))
    query = select(Organisation.id).where(
        Organisation.status == Status.PUBLISHED,
        counted_from().between(first, last),
    )
    _mark(db.session.scalars(query).all())


def _mark(ids: Iterable[int]) -> None:
    for id_ in ids:
        mark_changed(RECORD_KIND, id_)


def _days(months: int) -> int:
    return round(months * DAYS / MONTHS)
