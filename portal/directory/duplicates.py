"""Organisations that may stand twice in the directory: same acronym, or nearly the same name."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz, process
from sqlalchemy import select

from portal.auth.models import User
from portal.directory.likeness import ComparableName, compare, read_acronyms, read_name
from portal.directory.merging.judging import list_distinct_pairs
from portal.directory.models import Organisation
from portal.directory.policy import edit_scope, review_scope
from portal.directory.queries import is_named_to
from portal.directory.values import SheetValues
from portal.extensions import db

MOST = 5
MOST_PAIRS = 200
MOST_CANDIDATES = 5_000
ALIKE = 0.8
VERY_ALIKE = 0.85
_SAME_ACRONYM = 0.9
_WORTH_A_LOOK = 55
_PAIR_WORTH_A_LOOK = 75


class Why(StrEnum):
    """Why two sheets may be one."""

    ACRONYM = "acronym"
    NAME = "name"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two organisations are, from 0 to 1, and why."""

    score: float
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An organisation that may be the same.

    One that `is_secret` is not for those to know who asked: tell them of "an organisation
    that is not listed", without its name and its address.
    """

    organisation: Organisation
    why: Why
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations that may be one."""

    one: Organisation
    other: Organisation
    why: Why


@dataclass(frozen=True, slots=True)
class Known:
    """All names of an organisation, as they are compared."""

    names: tuple[ComparableName, ...]
    acronyms: frozenset[str]


def find_duplicates(
    values: SheetValues, *, except_id: int | None = None, viewer: User | None = None
) -> list[Duplicate]:
    """Return the organisations that the values may be about already, best first, at most 5.

    All are compared: drafts, unlisted and archived ones too, but for those that were judged to
    be different from the one of `except_id`. `viewer` is who will be told.
    """
    ours = _read(values.name, values.acronym, values.expansion, values.translations, values.aliases)
    left_out = _list_judged(except_id) if except_id else frozenset()
    alike = {
        id_: likeness
        for id_, theirs in _read_all().items()
        if id_ not in left_out and (likeness := _compare(ours, theirs))
    }
    best = sorted(alike, key=lambda id_: (-alike[id_].score, id_))[:MOST]
    organisations, named = _get(best), _list_named(best, viewer)
    return [
        Duplicate(organisation=organisations[id_], why=alike[id_].why, is_secret=id_ not in named)
        for id_ in best
    ]


def find_all_duplicates(*, reviewer: User) -> list[Pair]:
    """Return the pairs that may be one organisation, among those on whom she decides.

    The likeliest come first, at most 200; those judged to be different are left out.
    """
    scope = review_scope(reviewer)
    known = {id_: one for id_, one in _read_all().items() if scope.covers(id_)}
    candidates = {*_pairs_that_share(known), *_pairs_at_first_sight(known)}
    candidates -= list_distinct_pairs()
    alike = {
        pair: likeness
        for pair in candidates
        if (likeness := _compare(known[pair[0]], known[pair[1]], at_least=VERY_ALIKE))
    }
    best = sorted(alike, key=lambda pair: (-alike[pair].score, pair))[:MOST_PAIRS]
    organisations = _get({id_ for pair in best for id_ in pair})
    return [Pair(organisations[a], organisations[b], alike[a, b].why) for a, b in best]


def _list_judged(id_: int) -> frozenset[int]:
    """Return an organisation and those that were judged to be different from it."""
    pairs = (pair for pair in list_distinct_pairs() if id_ in pair)
    return frozenset({id_}.union(*pairs))


def _compare(ours: Known, theirs: Known, *, at_least: float = ALIKE) -> Likeness | None:
    """Return how alike two are if they are alike at all."""
    by_name = _nearest_names(ours, theirs, at_least=at_least)
    if ours.acronyms & theirs.acronyms:
        return Likeness(_SAME_ACRONYM + (by_name.score if by_name else 0), Why.ACRONYM)
    return by_name


