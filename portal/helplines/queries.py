"""Reads of helplines, and of the organisations that work against violence."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.content.lifecycle import Action
from portal.content.models import Revision
from portal.content.revisions import list_revisions
from portal.directory.criteria import Criteria
from portal.directory.models import Contact, Organisation
from portal.directory.queries import is_contact_shown_to, is_shown_to
from portal.directory.register import open_register
from portal.errors import NotFoundError
from portal.extensions import db, today
from portal.helplines.models import Helpline
from portal.vocabulary.models import Place

RECORD_KIND = "helpline"

# A number is called again after this time.
CHECK_EVERY = timedelta(days=183)

DOMAIN = "vbg"
MOST_ORGANISATIONS = 8
MOST_REMOVED = 20


@dataclass(frozen=True, slots=True)
class HelplineCounts:
    """How many helplines the public sees, and how many administrators have to call."""

    shown: int
    unchecked: int
    outdated: int


def get_helpline(helpline_id: int) -> Helpline:
    """Return one helpline, or raise NotFoundError."""
    found = db.session.get(Helpline, helpline_id)
    if found is None:
        raise NotFoundError(f"helpline {helpline_id}")
    return found


def list_helplines() -> dict[Place, list[Helpline]]:
    """Return every helpline by country, both in their order, for the desk."""
    return _group(_ordered())


def list_shown_helplines() -> dict[Place, list[Helpline]]:
    """Return the helplines that somebody has called, by country: those that the public sees."""
    return _group(_ordered().where(Helpline.checked_on.is_not(None)))


def find_previous(helpline: Helpline) -> Helpline | None:
    """Return the helpline before this one in its country, if there is one."""
    same = select(Helpline).where(
        Helpline.country_id == helpline.country_id, Helpline.position < helpline.position
    )
    return db.session.scalar(same.order_by(Helpline.position.desc()).limit(1))


def find_last_position() -> int:
    """Return the highest position, or 0."""
    return db.session.scalar(select(func.max(Helpline.position))) or 0


def count_helplines() -> HelplineCounts:
    """Return how many helplines are shown, and how many need a call."""
    days = list(db.session.scalars(select(Helpline.checked_on)))
    return HelplineCounts(
        shown=sum(day is not None for day in days),
        unchecked=sum(day is None for day in days),
        outdated=sum(day is not None and day < today() - CHECK_EVERY for day in days),
    )


def is_outdated(helpline: Helpline) -> bool:
    """Return whether the last call was too long ago."""
    return helpline.checked_on is not None and helpline.checked_on < today() - CHECK_EVERY


def list_history(helpline: Helpline) -> list[Revision]:
    """Return the changes of a helpline, newest first."""
    return list_revisions(RECORD_KIND, helpline.id)


def list_removed() -> list[Revision]:
    """Return the last removals, newest first, each with the helpline as it was."""
    query = select(Revision).filter_by(record_kind=RECORD_KIND, action=Action.REMOVE)
    return list(db.session.scalars(query.order_by(Revision.id.desc()).limit(MOST_REMOVED)))


def list_organisations_against_violence() -> list[tuple[Organisation, bool]]:
    """Return organisations that everybody may see, each with whether it has a public contact.

    Those at work on violence now, with a contact first. An organisation of the demonstration
    does not exist, so that none is listed.
    """
    ids = open_register(None).list_organisations(Criteria(domains=(DOMAIN,)))
    has_contact = exists().where(
        Contact.organisation_id == Organisation.id, is_contact_shown_to(None)
    )
    rows = db.session.execute(
        select(Organisation, has_contact.label("has_contact"))
        .where(
            Organisation.id.in_(ids), is_shown_to(None), Organisation.is_demonstration.is_(False)
        )
        .order_by(has_contact.desc(), Organisation.name)
        .limit(MOST_ORGANISATIONS)
    )
    return [(row.Organisation, row.has_contact) for row in rows]


def _ordered() -> Select[Helpline]:
    return (
        select(Helpline)
        .join(Helpline.country)
        .options(joinedload(Helpline.country), selectinload(Helpline.languages))
        .order_by(Place.position, Helpline.position, Helpline.id)
    )


def _group(query: Select[Helpline]) -> dict[Place, list[Helpline]]:
    grouped: dict[Place, list[Helpline]] = {}
    for helpline in db.session.scalars(query):
        grouped.setdefault(helpline.country, []).append(helpline)
    return grouped
