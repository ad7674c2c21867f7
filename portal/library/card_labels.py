"""The words of a search marked on cards: in their facts, or in labels that only then are shown."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from portal.auth.models import User
from portal.directory.models import Organisation
from portal.directory.queries import is_named_to
from portal.extensions import db
from portal.library.models import Contributor, ItemOrganisation, item_domain, item_place
from portal.search.highlights import Highlighter
from portal.search.index import read_synonyms
from portal.search.synonyms import Synonyms
from portal.vocabulary.models import Domain, Place
from portal.vocabulary.queries import place_names
from portal.web.formats import label
from portal.web.locale import current_language
from portal.web.passages import Pieces, has_match

# An item, the words around a label, and the label in the order of preference.
Labelled = tuple[int, object, list[str]]

DOMAIN, PLACE = _("Domain: %(label)s"), _("Place: %(label)s")
PERSON, ORGANISATION = _("Person: %(label)s"), _("Organisation: %(label)s")


class CardMarker:
    """Marks the words of one search in short texts, in the language of the page or another."""

    def __init__(self, text: str) -> None:
        """Prepare to mark the words searched for; without any, nothing is marked."""
        self._text = text
        self._markers: dict[str, Highlighter] = {}

    def pieces(self, text: str, language: str = "") -> Pieces:
        """Return a text in pieces of (text, is a match)."""
        if not self._text:
            return [(text, False)]
        code = language or current_language()
        if code not in self._markers:
            self._markers[code] = Highlighter(self._text, code, self._synonyms)
        return self._markers[code].pieces(text)

    @cached_property
    def _synonyms(self) -> Synonyms:
        return read_synonyms()


def find_labels(
    ids: Collection[int], marker: CardMarker, *, viewer: User | None
) -> Mapping[int, Pieces]:
    """Return, for each of these items that has one, the first label with a word found."""
    found: dict[int, Pieces] = {}
    for id_, around, labels in _list_labels(ids, viewer):
        for one in labels:
            if id_ not in found and has_match(marker.pieces(one)):
                found[id_] = marker.pieces(str(around) % {"label": one})
    return found


def _list_labels(ids: Collection[int], viewer: User | None) -> Iterator[Labelled]:
    """Yield the labels of items: people, organisations, domains and places, in this order."""
    if not ids:
        return
    people = select(Contributor.item_id, Contributor.name).where(Contributor.item_id.in_(ids))
    for id_, name in db.session.execute(people.order_by(Contributor.position)):
        yield id_, PERSON, [name]
    bodies = select(ItemOrganisation.item_id, Organisation).join(ItemOrganisation.organisation)
    bodies = bodies.where(ItemOrganisation.item_id.in_(ids), is_named_to(viewer))
    for id_, body in db.session.execute(bodies):
        yield id_, ORGANISATION, [body.full_name]
    domains = select(item_domain.c.item_id, Domain).join_from(item_domain, Domain)
    for id_, domain in db.session.execute(domains.where(item_domain.c.item_id.in_(ids))):
        yield id_, DOMAIN, [label(domain.labels), *domain.labels.values()]
    places = select(item_place.c.item_id, Place).join_from(item_place, Place)
    for id_, place in db.session.execute(places.where(item_place.c.item_id.in_(ids))):
        yield id_, PLACE, [label(place.labels), *place_names(place)[1:]]
