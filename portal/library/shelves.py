"""Rows of items that belong together: of an organisation, a domain, a place, or beside an item."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select

from portal.auth.models import User
from portal.content.models import Visibility
from portal.directory.models import Organisation
from portal.directory.shelves import Shelf
from portal.library.cards import present_cards
from portal.library.entries import Entry
from portal.library.models import (
    MAKER_ROLES,
    Item,
    ItemKind,
    OrganisationRole,
    item_domain,
    item_place,
)
from portal.library.neighbours import list_neighbours
from portal.library.publishers import Publisher
from portal.library.queries import list_by_organisation, list_newest
from portal.vocabulary.models import Domain, Place
from portal.web.formats import label
from portal.web.locale import current_language, foreign_tag

SHELVES = {
    ItemKind.RECORDING: _("Recordings"),
    ItemKind.REPORT: _("Workshop reports"),
    ItemKind.DOCUMENT: _("Documents"),
}
SHOWN = 5


def shelves_of_organisation(organisation: Organisation, viewer: User | None) -> Iterator[Shelf]:
    """Yield what an organisation publishes or makes with others, then what names it otherwise.

    Recordings come first, the newest of each kind.
    All of it where not everybody may know of the organisation: no list can then lead to what
    it publishes for everybody, as the index does not name it there.
    """
    items = list_by_organisation(organisation.id, roles=MAKER_ROLES, viewer=viewer)
    shown = SHOWN if organisation.visibility is Visibility.PUBLIC else len(items)
    for kind, title in SHELVES.items():
        of_kind = _readers_first(item for item in items if item.kind is kind)
        more_url = url_for("library.list", organisation=organisation.slug, kind=kind)
        yield Shelf(
            title=str(title),
            cards=present_cards(of_kind[:shown]),
            more_url=more_url if len(of_kind) > shown else None,
        )
    yield _shelf_of_mentions(organisation, viewer, but={item.id for item in items})


def _shelf_of_mentions(
    organisation: Organisation, viewer: User | None, *, but: Collection[int]
) -> Shelf:
    """Return the records in which it speaks, that it pays for, or that are about it."""
    roles = [role for role in OrganisationRole if role not in MAKER_ROLES]
    items = list_by_organisation(organisation.id, roles=roles, viewer=viewer)
    others = _readers_first(item for item in items if item.id not in but)
    is_public = organisation.visibility is Visibility.PUBLIC
    shown = SHOWN if is_public else len(others)
    return Shelf(
        title=gettext("In the records of others"),
        cards=present_cards(others[:shown]),
        more_url=url_for("library.list", q=organisation.name) if len(others) > shown else None,
    )


def _readers_first(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in the language of the reader before the others."""
    return sorted(entries, key=lambda entry: bool(foreign_tag(entry.language_tag)))


def shelves_of_domain(domain: Domain, viewer: User | None) -> Iterator[Shelf]:
    """Yield what is published on a domain, recordings first, the newest of each kind."""
    linked = select(item_domain.c.item_id).where(item_domain.c.domain_id == domain.id)
    yield from _shelves_among(linked, viewer, domain=domain.slug)


def shelves_of_place(place: Place, viewer: User | None) -> Iterator[Shelf]:
    """Yield what is published on a place, recordings first, the newest of each kind."""
    linked = select(item_place.c.item_id).where(item_place.c.place_id == place.id)
    yield from _shelves_among(linked, viewer, place=place.slug)


def _shelves_among(ids: Select[int], viewer: User | None, **question: Any) -> Iterator[Shelf]:
    """Yield a shelf of each kind; the rest of it answers the `question` to the library."""
    for kind, title in SHELVES.items():
        entries = list_newest(
            Item.kind == kind,
            Item.id.in_(ids),
            viewer=viewer,
            language=current_language(),
            limit=SHOWN + 1,
        )
        more_url = url_for("library.list", kind=kind, **question)
        yield Shelf(
            title=str(title),
            cards=present_cards(entries[:SHOWN]),
            more_url=more_url if len(entries) > SHOWN else None,
        )


def shelves_beside(
    item: Item, publishers: Sequence[Publisher], *, viewer: User | None
) -> list[Shelf]:
    """Return the neighbours of an item: same domain, then same organisation, none twice."""
    organisations = [publisher.organisation for publisher in publishers]
    same_domain, same_organisation = list_neighbours(item, organisations, viewer=viewer)
    shelves = [
        Shelf(title=_in_same_domain(item), cards=present_cards(same_domain)),
        Shelf(title=_by_same(organisations), cards=present_cards(same_organisation)),
    ]
    return [shelf for shelf in shelves if shelf.cards]


def _in_same_domain(item: Item) -> str:
    if len(item.domains) == 1:
        return gettext("Also on: %(domain)s", domain=label(item.domains[0].labels))
    return gettext("In the same domains")


def _by_same(organisations: Sequence[Organisation]) -> str:
    if len(organisations) == 1:
        return gettext("Also by: %(organisation)s", organisation=organisations[0].short_name)
    return gettext("By the same organisations")
