"""The choices that refine a question, in words, with counts."""

from collections.abc import Iterable
from functools import partial

from flask_babel import lazy_gettext as _

from portal.auth.models import User
from portal.directory.queries import list_short_names
from portal.library.catalogue import Answer
from portal.library.criteria import FACETS, Criteria
from portal.library.models import ItemKind
from portal.library.words import WORDS
from portal.vocabulary.queries import list_domain_labels, list_language_labels, list_place_labels
from portal.web.choices import Chip, Facet, Order, list_chips, list_orders, present_facet
from portal.web.formats import label

ORDERS = {
    "relevance": _("Best answers"),
    "newest": _("Latest additions"),
    "oldest": _("Oldest date first"),
    "title": _("By title"),
}

TITLES = {
    "kind": _("Kind"),
    "domain": _("Domain"),
    "place": _("Place"),
    "language": _("Language"),
    "year": _("Year"),
    "organisation": _("Organisation"),
}


def present_facets(criteria: Criteria, answer: Answer, *, viewer: User | None) -> list[Facet]:
    """Return the facets that have something to choose, those chosen first to stay in sight."""
    said = partial(words_of, viewer=viewer)
    facets = (
        present_facet(criteria, name, TITLES[name], dict(answer.counts.get(name, ())), said)
        for name in FACETS
    )
    return [facet for facet in facets if facet.choices]


def present_chips(criteria: Criteria, *, viewer: User | None) -> list[Chip]:
    """Return the choices that narrow the list now, after the words when there are any."""
    return list_chips(criteria, partial(words_of, viewer=viewer))


def present_orders(criteria: Criteria) -> list[Order]:
    """Return the orders to choose from; the usual one has no value, so it follows the words."""
    return list_orders(criteria, ORDERS)


def words_of(facet: str, values: Iterable[str], *, viewer: User | None = None) -> dict[str, str]:
    """Return the words for the values of a facet; what has none, or none for her, is left out."""
    wanted = list(values)
    match facet:
        case "kind":
            return {kind.value: str(WORDS[kind]) for kind in ItemKind if kind in wanted}
        case "domain":
            return _labelled(list_domain_labels(wanted))
        case "place":
            return _labelled(list_place_labels(wanted))
        case "language":
            return _labelled(list_language_labels(wanted))
        case "organisation":
            return list_short_names(wanted, viewer=viewer)
        case _:
            return {value: value for value in wanted}


def _labelled(labels: dict[str, dict[str, str]]) -> dict[str, str]:
    return {value: label(words) for value, words in labels.items()}
