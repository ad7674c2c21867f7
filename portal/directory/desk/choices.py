"""What a person may choose from on the forms of a sheet."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, true

from portal.auth import policy
from portal.auth.models import User
from portal.directory.desk.names import Names
from portal.directory.desk.words import AS_IT_IS, LEVEL_WORDS, choices_of
from portal.directory.models import NETWORK_KINDS, Organisation, OrganisationKind
from portal.directory.queries import is_named_to
from portal.extensions import db
from portal.vocabulary.models import PlaceKind
from portal.vocabulary.places import PlaceTree, Spot
from portal.web.formats import label

Choices = list[tuple[int, str]]
NOTHING = 0


def place_choices(names: Names, *, nothing: str) -> dict[str, Choices]:
    """Return all places by country, each with what it lies in: `Ségou › Niono`."""
    grouped: dict[str, Choices] = {"…": [(NOTHING, nothing)]}
    for spot in names.places.by_id.values():
        if spot.parent_id is None:
            inside = _walk(names.places, spot)
            grouped[label(spot.labels)] = [(one.id, names.place(one.id)) for one in inside]
    return grouped


def level_choices(*levels: PlaceKind) -> list[tuple[str, str]]:
    """Return how coarsely a place may be shown."""
    return [("", AS_IT_IS), *((level.value, LEVEL_WORDS[level]) for level in levels)]


def domain_choices(names: Names) -> Choices:
    """Return all domains, the first of all being none."""
    return [(NOTHING, _("Choose a domain")), *names.domains.items()]


def network_choices(user: User, member: Organisation, current_id: int | None) -> Choices:
    """Return the networks but itself that she may know of, and that which is written there now."""
    scope = policy.contribution_scope(user)
    own = true() if scope.is_whole_site else Organisation.id.in_(scope.organisation_ids)
    known = or_(is_named_to(user), own, Organisation.id == current_id)
    others = and_(known, Organisation.id != member.id)
    return [(NOTHING, _("Choose a network")), *_list_networks(others)]


def own_network_choices(user: User) -> Choices:
    """Return the networks into which she may put an organisation that she creates."""
    scope = policy.review_scope(user)
    if scope.is_whole_site:
        return [(NOTHING, _("None, or not yet")), *_list_networks(true())]
    own = _list_networks(Organisation.id.in_(scope.organisation_ids))
    return own if len(own) == 1 else [(NOTHING, _("Choose")), *own]


def new_kind_choices(user: User) -> list[tuple[str, str]]:
    """Return the kinds of organisation that she may create."""
    everywhere = policy.review_scope(user).is_whole_site
    return choices_of(kind for kind in OrganisationKind if everywhere or kind not in NETWORK_KINDS)


def language_choices(names: Names) -> list[tuple[str, str]]:
    """Return all languages by code."""
    return [(one.code, label(one.labels)) for one in names.languages]


def tongue_choices(names: Names, written: Iterable[str]) -> list[tuple[str, str]]:
    """Return all languages by their HTML tag, and those in which something is written now."""
    known = {one.tag: label(one.labels) for one in names.languages}
    return [("", _("Choose a language")), *({tag: tag for tag in written} | known).items()]


def _walk(places: PlaceTree, spot: Spot) -> Iterator[Spot]:
    yield spot
    for child in places.list_children(spot.id):
        yield from _walk(places, child)


def _list_networks(condition: ColumnElement[bool]) -> Choices:
    query = (
        select(Organisation)
        .where(Organisation.kind.in_(NETWORK_KINDS), condition)
        .order_by(Organisation.name)
    )
    return [(one.id, one.full_name) for one in db.session.scalars(query)]
