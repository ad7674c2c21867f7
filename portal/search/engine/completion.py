"""Completes the last word of what is being typed, from the words of the index."""

from functools import reduce
from itertools import islice
from operator import and_

from portal.search.analysis.analyser import family_of, is_stop_word, query_terms
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.answers import Suggestion
from portal.search.engine.filtering import meant_by
from portal.search.engine.finding import find_need
from portal.search.engine.matches import unite
from portal.search.engine.plan import make_plan
from portal.search.engine.snapshot import Part, Snapshot
from portal.search.engine.words import Word, fold_word, merge_words
from portal.search.grammar import LONGEST_TEXT, SHORTEST_PREFIX, parse
from portal.search.questions import Query
from portal.search.synonyms import Synonyms

# How many words are counted exactly, for each one shown; how many are looked at, for those.
_CARE, _MOST_WORDS = 4, 256
_EVERYBODY = ["public"]


def complete(snapshot: Snapshot, query: Query, limit: int) -> list[Suggestion]:
    """Return what the text of a query may become, and what it would find.

    Words of the reader's language come first, then the others, most found first.
    """
    typed = query.text.encode("utf-8", "ignore").decode()[:LONGEST_TEXT]
    tokens = list(TOKEN.finditer(typed))
    if not tokens or tokens[-1].end() != len(typed):
        return []
    word = strip_elision(tokens[-1].group())
    folded = fold_word(word)
    if len(folded) < SHORTEST_PREFIX or limit < 1:
        return []
    head = typed[: len(typed) - len(word)]
    allowed = [(part, _allowed(part, head, query)) for part in snapshot.parts]
    words = _list_words(snapshot, folded, query)[:_MOST_WORDS]
    counted = ((word, Suggestion(head + word.written, _count(word, allowed))) for word in words)
    found = islice((entry for entry in counted if entry[1].count), _CARE * limit)
    own = family_of(query.language)
    ranked = sorted(
        (word.term[0] != own, -suggestion.count, suggestion.text, suggestion)
        for word, suggestion in found
    )
    return [suggestion for *_, suggestion in ranked[:limit]]


def _allowed(part: Part, head: str, query: Query) -> int:
    """Return the documents that may be counted: those meant, with the words before."""
    needs = make_plan(parse(head), Synonyms(), query.language)
    found = [find_need(part.segment, need).bits for need in needs if not need.is_common]
    return reduce(and_, found, part.alive & meant_by(part.segment, query))


def _count(word: Word, allowed: list[tuple[Part, int]]) -> int:
    """Return how many of the allowed documents a search for this word finds."""
    terms = query_terms(word.written)
    return sum(
        (
            unite([part.segment.matches(term) for term in terms], part.segment.size).bits & bits
        ).bit_count()
        for part, bits in allowed
    )


def _list_words(snapshot: Snapshot, folded: str, query: Query) -> list[Word]:
    """Return one word per search, the most frequent first, in the reader's language if known."""
    spellings: dict[str, list[Word]] = {}
    language = query.language
    only_public = list(query.audiences) == _EVERYBODY
    for part in snapshot.parts:
        for word in part.segment.list_words(folded):
            if (word.is_public or not only_public) and not is_stop_word(word.written, language):
                spellings.setdefault(word.term, []).append(word)
    words = [merge_words(found) for found in spellings.values()]
    own = family_of(language)
    words.sort(key=lambda word: (word.term[0] != own, -word.documents, -word.frequency))
    distinct: dict[str, Word] = {}
    for word in words:
        distinct.setdefault(next(iter(query_terms(word.written)), word.term), word)
    return list(distinct.values())
