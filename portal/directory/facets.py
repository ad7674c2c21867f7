"""The choices that refine a question, in words, with counts."""

from collections.abc import Iterable, Mapping
from functools import partial

from flask_babel import lazy_gettext as _

from portal.directory.catalogue import Answer, count_facets
from portal.directory.criteria import FACETS, Criteria
from portal.directory.models import OrganisationKind, WorkStatus
from portal.directory.overview.terms import say_whole
from portal.directory.register import WHOLE, Register
from portal.directory.words import WORDS
from portal.vocabulary.models import Labels
from portal.vocabulary.queries import list_domain_labels, list_language_labels
from portal.web.choices import Chip, Facet, Order, list_chips, list_orders, present_facet
from portal.web.formats import label

ORDERS = {
    "relevance": _("Best answers"),
    "networks": _("Networks first"),
    "name": _("By name"),
    "checked": _("Last checked first"),
}

TITLES = {
    "domain": _("Domain"),
    "place": _("Place"),
    "kind": _("Kind"),
    "network": _("Network"),
    "language": _("Language"),
    "status": _("Progress of the work"),
}


def present_facets(criteria: Criteria, answer: Answer) -> list[Facet]:
    """Return the facets that have something to choose, those chosen first to stay in sight."""
    said = partial(words_of, register=answer.register)
    counts = count_facets(criteria, answer)
    return [
        present_facet(criteria, name, TITLES[name], counts[name], said)
        for name in FACETS
        if counts[name] or name in criteria.chosen
    ]


def present_chips(criteria: Criteria, register: Register) -> list[Chip]:
    """Return the choices that narrow the list now, after the words when there are any."""
    return list_chips(criteria, partial(words_of, register=register))


def present_orders(criteria: Criteria) -> list[Order]:
    """Return the orders to choose from; the usual one has no value, so it follows the words."""
    return list_orders(criteria, ORDERS)


def words_of(facet: str, values: Iterable[str], register: Register) -> dict[str, str]:
    """Return the words for the values of a facet; a value without words is left out."""
    wanted = list(values)
    match facet:
        case "domain":
            return _labelled(list_domain_labels(wanted))
        case "place":
            return _say_places(wanted, register)
        case "kind":
            return {kind.value: str(WORDS[kind]) for kind in OrganisationKind if kind in wanted}
        case "network":
            return {
                body.slug: body.acronym or body.name
                for body in register.bodies.values()
                if body.slug in wanted
            }
        case "language":
            return _labelled(list_language_labels(wanted))
        case _:
            return {status.value: str(WORDS[status]) for status in WorkStatus if status in wanted}


def _say_places(values: Iterable[str], register: Register) -> dict[str, str]:
    spots = {value: register.places.by_slug.get(value.removeprefix(WHOLE)) for value in values}
    return {
        value: say_whole(spot) if value.startswith(WHOLE) else label(spot.labels)
        for value, spot in spots.items()
        if spot
    }


def _labelled(labels: Mapping[str, Labels]) -> dict[str, str]:
    return {value: label(words) for value, words in labels.items()}
