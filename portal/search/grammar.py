"""The words of a query: our own small grammar, in which nothing is an error.

Words, "phrases" (also « » and “ ”), `-` before a word or phrase to exclude it, `*` after at
least three letters for every word that begins so. Everything else is space.
"""

import re
from dataclasses import dataclass

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
        last = clauses[-1] if clauses else None
        if last and not is_prefix and not last.is_prefix and _are_joined(gap, token):
            tokens = (*last.tokens, token)
            clauses[-1] = Clause(tokens, is_phrase=True, is_excluded=last.is_excluded)
        else:
            excluded = gap.endswith("-") and (len(gap) == 1 or gap[-2].isspace())
            clauses.append(Clause((token,), is_prefix=is_prefix, is_excluded=excluded))
    return clauses


def _are_joined(gap: str, token: str) -> bool:
    """Return whether what stands between two tokens makes them one: sage-femme, OLDDF/F."""
    if not _JOINERS.fullmatch(gap):
        return False
    return "/" not in gap or len(token) == 1


def _capped(clauses: list[Clause]) -> list[Clause]:
    kept: list[Clause] = []
    words = 0
    for clause in clauses:
        words += len(clause.tokens)
        if words > _MOST_TOKENS:
            break
        kept.append(clause)
    return kept
