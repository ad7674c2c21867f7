"""The words of a segment as people write them, for type-ahead, prefixes and spelling."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import Struct

from portal.search.analysis.folding import fold, fold_arabic, is_arabic
from portal.search.analysis.tokens import strip_elision
from portal.search.engine.terms import WORD

TermOf = Callable[[str, str], str]

_COUNTS = Struct("<II")
_SEPARATOR = "\0"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Word:
    """A word by its folded spelling and term: how it is written, in how many documents.

    `public` counts only what everybody may find, so that a suggestion never tells what
    a reader may not know.
    """

    folded: str
    term: str
    written: str
    documents: int
    public: int


class Words:
    """Counts in how many documents each raw token stands, and sums it up by word."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._seen: set[str] = set()
        self._documents: dict[str, Counter[str]] = defaultdict(Counter)
        self._hidden: dict[str, Counter[str]] = defaultdict(Counter)

    def see(self, tokens: list[str]) -> None:
        """Note the raw tokens of a part of the current document."""
        self._seen.update(tokens)

    def end_document(self, family: str, *, public: bool) -> None:
        """Count what was seen once for the document."""
        self._documents[family].update(self._seen)
        if not public:
            self._hidden[family].update(self._seen)
        self._seen.clear()

    def list_values(self, term_of: TermOf) -> Iterator[tuple[bytes, bytes]]:
        """Yield (key, value) for the dictionary of the segment, in order."""
        for _, word in sorted(self._sum(term_of).items()):
            yield encode_word(word)

    def _sum(self, term_of: TermOf) -> dict[tuple[str, str], Word]:
        sums: dict[tuple[str, str], Word] = {}
        for family, counts in self._documents.items():
            hidden = self._hidden[family]
            for token, count in counts.items():
                term = term_of(token, family)
                if term:
                    written = _written(token)
                    word = Word(fold_word(written), term, written, count, count - hidden[token])
                    key = (word.folded, term)
                    known = sums.get(key)
                    sums[key] = merge_words([known, word]) if known else word
        return sums


def fold_word(word: str) -> str:
    """Return the spelling by which words are compared."""
    return fold_arabic(word) if is_arabic(word) else fold(word)


def merge_words(words: list[Word]) -> Word:
    """Return one word for several spellings or segments, written as most often."""
    usual = max(words, key=lambda word: (word.documents, word.written))
    return Word(
        usual.folded,
        usual.term,
        usual.written,
        sum(word.documents for word in words),
        sum(word.public for word in words),
    )


def encode_word(word: Word) -> tuple[bytes, bytes]:
    """Return the key and the value of a word in the dictionary."""
    key = f"{WORD}{word.folded}{_SEPARATOR}{word.term}"
    return key.encode(), _COUNTS.pack(word.documents, word.public) + word.written.encode()


def decode_word(key: str, value: bytes) -> Word:
    """Return the word of a key, without its first letter, and a value."""
    folded, _, term = key.partition(_SEPARATOR)
    documents, public = _COUNTS.unpack_from(value)
    return Word(folded, term, value[_COUNTS.size :].decode(), documents, public)


def _written(token: str) -> str:
    return strip_elision(token.replace(".", ""))[:_LONGEST].strip("_")
