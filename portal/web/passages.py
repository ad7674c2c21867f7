"""What lists show of a text to say why its record answers."""

from collections.abc import Sequence
from dataclasses import dataclass

# Pieces of (text, is it a match).
Pieces = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text around the words found; `url` opens it where it can be read or heard.

    `tag` is its language where that is not the language of the page.
    """

    pieces: Pieces
    tag: str
    url: str | None = None
    words: str = ""
