"""The words of a query: our own small grammar, in which nothing is an error.

Words, "phrases" (also « » and “ ”), `-` before a word or phrase to exclude it, `*` after at
least three letters for every word that begins so. Everything else is space.
"""

import re
from dataclasses import dataclass, replace

from portal.search.analysis.compounds import is_series
from portal.search.analysis.folding import compose
from portal.search.analysis.tokens import TOKEN

LONGEST_TEXT = 200
MOST_WORDS = 12
_MOST_TOKENS = 40
SHORTEST_PREFIX = 3

_QUOTED = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<a>[^"]*)"|«(?P<b>[^»]*)»|“(?P<c>[^”]*)”)')
_JOINERS = re.compile(r"[-‐‑‒–.·_/]+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to find: raw tokens that stand together, or the beginning of a word."""

    tokens: tuple[str, ...]
    is_phrase: bool = False
    is_quoted: bool = False
    is_prefix: bool = False
    is_excluded: bool = False


def parse(text: str) -> list[Clause]:
    """Return the clauses of a query, at most _MOST_TOKENS words in all."""
    text = clean(text)
    clauses: list[Clause] = []
    start = 0
    for quoted in _QUOTED.finditer(text):
        clauses += _parse_words(text[start : quoted.start()])
        tokens = tuple(TOKEN.findall(quoted["a"] or quoted["b"] or quoted["c"] or ""))
        if tokens:
            excluded = quoted["minus"] is not None
            clauses.append(Clause(tokens, is_phrase=True, is_quoted=True, is_excluded=excluded))
        start = quoted.end()
    clauses += _parse_words(text[start:])
    return _capped(clauses)


def clean(text: str) -> str:
    """Return the part of a text that is read, as its tokens are spelled."""
    return compose(text.encode("utf-8", "ignore").decode()[:LONGEST_TEXT])


def _parse_words(text: str) -> list[Clause]:
    clauses: list[Clause] = []
    end = 0
    for found in TOKEN.finditer(text):
        gap, token = text[end : found.start()], found.group()
        is_prefix = text[found.end() : found.end() + 1] == "*" and len(token) >= SHORTEST_PREFIX
        end = found.end()
        excluded = gap.endswith("-") and (len(gap) == 1 or gap[-2].isspace())
        clause = Clause((token,), is_prefix=is_prefix, is_excluded=excluded)
        if clauses and (joined := _join(clauses[-1], gap, clause)):
            clauses[-1] = joined
        else:
            clauses.append(clause)
    return clauses


def _join(last: Clause, gap: str, clause: Clause) -> Clause | None:
    """Return one clause where a token belongs to those before it, else nothing."""
    token = clause.tokens[0]
    if last.is_prefix or clause.is_prefix:
        return None
    if _are_a_series(last.tokens, gap, token):
        return replace(last, tokens=(f"{last.tokens[0]}{token}",))
    if _are_joined(last.tokens[-1], gap, token):
        return replace(last, tokens=(*last.tokens, token), is_phrase=True)
    return None


def _are_a_series(before: tuple[str, ...], gap: str, token: str) -> bool:
    """Return whether a letter and a number are one name: C 190, R-2250."""
    is_near = gap.isspace() or _JOINERS.fullmatch(gap) is not None
    return is_near and token.isdecimal() and len(before) == 1 and is_series(before[0])


def _are_joined(before: str, gap: str, token: str) -> bool:
    """Return whether two tokens are one thing: sage-femme, OLDDF/F, 05/2023."""
    if not _JOINERS.fullmatch(gap):
        return False
    return "/" not in gap or len(token) == 1 or (before.isdecimal() and token.isdecimal())


def _capped(clauses: list[Clause]) -> list[Clause]:
    kept: list[Clause] = []
    words = 0
    for clause in clauses:
        words += len(clause.tokens)
        if words > _MOST_TOKENS:
            break
        kept.append(clause)
    return kept
