"""What ids and codes of a sheet are called, in the reader's language."""

from functools import cached_property

from portal.directory.models import Organisation
from portal.extensions import db
from portal.vocabulary.models import Language, PlaceKind
from portal.vocabulary.places import PlaceTree, load_places
from portal.vocabulary.queries import list_domains, list_languages
from portal.web.formats import label


class Names:
    """The vocabularies, read once for the pages of one request."""

    @cached_property
    def places(self) -> PlaceTree:
        """All places as a tree."""
        return load_places()

    @cached_property
    def domains(self) -> dict[int, str]:
        """The domains in their order."""
        return {domain.id: label(domain.labels) for domain in list_domains()}

    @cached_property
    def languages(self) -> list[Language]:
        """The languages in their order."""
        return list_languages()

    def place(self, place_id: int | None) -> str:
        """Return a place with what it lies in, the country left out: `Ségou › Niono`."""
        spots = list(self.places.climb(place_id)) if place_id else []
        named = [label(spot.labels) for spot in reversed(spots)]
        return " › ".join(named[1:] or named)

    def shown_place(self, place_id: int, level: PlaceKind | None) -> str:
        """Return what the public is told of a place that is shown at a level."""
        return self.place(self.places.coarsen(place_id, level))

    def domain(self, domain_id: int) -> str:
        """Return the name of a domain."""
        return self.domains.get(domain_id, "")

    def organisation(self, organisation_id: int) -> str:
        """Return the name of an organisation, its acronym behind."""
        found = db.session.get(Organisation, organisation_id)
        return found.full_name if found else ""

    def language(self, code: str) -> str:
        """Return the name of a language, by its code."""
        return next((label(one.labels) for one in self.languages if one.code == code), code)

    def tongue(self, tag: str) -> str:
        """Return the name of a language, by its HTML tag."""
        return next((label(one.labels) for one in self.languages if one.tag == tag), tag)
