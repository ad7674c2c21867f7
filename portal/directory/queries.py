"""Reads of the directory: what may be seen, by whom."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from portal.auth.models import User
from portal.auth.policy import Scope
from portal.content.models import Status, Visibility
from portal.directory.checks.models import DirectoryRules
from portal.directory.models import (
    Contact,
    FormerOrganisationSlug,
    Intervention,
    Organisation,
    Proposal,
    ProposalState,
)
from portal.directory.policy import edit_scope, review_scope
from portal.errors import NotFoundError
from portal.extensions import db, today

Visible = InstrumentedAttribute[Visibility]
Whose = InstrumentedAttribute[int]

_IS_NAMED = and_(Organisation.status == Status.PUBLISHED, Organisation.is_unlisted.is_(False))


def get_organisation(slug: str, *, viewer: User | None) -> Organisation:
    """Return the organisation at this address if the viewer may see it, or raise NotFoundError."""
    organisation = db.session.scalar(
        select(Organisation).where(Organisation.slug == slug, is_shown_to(viewer))
    )
    if organisation is None:
        raise NotFoundError
    return organisation


def find_current_slug(former_slug: str, *, viewer: User | None) -> str | None:
    """Return where the organisation that once had this address is now, if the viewer may see it."""
    return db.session.scalar(
        select(Organisation.slug)
        .join(FormerOrganisationSlug, FormerOrganisationSlug.organisation_id == Organisation.id)
        .where(FormerOrganisationSlug.slug == former_slug, is_shown_to(viewer))
    )


def to_current_slugs(slugs: Sequence[str]) -> tuple[str, ...]:
    """Return these addresses, each former one as that of today if everybody may see what is there.

    Each comes once; those that nothing has or had stay as they are.
    """
    if not slugs:
        return ()
    query = (
        select(FormerOrganisationSlug.slug, Organisation.slug)
        .join(Organisation, Organisation.id == FormerOrganisationSlug.organisation_id)
        .where(FormerOrganisationSlug.slug.in_(slugs), is_shown_to(None))
    )
    today_at = dict(db.session.execute(query).all())
    return tuple(dict.fromkeys(today_at.get(slug, slug) for slug in slugs))


def get_known_organisation(slug: str) -> Organisation:
    """Return the organisation that has or once had this address, or raise NotFoundError.

    For work that shows it to nobody: whether a person may see it is not asked.
    """
    organisation = find_known_organisation(slug)
    if organisation is None:
        raise NotFoundError
    return organisation


def find_known_organisation(slug: str) -> Organisation | None:
    """Return the organisation that has or once had this address, whoever may see it."""
    found = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is not None:
        return found
    former = db.session.get(FormerOrganisationSlug, slug)
    return db.session.get(Organisation, former.organisation_id) if former else None


def get_editable_sheet(organisation_id: int, *, editor: User) -> Organisation:
    """Return a sheet that she may write, at least as a proposal, or raise NotFoundError."""
    return _get_within(edit_scope(editor), organisation_id)


def get_reviewed_sheet(organisation_id: int, *, reviewer: User) -> Organisation:
    """Return a sheet on which she decides, or raise NotFoundError."""
    return _get_within(review_scope(reviewer), organisation_id)


def list_waiting_proposals(user: User, organisation: Organisation | None = None) -> list[Proposal]:
    """Return the proposals on which she decides, the oldest first; of one sheet, where given."""
    about = true() if organisation is None else Organisation.id == organisation.id
    query = (
        select(Proposal)
        .join(Proposal.organisation)
        .where(Proposal.state == ProposalState.WAITING, _is_within(review_scope(user)), about)
        .order_by(Proposal.made_at)
    )
    return list(db.session.scalars(query))


def list_short_names(slugs: Collection[str], *, viewer: User | None = None) -> dict[str, str]:
    """Return the acronym, or else the name, of each of these that the viewer may know of."""
    rows = db.session.scalars(
        select(Organisation).where(Organisation.slug.in_(slugs), is_named_to(viewer))
    )
    return {organisation.slug: organisation.short_name for organisation in rows}


def list_names_by_slug() -> dict[str, tuple[str, str, str]]:
    """Return slug, acronym and name of every organisation by its slug, in the order of slugs."""
    columns = (Organisation.slug, Organisation.acronym, Organisation.name)
    rows = db.session.execute(select(*columns).order_by(Organisation.slug))
    return {slug: (slug, acronym, name) for slug, acronym, name in rows}


def list_slugs_by_id() -> dict[int, str]:
    """Return the slug of every organisation by its id."""
    rows = db.session.execute(select(Organisation.id, Organisation.slug))
    return {row.id: row.slug for row in rows}


def list_public_names() -> list[str]:
    """Return slug, name and acronym of each organisation that the public may know of."""
    columns = (Organisation.slug, Organisation.name, Organisation.acronym)
    rows = db.session.execute(select(*columns).where(is_named_to(None)))
    return [text for row in rows for text in row if text]


def count_organisations(*, viewer: User | None = None) -> int:
    """Return how many organisations the viewer may see."""
    query = select(func.count()).select_from(Organisation).where(is_shown_to(viewer))
    return db.session.scalar(query) or 0


def is_shown_to(viewer: User | None) -> ColumnElement[bool]:
    """Return the condition under which a viewer finds an organisation in the directory.

    It is published, does not ask to stay out of lists, was checked lately enough, and is
    meant for her.
    """
    return and_(is_named_to(viewer), _is_fresh())


def is_listed() -> ColumnElement[bool]:
    """Return the condition under which somebody may find an organisation in the directory."""
    return and_(_IS_NAMED, _is_fresh())


def is_named_to(viewer: User | None) -> ColumnElement[bool]:
    """Return the condition under which the name of an organisation may stand on a page."""
    return and_(
        _IS_NAMED,
        _is_meant_for(viewer, Organisation.visibility, Organisation.id),
    )


def is_work_shown_to(viewer: User | None) -> ColumnElement[bool]:
    """Return the condition under which she sees an intervention of a sheet that she sees."""
    return _is_meant_for(viewer, Intervention.visibility, Intervention.organisation_id)


def is_contact_shown_to(viewer: User | None) -> ColumnElement[bool]:
    """Return the condition under which she sees a contact of a sheet that she sees.

    Without somebody's consent it is shown to the people of the organisation alone.
    """
    meant = _is_meant_for(viewer, Contact.visibility, Contact.organisation_id)
    own = _is_own(viewer, Contact.organisation_id)
    return or_(own, and_(Contact.consented_on != "", meant))


def read_rules() -> DirectoryRules:
    """Return what the administrator decided about freshness, or the usual."""
    return db.session.get(DirectoryRules, 1) or DirectoryRules(stale_days=365, hidden_days=730)


def oldest_check_shown() -> date:
    """Return the day before which a sheet must have been checked to be hidden now."""
    days = read_rules().hidden_days
    return today() - timedelta(days=days) if days else date.min


def _is_fresh() -> ColumnElement[bool]:
    checked = func.coalesce(Organisation.checked_on, func.date(Organisation.created_at))
    return checked >= oldest_check_shown()


def _is_meant_for(
    viewer: User | None,
    visibility: Visible,
    organisation_id: Whose,
) -> ColumnElement[bool]:
    if viewer is None:
        return visibility == Visibility.PUBLIC
    shared = visibility.in_((Visibility.PUBLIC, Visibility.MEMBERS))
    return or_(shared, _is_own(viewer, organisation_id))


def _is_own(viewer: User | None, organisation_id: Whose) -> ColumnElement[bool]:
    if viewer is None:
        return ~true()
    scope = edit_scope(viewer)
    return true() if scope.is_whole_site else organisation_id.in_(scope.organisation_ids)


def _is_within(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.is_whole_site else Organisation.id.in_(scope.organisation_ids)


def _get_within(scope: Scope, organisation_id: int) -> Organisation:
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not scope.covers(organisation.id):
        raise NotFoundError
    return organisation
