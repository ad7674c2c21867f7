"""The words for domains and places, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.directory.register import WHOLE, Register
from portal.vocabulary.models import PlaceKind
from portal.vocabulary.places import Spot
from portal.vocabulary.queries import list_domains
from portal.web.formats import label


@dataclass(frozen=True, slots=True)
class Terms:
    """Words by slug, in editorial order; countries as a whole have a word of their own."""

    domains: Mapping[str, str]
    places: Mapping[str, str]


def load_terms(register: Register) -> Terms:
    """Return the words for everything that a question may name."""
    spots = register.places.by_id.values()
    whole = {WHOLE + s.slug: say_whole(s) for s in spots if s.kind is PlaceKind.COUNTRY}
    return Terms(
        domains={domain.slug: label(domain.labels) for domain in list_domains()},
        places={spot.slug: label(spot.labels) for spot in spots} | whole,
    )


def say_whole(country: Spot) -> str:
    """Return the words for what is stated for a country as a whole."""
    return _("%(country)s, the whole country", country=label(country.labels))
