"""The words of a segment as people write them, for type-ahead, prefixes and spelling.

A sorted file of lines: folded spelling, term, usual spelling, how many documents have the
term, how usual the word is, whether a public document has it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from struct import Struct
from typing import Any

from portal.search.analysis.folding import compose, fold, fold_arabic, is_arabic
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.engine.terms import map_file

_LENGTH = Struct("<I")
_OFFSET = Struct("<II")
_SEPARATOR = "\0"
_HIGHEST = b"\xff"


@dataclass(frozen=True, slots=True)
class Word:
    """A word by its folded spelling and term.

    `documents` have the term; `frequency` compares words of one segment, from a sample.
    `is_public` tells that everybody may know the word.
    """

    folded: str
    term: str
    written: str
    documents: int
    frequency: int
    is_public: bool

    @property
    def key(self) -> tuple[str, str]:
        """What makes two words of different segments the same."""
        return self.folded, self.term


class WordList:
    """Reads the words of a segment."""

    def __init__(self, directory: Path, name: str) -> None:
        """Open the file of the segment of this name."""
        data = map_file(directory / f"{name}.wrd")
        (count,) = _LENGTH.unpack_from(data)
        start = _LENGTH.size + 4 * (count + 1)
        self._offsets = data[_LENGTH.size : start]
        self._lines = data[start:]
        self._numbers = range(count)

    def find(self, prefix: str) -> list[Word]:
        """Return the words whose folded spelling begins so, in order."""
        begin = prefix.encode()
        first = bisect_left(self._numbers, begin, key=self._line)
        end = bisect_left(self._numbers, begin + _HIGHEST, key=self._line)
        if first == end:
            return []
        start, _ = _OFFSET.unpack_from(self._offsets, 4 * first)
        _, stop = _OFFSET.unpack_from(self._offsets, 4 * (end - 1))
        return [_parse(line) for line in str(self._lines[start:stop], "utf-8").splitlines()]

    def list_spellings(self) -> list[str]:
        """Return every folded spelling once, in order."""
        lines = str(self._lines, "utf-8").splitlines()
        return list(dict.fromkeys(line[: line.index(_SEPARATOR)] for line in lines))

    def _line(self, number: int) -> bytes:
        start, end = _OFFSET.unpack_from(self._offsets, 4 * number)
        return bytes(self._lines[start:end])


def write_words(storage: Any, segment: Any, words: Iterable[Word]) -> None:
    """Write words in the order of their keys."""
    lines = [_format(word).encode() for word in words]
    offsets = array("I", accumulate(map(len, lines), initial=0))
    file = segment.create_file(storage, ".wrd")
    file.write(_LENGTH.pack(len(lines)) + offsets.tobytes())
    file.write(b"".join(lines))
    file.close()


def fold_word(word: str) -> str:
    """Return the spelling by which words are compared."""
    return fold_arabic(word) if is_arabic(word) else fold(word)


def fold_name(name: str) -> str:
    """Return the spelling by which whole names are compared: their words, and spaces."""
    tokens = TOKEN.findall(compose(name))
    return " ".join(fold_word(strip_elision(token.replace(".", ""))) for token in tokens)


def merge_words(words: Iterable[Word]) -> Word:
    """Return one word for those of several spellings or segments, written as is usual."""
    found = list(words)
    usual = max(found, key=lambda word: (word.frequency, not word.written.isascii(), word.written))
    return Word(
        usual.folded,
        usual.term,
        usual.written,
        sum(word.documents for word in found),
        sum(word.frequency for word in found),
        any(word.is_public for word in found),
    )


def sort_words(words: Iterable[Word]) -> Iterator[Word]:
    """Yield words in the order of their keys."""
    yield from sorted(words, key=lambda word: (word.folded.encode(), word.term))


def _format(word: Word) -> str:
    counts = f"{word.documents}{_SEPARATOR}{word.frequency}{_SEPARATOR}{word.is_public:d}"
    return _SEPARATOR.join((word.folded, word.term, word.written, counts)) + "\n"


def _parse(line: str) -> Word:
    folded, term, written, documents, frequency, public = line.split(_SEPARATOR)
    return Word(folded, term, written, int(documents), int(frequency), public == "1")
