"""Sheets as the search index wants them: nothing in it that the page would hide."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.auth.policy import MEMBERS_AUDIENCE, PUBLIC_AUDIENCE, organisation_audience
from portal.content.models import Visibility
from portal.directory.card_words import list_card_words
from portal.directory.models import NETWORK_KINDS, Intervention, Membership, Organisation
from portal.directory.policy import is_current
from portal.directory.queries import is_listed
from portal.extensions import db
from portal.search.documents import Page, SearchDocument
from portal.search.sources import Source, register_source
from portal.vocabulary.models import Place, PlaceKind
from portal.vocabulary.places import PlaceTree, load_places
from portal.vocabulary.queries import list_languages, list_places, place_names

KIND = "organisation"
CHUNK = 200

# Those who see every sheet, and those who see the sheets of a network's members.
SITE_AUDIENCE = "site"

# What may be said to all who may see something of this visibility.
AT_LEAST_AS_SHARED = {
    Visibility.PUBLIC: {Visibility.PUBLIC},
    Visibility.MEMBERS: {Visibility.PUBLIC, Visibility.MEMBERS},
    Visibility.ORGANISATION: set(Visibility),
}


@dataclass(frozen=True)
class Surroundings:
    """What documents of sheets say besides the sheets: names of places, languages, networks."""

    tree: PlaceTree
    places: Mapping[int, Place]
    codes: Mapping[str, str]
    networks: Mapping[int, Sequence[int]]

    def names_of(self, place_id: int | None) -> Iterator[str]:
        """Yield the names of a place and of all it lies in, but for the country around it."""
        spots = self.tree.climb(place_id) if place_id else ()
        for spot in spots:
            if spot.id == place_id or spot.kind is not PlaceKind.COUNTRY:
                yield from place_names(self.places[spot.id])

    def countries_of(self, place_ids: Iterable[int]) -> Iterator[Place]:
        """Yield each country in which some of these places lie, once."""
        spots = (spot for place_id in place_ids for spot in self.tree.climb(place_id))
        countries = (spot.id for spot in spots if spot.kind is PlaceKind.COUNTRY)
        yield from (self.places[country_id] for country_id in dict.fromkeys(countries))


def init_app() -> None:
    """Tell the index how sheets become documents."""
    register_source(
        KIND, Source(load=load_documents, fingerprints=iterate_fingerprints, ids=list_listed_ids)
    )


def editors_audience(network_id: int) -> str:
    """Return the audience made of those who decide on the sheets of a network's members."""
    return f"editors:{network_id}"


def load_documents(ids: Sequence[int]) -> list[SearchDocument]:
    """Return the documents of those of the organisations that lists may show to somebody."""
    organisations = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids), is_listed())
        .options(
            selectinload(Organisation.interventions).joinedload(Intervention.domain),
            selectinload(Organisation.languages),
        )
    ).all()
    around = _look_around([organisation.id for organisation in organisations])
    return [_document(organisation, around) for organisation in organisations]


def list_listed_ids() -> list[int]:
    """Return the ids of all that should be found."""
    return list(
        db.session.scalars(select(Organisation.id).where(is_listed()).order_by(Organisation.id))
    )


def iterate_fingerprints() -> Iterator[tuple[int, str]]:
    """Yield the id and the fingerprint of every sheet to be found, a few hundred at a time."""
    ids = list_listed_ids()
    for start in range(0, len(ids), CHUNK):
        for document in load_documents(ids[start : start + CHUNK]):
            yield int(document.key.removeprefix(f"{KIND}:")), document.fingerprint
        db.session.expunge_all()


def _look_around(ids: Sequence[int]) -> Surroundings:
    return Surroundings(
        tree=load_places(),
        places={place.id: place for place in list_places()},
        codes={language.tag: language.code for language in list_languages()},
        networks=_list_networks(ids),
    )


def _list_networks(ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the networks to which these organisations belong today, by organisation."""
    rows = db.session.execute(
        select(Membership.organisation_id, Membership.network_id)
        .join(Membership.network)
        .where(
            Membership.organisation_id.in_(ids), Organisation.kind.in_(NETWORK_KINDS), is_current()
        )
        .order_by(Membership.network_id)
    )
    networks: dict[int, list[int]] = {}
    for organisation_id, network_id in rows:
        networks.setdefault(organisation_id, []).append(network_id)
    return networks


def _document(organisation: Organisation, around: Surroundings) -> SearchDocument:
    shared = AT_LEAST_AS_SHARED[organisation.visibility]
    works = [work for work in organisation.interventions if work.visibility in shared]
    countries = around.countries_of(_list_places(organisation, works))
    return SearchDocument(
        key=f"{KIND}:{organisation.id}",
        language=organisation.language_code,
        title=organisation.full_name,
        names=tuple(organisation.names),
        keywords=tuple(dict.fromkeys(_keywords(organisation, works, around))),
        labels=list_card_words(organisation, countries),
        pages=tuple(_pages(organisation, works, around)),
        audiences=_audiences(organisation, around.networks.get(organisation.id, ())),
        added=organisation.created_at.isoformat(),
    )


def _keywords(
    organisation: Organisation, works: Sequence[Intervention], around: Surroundings
) -> Iterator[str]:
    yield from around.names_of(organisation.shown_seat_id)
    for work in works:
        yield from work.domain.labels.values()
        yield from around.names_of(work.shown_place_id)


def _list_places(organisation: Organisation, works: Iterable[Intervention]) -> Iterator[int]:
    """Yield the places that everybody who may find it may know: its seat, and where it works."""
    if organisation.shown_seat_id:
        yield organisation.shown_seat_id
    yield from (work.shown_place_id for work in works)


def _pages(
    organisation: Organisation, works: Iterable[Intervention], around: Surroundings
) -> Iterator[Page]:
    for tag, mission in organisation.missions.items():
        yield Page(text=mission, language=around.codes.get(tag, ""))
    for work in works:
        if said := "\n".join(filter(None, (work.programme, work.description))):
            yield Page(text=said)


def _audiences(organisation: Organisation, network_ids: Sequence[int]) -> tuple[str, ...]:
    """Return who may find it: whoever may see its page, and nobody else."""
    own = (
        organisation_audience(organisation.id),
        *map(editors_audience, network_ids),
        SITE_AUDIENCE,
    )
    match organisation.visibility:
        case Visibility.PUBLIC:
            return (PUBLIC_AUDIENCE,)
        case Visibility.MEMBERS:
            return (MEMBERS_AUDIENCE, *own)
        case Visibility.ORGANISATION:
            return own
