"""Which sheets wait for a check, and what the rules of freshness do to them."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import selectinload

from portal.auth.models import User
from portal.content.models import Status
from portal.directory.checks.ages import oldest_fresh_check
from portal.directory.checks.confirming import confirm_scope
from portal.directory.checks.models import CheckLink, DirectoryRules
from portal.directory.models import Contact, ContactKind, Intervention, Organisation
from portal.directory.queries import is_contact_shown_to
from portal.errors import NotFoundError
from portal.extensions import db, now, today


def counted_from() -> ColumnElement[date]:
    """Return since when a sheet counts: its check, or its creation while there was none."""
    return func.coalesce(Organisation.checked_on, func.date(Organisation.created_at))


def get_confirmable_sheet(organisation_id: int, *, user: User) -> Organisation:
    """Return a published sheet that she may confirm, or raise NotFoundError."""
    organisation = db.session.get(Organisation, organisation_id)
    if (
        organisation is None
        or organisation.status is not Status.PUBLISHED
        or not confirm_scope(user).covers(organisation.id)
    ):
        raise NotFoundError
    return organisation


def list_due_sheets(user: User, rules: DirectoryRules, *, limit: int) -> list[Organisation]:
    """Return the sheets that she should check first: never checked, then the longest ago."""
    query = (
        select(Organisation)
        .where(_is_due(user, rules))
        .order_by(
            Organisation.checked_on.asc().nulls_first(), Organisation.created_at, Organisation.id
        )
        .limit(limit)
        .options(
            selectinload(Organisation.interventions).joinedload(Intervention.domain),
            selectinload(Organisation.interventions).joinedload(Intervention.place),
        )
    )
    return list(db.session.scalars(query))


def count_due_sheets(user: User, rules: DirectoryRules) -> int:
    """Return how many sheets wait for her check."""
    query = select(func.count()).select_from(Organisation).where(_is_due(user, rules))
    return db.session.scalar(query) or 0


def list_numbers(ids: Collection[int], *, viewer: User) -> list[Contact]:
    """Return the telephones of these organisations that she may see, in their order."""
    query = (
        select(Contact)
        .where(
            Contact.organisation_id.in_(ids),
            Contact.kind.in_((ContactKind.PHONE, ContactKind.WHATSAPP)),
            is_contact_shown_to(viewer),
        )
        .order_by(Contact.position, Contact.id)
    )
    return list(db.session.scalars(query))


def list_open_links(ids: Collection[int]) -> dict[int, CheckLink]:
    """Return the link that each of these organisations can still answer, if there is one."""
    query = select(CheckLink).where(
        CheckLink.organisation_id.in_(ids),
        CheckLink.used_at.is_(None),
        CheckLink.expires_at > now(),
    )
    return {link.organisation_id: link for link in db.session.scalars(query)}


def count_old(rules: DirectoryRules) -> int:
    """Return how many published sheets are marked as old by these rules, and still shown."""
    shown = counted_from() >= hidden_before(rules)
    return _count(and_(Organisation.checked_on < oldest_fresh_check(rules), shown))


def count_hidden(rules: DirectoryRules) -> int:
    """Return how many published sheets are hidden by these rules."""
    return _count(counted_from() < hidden_before(rules))


def count_published() -> int:
    """Return how many sheets are published."""
    return _count(true())


def hidden_before(rules: DirectoryRules, *, on: date | None = None) -> date:
    """Return the day before which a sheet must have been checked to be hidden on a day."""
    day = on or today()
    return day - timedelta(days=rules.hidden_days) if rules.hidden_days else date.min


def hidden_since(organisation: Organisation, rules: DirectoryRules) -> date | None:
    """Return the day since which a published sheet is hidden for want of a check, if it is."""
    if not rules.hidden_days or organisation.status is not Status.PUBLISHED:
        return None
    counted_from = organisation.checked_on or organisation.created_at.date()
    since = counted_from + timedelta(days=rules.hidden_days + 1)
    return since if since <= today() else None


def _is_due(user: User, rules: DirectoryRules) -> ColumnElement[bool]:
    scope = confirm_scope(user)
    is_hers = true() if scope.is_whole_site else Organisation.id.in_(scope.organisation_ids)
    is_unconfirmed = or_(
        Organisation.checked_on.is_(None), Organisation.checked_on < oldest_fresh_check(rules)
    )
    return and_(Organisation.status == Status.PUBLISHED, is_hers, is_unconfirmed)


def _count(condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Organisation)
    published = query.where(Organisation.status == Status.PUBLISHED, condition)
    return db.session.scalar(published) or 0
