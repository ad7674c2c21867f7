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
from portal.web.pagination import Pager

_KINDS = tuple(OrganisationKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page of organisations, and by facet how many each choice would give."""

    register: Register
    bodies: Sequence[Body]
    pager: Pager
    counts: Mapping[str, Tally]
    suggestion: str | None = None
    is_partial: bool = False
    is_degraded: bool = False


def answer(criteria: Criteria, *, viewer: User | None, language: str) -> Answer:
    """Return what the directory answers."""
    register = open_register(viewer)
    if not criteria.text:
        return _answer(register, criteria, None)
    found = find_organisations(criteria.text, viewer=viewer, language=language)
    return _answer(register, criteria, found)


def _answer(register: Register, criteria: Criteria, found: Found | None) -> Answer:
    ids = list(found.ids) if found else None
    bodies = _in_order(register, criteria, ids)
    pager = Pager(criteria.page, len(bodies))
    return Answer(
        register=register,
        bodies=pager.cut(bodies),
        pager=pager,
        counts=count_choices(register, criteria, None if ids is None else frozenset(ids)),
        suggestion=found.suggestion if found else None,
        is_partial=bool(found and found.is_partial),
        is_degraded=bool(found and found.is_degraded),
    )


def _in_order(
    register: Register, criteria: Criteria, ranked: Sequence[int] | None
) -> Sequence[Body]:
    """Return the organisations that meet the question, of those found by its words if any."""
    meeting: Collection[int] = register.list_organisations(criteria)
    if ranked is not None and criteria.order == "relevance":
        return [register.bodies[id_] for id_ in ranked if id_ in meeting]
    known = meeting if ranked is None else set(meeting).intersection(ranked)
    by_name = [body for id_, body in register.bodies.items() if id_ in known]
    match criteria.order:
        case "name":
            return by_name
        case "checked":
            return sorted(by_name, key=lambda body: body.checked_on or date.min, reverse=True)
        case _:
            return sorted(by_name, key=lambda body: _KINDS.index(body.kind))
