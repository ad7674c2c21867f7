"""Completes the last word of what is being typed, from the words of the index."""

from collections.abc import Sequence
from functools import reduce
from operator import and_

from portal.search.analysis.analyser import is_stop_word
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.answers import Suggestion
from portal.search.engine.filtering import visible_to
from portal.search.engine.finding import find_need
from portal.search.engine.plan import make_plan
from portal.search.engine.snapshot import Part, Snapshot
from portal.search.engine.words import Word, fold_word, merge_words
from portal.search.grammar import LONGEST_TEXT, SHORTEST_PREFIX, parse
from portal.search.synonyms import Synonyms

# How many words are counted exactly, for each one shown.
_CARE = 4
_EVERYBODY = ["public"]


def complete(
    snapshot: Snapshot, typed: str, language: str, audiences: Sequence[str], limit: int
) -> list[Suggestion]:
    """Return what the text may become, most frequent first, and what it would find."""
    typed = typed.encode("utf-8", "ignore").decode()[:LONGEST_TEXT]
    tokens = list(TOKEN.finditer(typed))
    if not tokens or tokens[-1].end() != len(typed):
        return []
    word = strip_elision(tokens[-1].group())
    folded = fold_word(word)
    if len(folded) < SHORTEST_PREFIX or limit < 1:
        return []
    head = typed[: len(typed) - len(word)]
    allowed = [(part, _allowed(part, head, language, audiences)) for part in snapshot.parts]
    counted = [
        Suggestion(head + one.written, _count(one, allowed))
        for one in _list_words(snapshot, folded, language, audiences)[: _CARE * limit]
    ]
    found = [suggestion for suggestion in counted if suggestion.count]
    return sorted(found, key=lambda one: (-one.count, one.text))[:limit]


def _allowed(part: Part, head: str, language: str, audiences: Sequence[str]) -> int:
    """Return the documents that may be counted: visible, and with the words before."""
    needs = make_plan(parse(head), Synonyms(), language)
    found = [find_need(part.segment, need).bits for need in needs if not need.is_common]
    return reduce(and_, found, part.alive & visible_to(part.segment, audiences))


def _count(word: Word, allowed: list[tuple[Part, int]]) -> int:
    return sum((part.segment.matches(word.term).bits & bits).bit_count() for part, bits in allowed)


def _list_words(
    snapshot: Snapshot, folded: str, language: str, audiences: Sequence[str]
) -> list[Word]:
    """Return one word per term, the most frequent spellings first."""
    spellings: dict[str, list[Word]] = {}
    only_public = list(audiences) == _EVERYBODY
    for part in snapshot.parts:
        for word in part.segment.list_words(folded):
            if (word.is_public or not only_public) and not is_stop_word(word.written, language):
                spellings.setdefault(word.term, []).append(word)
    words = [merge_words(found) for found in spellings.values()]
    return sorted(words, key=lambda word: (-word.documents, -word.frequency))
