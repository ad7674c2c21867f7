"""Rows of items that belong together: of an organisation, or beside an item."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.auth.models import User
from portal.directory.models import Organisation
from portal.directory.shelves import Shelf
from portal.library.cards import present_cards
from portal.library.models import Item, ItemKind
from portal.library.neighbours import list_neighbours
from portal.library.queries import list_by_organisation
from portal.web.formats import label

SHELVES = {
    ItemKind.RECORDING: _("Recordings"),
    ItemKind.REPORT: _("Workshop reports"),
    ItemKind.DOCUMENT: _("Documents"),
}
SHOWN = 5


def shelves_of_organisation(organisation: Organisation, viewer: User | None) -> Iterator[Shelf]:
    """Yield what an organisation publishes, recordings first, the newest of each kind."""
    items = list_by_organisation(organisation.id, viewer=viewer)
    for kind, title in SHELVES.items():
        of_kind = [item for item in items if item.kind is kind]
        more_url = url_for("library.list", organisation=organisation.slug, kind=kind)
        yield Shelf(
            title=str(title),
            cards=present_cards(of_kind[:SHOWN]),
            more_url=more_url if len(of_kind) > SHOWN else None,
        )


def shelves_beside(item: Item, *, viewer: User | None) -> list[Shelf]:
    """Return the neighbours of an item: same domain, then same organisation, none twice."""
    same_domain, same_organisation = list_neighbours(item, viewer=viewer)
    shelves = [
        Shelf(title=_in_same_domain(item), cards=present_cards(same_domain)),
        Shelf(title=_by_same_organisation(item), cards=present_cards(same_organisation)),
    ]
    return [shelf for shelf in shelves if shelf.cards]


def _in_same_domain(item: Item) -> str:
    if len(item.domains) == 1:
        return gettext("Also on: %(domain)s", domain=label(item.domains[0].labels))
    return gettext("In the same domains")


def _by_same_organisation(item: Item) -> str:
    if len(item.organisations) == 1:
        return gettext("Also by: %(organisation)s", organisation=item.organisations[0].short_name)
    return gettext("By the same organisations")
