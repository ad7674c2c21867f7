"""Collects the words of a segment while it is built, from what was analysed anyway."""

from collections import Counter
from collections.abc import Iterable, Iterator

from portal.search.analysis.tokens import GLUE, strip_elision
from portal.search.engine.vocabulary import Lookup, TermTable
from portal.search.engine.words import Word, fold_word, merge_words, sort_words

# How usual a spelling is, is counted in the first documents and in one of so many others.
_FIRST, _ONE_IN = 64, 16
_LONGEST = 60


class Wording:
    """Counts raw tokens in a sample of the documents."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._counts: Counter[str] = Counter()
        self._is_sampled = True

    def begin_document(self, number: int) -> None:
        """Decide whether this document belongs to the sample."""
        self._is_sampled = number < _FIRST or number % _ONE_IN == 0

    def see(self, tokens: list[str]) -> None:
        """Note the raw tokens of a part of the current document."""
        if self._is_sampled:
            self._counts.update(tokens)

    def list_words(self, lookups: Iterable[Lookup], table: TermTable) -> Iterator[Word]:
        """Yield every word that was looked up, in the order of the file."""
        known: dict[tuple[str, str], Word] = {}
        for lookup in lookups:
            for token, number in lookup.items():
                if number:
                    word = self._word(token, *table.describe(number), is_public=lookup.is_public)
                    other = known.get(word.key)
                    known[word.key] = _join(word, other) if other else word
        return sort_words(known.values())

    def _word(self, token: str, term: str, documents: int, *, is_public: bool) -> Word:
        head, _, _compound = token.partition(GLUE)
        written = strip_elision(head.replace(".", ""))[:_LONGEST].strip("_")
        return Word(fold_word(written), term, written, documents, self._counts[token], is_public)


def _join(word: Word, other: Word) -> Word:
    """Return two spellings as one word; they stand for the same documents."""
    merged = merge_words((word, other))
    return Word(
        merged.folded,
        merged.term,
        merged.written,
        word.documents,
        merged.frequency,
        merged.is_public,
    )