def _nearest_names(ours: Known, theirs: Known, *, at_least: float) -> Likeness | None:
    found: Likeness | None = None
    for one in ours.names:
        for other in theirs.names:
            if _is_worth_a_look(one, other):
                score = compare(one, other)
                if score >= at_least and (found is None or score > found.score):
                    found = Likeness(score, _why(one, other))
    return found


def _is_worth_a_look(one: ComparableName, other: ComparableName) -> bool:
    """Tell at little cost that two names are not quite different."""
    return one.joined == other.joined or bool(
        fuzz.ratio(one.text, other.text, score_cutoff=_WORTH_A_LOOK)
    )


def _why(one: ComparableName, other: ComparableName) -> Why:
    return Why.TRANSLATION if one.is_translated or other.is_translated else Why.NAME


def _pairs_that_share(known: Mapping[int, Known]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that have an acronym in common, or a name written together or apart."""
    holders: dict[str, set[int]] = defaultdict(set)
    for id_, one in known.items():
        for text in (*one.acronyms, *(name.joined for name in one.names if name.joined)):
            holders[text].add(id_)
    for ids in holders.values():
        yield from combinations(sorted(ids), 2)


def _pairs_at_first_sight(known: Mapping[int, Known]) -> set[tuple[int, int]]:
    """Return the pairs of which two names look most alike at first sight, at most 5 000."""
    seen = heapq.nlargest(MOST_CANDIDATES, _look_at_all(known))
    return {(min(ids), max(ids)) for _score, *ids in seen}


def _look_at_all(known: Mapping[int, Known]) -> Iterator[tuple[float, int, int]]:
    """Yield how alike two names are at first sight, and whose they are.

    The names go by length: those that are much longer than one cannot be like it.
    """
    rows = sorted(
        {(name.text, id_) for id_, one in known.items() for name in one.names},
        key=lambda row: len(row[0]),
    )
    texts, end = [text for text, _ in rows], 0
    for place, (text, id_) in enumerate(rows, start=1):
        while end < len(rows) and len(texts[end]) <= _longest_alike(len(text)):
            end += 1
        near = process.extract(
            text,
            texts[place:end],
            scorer=fuzz.ratio,
            score_cutoff=_PAIR_WORTH_A_LOOK,
            limit=None,
        )
        for _text, score, offset in near:
            other = rows[place + offset][1]
            if other != id_:
                yield score, id_, other


def _longest_alike(length: int) -> int:
    """Return how long a text may be to be worth a look beside one of this length."""
    return length * (200 - _PAIR_WORTH_A_LOOK) // _PAIR_WORTH_A_LOOK


def _read_all() -> dict[int, Known]:
    columns = (
        *(Organisation.id, Organisation.name, Organisation.acronym, Organisation.expansion),
        *(Organisation.translations, Organisation.aliases),
    )
    rows = db.session.execute(select(*columns))
    return {row.id: _read(*row[1:]) for row in rows}


def _read(
    name: str,
    acronym: str,
    expansion: str,
    translations: Mapping[str, str],
    aliases: Iterable[str],
) -> Known:
    said = [text for text in (name, expansion, *aliases) if text]
    others = [text for text in translations.values() if text]
    names = [read_name(text) for text in said] + [
        read_name(text, is_translated=True) for text in others
    ]
    return Known(
        names=tuple(one for one in names if one.words),
        acronyms=read_acronyms((*said, *others), acronym=acronym),
    )


def _get(ids: Collection[int]) -> dict[int, Organisation]:
    found = db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return {organisation.id: organisation for organisation in found}


def _list_named(ids: Collection[int], viewer: User | None) -> set[int]:
    """Return those of whom the viewer may know."""
    named = select(Organisation.id).where(Organisation.id.in_(ids), is_named_to(viewer))
    hers = edit_scope(viewer) if viewer else None
    return {*db.session.scalars(named), *(id_ for id_ in ids if hers and hers.covers(id_))}
