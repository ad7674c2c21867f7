"""What a person reads before she makes one organisation of two."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select, true

from portal.auth.models import Role, User
from portal.directory.desk.differences import list_facts
from portal.directory.desk.names import Names
from portal.directory.desk.words import FIELD_WORDS, PART_WORDS, WORDS
from portal.directory.duplicates import find_duplicates
from portal.directory.models import Membership, Organisation
from portal.directory.policy import review_scope
from portal.directory.values import values_of
from portal.extensions import db
from portal.vocabulary.queries import fold
from portal.web.formats import number

MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """What two sheets say of the same thing."""

    title: str
    one: str
    other: str


def compare_sheets(one: Organisation, other: Organisation) -> list[Line]:
    """Return what two sheets say, side by side, in the order of a sheet."""
    names = Names()
    left, right = _say(one, names), _say(other, names)
    titles = sorted({*left, *right}, key=list(_titles()).index)
    return [Line(title, left.get(title, ""), right.get(title, "")) for title in titles]


def list_candidates(one: Organisation, text: str, *, reviewer: User) -> list[Organisation]:
    """Return the sheets that she decides on too and that one may be the same as, or of a name."""
    scope = review_scope(reviewer)
    if not text:
        found = find_duplicates(values_of(one), except_id=one.id, viewer=reviewer)
        return [like.organisation for like in found if scope.covers(like.organisation.id)]
    is_hers = true() if scope.is_whole_site else Organisation.id.in_(scope.organisation_ids)
    named = Organisation.search_names.contains(fold(text), autoescape=True)
    query = select(Organisation).where(is_hers, named, Organisation.id != one.id)
    return list(db.session.scalars(query.order_by(Organisation.name).limit(MOST_CANDIDATES)))


def count_roles(organisation_id: int) -> int:
    """Return how many people hold a role for an organisation."""
    people = select(func.count(func.distinct(Role.user_id)))
    return db.session.scalar(people.where(Role.organisation_id == organisation_id)) or 0


def _say(organisation: Organisation, names: Names) -> dict[str, str]:
    """Return what a sheet says, by what it is about; empty things left out."""
    facts = list_facts(values_of(organisation).snapshot(), names)
    said = {str(FIELD_WORDS["status"]): str(WORDS[organisation.status])}
    said |= {fact.title: fact.words for fact in facts}
    counts = {
        **{str(words): len(getattr(organisation, part)) for part, words in PART_WORDS.items()},
        _("Members"): _count_members(organisation.id),
        _("People with a role"): count_roles(organisation.id),
    }
    return said | {title: number(count) for title, count in counts.items() if count}


def _titles() -> dict[str, None]:
    """Return what a sheet can say, in its order."""
    words = (*FIELD_WORDS.values(), _("Members"), _("People with a role"))
    return dict.fromkeys(map(str, words))


def _count_members(network_id: int) -> int:
    members = select(func.count(func.distinct(Membership.organisation_id)))
    return db.session.scalar(members.where(Membership.network_id == network_id)) or 0
