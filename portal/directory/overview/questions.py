"""The question of an overview: what it counts, and what the visitor may change about it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.directory.criteria import USUAL_STATUSES, Criteria
from portal.directory.facets import TITLES, words_of
from portal.directory.models import OrganisationKind, WorkStatus
from portal.directory.overview.terms import Terms
from portal.directory.register import Register
from portal.directory.words import WORDS
from portal.web.choices import Chip

MOST_NETWORKS = 40

MENUS = ("kind", "network", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A facet of which one value, or any, may be chosen; `usual` says what any means."""

    name: str
    title: str
    usual: str
    chosen: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an overview is asked; `kept` goes along with the menus, and each chip takes it away.

    `counted` is the part of the question that counts: words are for the list alone.
    """

    criteria: Criteria
    counted: Criteria
    first_menus: Sequence[Menu]
    menus: Sequence[Menu]
    kept: Sequence[tuple[str, str]]
    chips: Sequence[Chip]

    @property
    def is_unfolded(self) -> bool:
        """Whether something is chosen in the menus that are folded away."""
        return any(menu.chosen for menu in self.menus)


def present_question(
    criteria: Criteria,
    register: Register,
    terms: Terms,
    *,
    endpoint: str,
    first: Collection[str] = (),
) -> Question:
    """Return the question of the page `endpoint`; the menus of `first` are always in sight.

    A facet with several values chosen, as only the list lets one do, stays as it is.
    """
    counted = criteria.but(text="", sort=None, unfolded=None)
    chosen = counted.chosen
    choices = _choices(register, terms)
    shown = [name for name in (*first, *MENUS) if choices[name]]
    single = [name for name in shown if len(chosen.get(name, ())) <= 1]
    menus = [_present(name, chosen, choices[name]) for name in single]
    kept = [(name, one) for name, some in chosen.items() if name not in single for one in some]
    return Question(
        criteria=criteria,
        counted=counted,
        first_menus=[menu for menu in menus if menu.name in first],
        menus=[menu for menu in menus if menu.name not in first],
        kept=[*([("q", criteria.text)] if criteria.text else []), *kept],
        chips=_present_chips(criteria, kept, register, endpoint),
    )


def _choices(register: Register, terms: Terms) -> dict[str, Mapping[str, str]]:
    kinds = {body.kind for body in register.bodies.values()}
    return {
        "domain": terms.domains,
        "place": {region.slug: terms.places[region.slug] for region in register.regions},
        "kind": {kind.value: str(WORDS[kind]) for kind in OrganisationKind if kind in kinds},
        "network": _list_networks(register),
        "status": {status.value: str(WORDS[status]) for status in WorkStatus},
    }


def _list_networks(register: Register) -> dict[str, str]:
    """Return the networks with most members, by name."""
    members = Counter(slug for slugs in register.networks.values() for slug in slugs)
    most = {slug for slug, _count in members.most_common(MOST_NETWORKS)}
    return {
        body.slug: body.acronym or body.name
        for body in register.bodies.values()
        if body.slug in most
    }


def _present(name: str, chosen: Mapping[str, Sequence[str]], choices: Mapping[str, str]) -> Menu:
    (usual,) = USUAL_STATUSES
    is_status = name == "status"
    value = next(iter(chosen.get(name, ())), "")
    return Menu(
        name=name,
        title=str(TITLES[name]),
        usual=choices[usual] if is_status else _("All"),
        chosen="" if value == usual else value,
        choices={value: words for value, words in choices.items() if value != usual},
    )


def _present_chips(
    criteria: Criteria, kept: Sequence[tuple[str, str]], register: Register, endpoint: str
) -> list[Chip]:
    return [
        Chip(
            words=words_of(name, [value], register).get(value, value),
            url=criteria.without(name, value).url(endpoint),
        )
        for name, value in kept
    ]
