"""The answer to a question: which organisations, in which order, and what would refine it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.auth.models import User
from portal.directory.criteria import Criteria
from portal.directory.finding import Found, find_organisations
from portal.directory.models import OrganisationKind
from portal.directory.register import Body, Register, open_register
from portal.directory.tallies import Tally, count_choices
from portal.search.answers import Correction
from portal.web.pagination import Pager

_KINDS = tuple(OrganisationKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page of organisations: those with all the words of `searched`, then the partial ones.

    `ids` are all that answer, on any page, None without words; `whole` is how many have all
    the words, `named` are those whose name they are.
    """

    register: Register
    bodies: Sequence[Body]
    pager: Pager
    partial: Sequence[Body] = ()
    ids: frozenset[int] | None = None
    named: Sequence[Body] = ()
    whole: int = 0
    searched: str = ""
    some_words: Sequence[str] = ()
    best_words: Sequence[str] = ()
    correction: Correction | None = None
    is_degraded: bool = False


def answer(criteria: Criteria, *, viewer: User | None, language: str) -> Answer:
    """Return what the directory answers."""
    register = open_register(viewer)
    if not criteria.text:
        return _answer(register, criteria, Found(whole=list(register.bodies)), ids=None)
    found = find_organisations(criteria.text, viewer=viewer, language=language)
    return _answer(register, criteria, found, ids=frozenset(found.ids))


def count_facets(criteria: Criteria, found: Answer) -> Mapping[str, Tally]:
    """Return by facet how many organisations each choice would give."""
    return count_choices(found.register, criteria, found.ids)


def _answer(
    register: Register, criteria: Criteria, found: Found, *, ids: frozenset[int] | None
) -> Answer:
    whole = _in_order(register, criteria, found.whole)
    partial = _in_order(register, criteria, found.partial)
    pager = Pager(criteria.page, len(whole) + len(partial))
    shown = pager.cut([*whole, *partial])
    border = max(0, len(whole) - pager.offset)
    return Answer(
        register=register,
        bodies=shown[:border],
        partial=shown[border:],
        pager=pager,
        ids=ids,
        named=[register.bodies[id_] for id_ in found.named if id_ in register.bodies],
        whole=len(whole),
        searched=found.correction.text if found.correction else criteria.text,
        some_words=found.some_words,
        best_words=found.best_words,
        correction=found.correction,
        is_degraded=found.is_degraded,
    )


def _in_order(register: Register, criteria: Criteria, ranked: Sequence[int]) -> Sequence[Body]:
    """Return those of these organisations that meet the question, in its order."""
    meeting: Collection[int] = register.list_organisations(criteria) if ranked else ()
    if criteria.order == "relevance":
        return [register.bodies[id_] for id_ in ranked if id_ in meeting]
    known = set(meeting).intersection(ranked)
    by_name = [body for id_, body in register.bodies.items() if id_ in known]
    match criteria.order:
        case "name":
            return by_name
        case "checked":
            return sorted(by_name, key=lambda body: body.checked_on or date.min, reverse=True)
        case _:
            return sorted(by_name, key=lambda body: _KINDS.index(body.kind))
