"""What a query looks for, in terms of the index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from portal.search.analysis import compounds
from portal.search.analysis.analyser import is_stop_word, query_terms
from portal.search.analysis.tokens import strip_elision
from portal.search.engine.words import fold_word
from portal.search.grammar import MOST_WORDS, SHORTEST_PREFIX, Clause
from portal.search.synonyms import Synonyms

Kind = Literal["phrase", "all", "prefix"]


@dataclass(frozen=True, slots=True)
class Element:
    """One word of a group: how far after the first, and the terms it may be."""

    offset: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand one after another, or all somewhere, or the start of a word."""

    kind: Kind
    elements: tuple[Element, ...] = ()
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One condition: any of these groups; `tokens` are the words that asked for it.

    Phrases in quotation marks are compulsory. A word without synonyms may be misspelt.
    `parts` are the conditions of the single words of an expression, for when nothing has it
    as a whole.
    """

    tokens: tuple[str, ...]
    groups: tuple[Group, ...]
    is_excluded: bool = False
    is_common: bool = False
    is_compulsory: bool = False
    is_correctable: bool = False
    parts: tuple["Need", ...] = ()

    @property
    def text(self) -> str:
        """The words as people read them, without elision."""
        return " ".join(map(strip_elision, self.tokens))

    @property
    def is_optional(self) -> bool:
        """Whether an answer with only some of the words may do without it."""
        return not (self.is_excluded or self.is_compulsory)


def make_plan(clauses: Sequence[Clause], synonyms: Synonyms, language: str) -> list[Need]:
    """Return the conditions of a query, at most MOST_WORDS, each once.

    Stop words are left out unless there is nothing else. A word that has no terms asks for
    nothing.
    """
    needs = [
        need for run in _runs(clauses) for need in _expand(run, synonyms, language) if need.groups
    ]
    telling = [need for need in needs if not need.is_common]
    distinct: dict[object, Need] = {}
    for need in telling or needs:
        distinct.setdefault((need.groups, need.is_excluded, need.is_compulsory), need)
    return list(distinct.values())[:MOST_WORDS]


def _runs(clauses: Sequence[Clause]) -> list[list[Clause]]:
    """Split where an expression cannot go on: at phrases, prefixes and exclusions."""
    runs: list[list[Clause]] = []
    for clause in clauses:
        is_plain = len(clause.tokens) == 1 and not clause.is_prefix and not clause.is_excluded
        if is_plain and runs and _is_plain(runs[-1][0]):
            runs[-1].append(clause)
        else:
            runs.append([clause])
    return runs


def _is_plain(clause: Clause) -> bool:
    return not (clause.is_phrase or clause.is_prefix or clause.is_excluded)


def _expand(run: list[Clause], synonyms: Synonyms, language: str) -> list[Need]:
    if not _is_plain(run[0]):
        return [_need_of(run[0], synonyms, language)]
    tokens = [clause.tokens[0] for clause in run]
    needs: list[Need] = []
    while tokens:
        length = _longest_expression(tokens, synonyms, language)
        needs.append(_word_need(tuple(tokens[:length]), synonyms, language))
        del tokens[:length]
    return _with_joined(needs)


def _with_joined(needs: list[Need]) -> list[Need]:
    """Let each of two words that stand together be met by both in one piece."""
    joined: list[tuple[Group, ...]] = [() for _ in needs]
    for place, (one, other) in enumerate(pairwise(needs)):
        is_pair = len(one.tokens) == len(other.tokens) == 1 and not (
            one.is_common or other.is_common
        )
        if is_pair and (group := _one_piece((*one.tokens, *other.tokens))):
            joined[place] += (group,)
            joined[place + 1] += (group,)
    return [
        replace(need, groups=_distinct([*need.groups, *groups])) if groups else need
        for need, groups in zip(needs, joined, strict=True)
    ]


def _one_piece(tokens: tuple[str, ...]) -> Group | None:
    whole = compounds.join(tuple(map(strip_elision, tokens)))
    return Group("all", (Element(0, query_terms(whole)),)) if whole else None


def _other_pieces(tokens: tuple[str, ...]) -> Iterator[Group]:
    """Yield other ways to write words: in one piece, in two, numbers the other way round."""
    if len(tokens) == 1:
        for pair in compounds.split(strip_elision(tokens[0])):
            elements = tuple(Element(place, query_terms(word)) for place, word in enumerate(pair))
            if not any(is_stop_word(word, "fr") for word in pair):
                yield Group("phrase", elements)
    elif all(map(str.isdecimal, tokens)):
        elements = tuple(Element(place, query_terms(n)) for place, n in enumerate(tokens[::-1]))
        yield Group("phrase", elements)
    elif whole := _one_piece(tokens):
        yield whole


def _longest_expression(tokens: list[str], synonyms: Synonyms, language: str) -> int:
    """Return how many of the first tokens form a known expression, at least 1."""
    if is_stop_word(tokens[0], language):
        return 1
    for length in range(min(len(tokens), MOST_WORDS), 1, -1):
        if not is_stop_word(tokens[length - 1], language) and synonyms.find(tokens[:length]):
            return length
    return 1


def _word_need(tokens: tuple[str, ...], synonyms: Synonyms, language: str) -> Need:
    meanings = _meanings(tokens, synonyms, language)
    groups = [Group("all", _elements(tokens, language)), *meanings]
    if len(tokens) == 1:
        groups += _other_pieces(tokens)
    return Need(
        tokens,
        _distinct(groups),
        is_common=all(is_stop_word(token, language) for token in tokens),
        is_correctable=len(tokens) == 1 and not meanings,
        parts=_parts(tokens, synonyms, language),
    )


def _parts(tokens: tuple[str, ...], synonyms: Synonyms, language: str) -> tuple[Need, ...]:
    if len(tokens) == 1:
        return ()
    needs = (_word_need((token,), synonyms, language) for token in dict.fromkeys(tokens))
    return tuple(need for need in needs if need.groups and not need.is_common)


def _need_of(clause: Clause, synonyms: Synonyms, language: str) -> Need:
    tokens = clause.tokens
    if clause.is_prefix:
        folded = fold_word(strip_elision(tokens[0]))
        if len(folded) >= SHORTEST_PREFIX:
            group = Group("prefix", prefix=folded)
            return Need(tokens, (group,), clause.is_excluded)
    if len(tokens) == 1:
        need = _word_need(tokens, synonyms if not clause.is_phrase else Synonyms(), language)
        return replace(need, is_excluded=clause.is_excluded, is_compulsory=clause.is_quoted)
    own = Group("phrase", _elements(tokens, language))
    groups = [own, *_meanings(tokens, synonyms, language), *_other_pieces(tokens)]
    return Need(
        tokens,
        _distinct(groups),
        is_excluded=clause.is_excluded,
        is_common=all(is_stop_word(token, language) for token in tokens),
        is_compulsory=clause.is_quoted,
        parts=_parts(tokens, synonyms, language),
    )


def _meanings(tokens: Sequence[str], synonyms: Synonyms, language: str) -> list[Group]:
    found = synonyms.find(tokens)
    return [Group("phrase", _elements(expression.tokens, language)) for expression in found]


def _elements(tokens: Sequence[str], language: str) -> tuple[Element, ...]:
    elements = [
        Element(offset, query_terms(token))
        for offset, token in enumerate(tokens)
        if len(tokens) == 1 or not is_stop_word(token, language)
    ]
    return tuple(element for element in elements if element.terms)


def _distinct(groups: list[Group]) -> tuple[Group, ...]:
    """Leave out empty groups, and those that only repeat another."""
    kept: dict[tuple[Element, ...], Group] = {}
    for group in groups:
        if group.elements:
            kept.setdefault(group.elements, group)
    return tuple(kept.values())
