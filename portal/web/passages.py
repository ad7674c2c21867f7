"""What lists show of a text to say why its record answers."""

from collections.abc import Sequence
from dataclasses import dataclass

# Pieces of (text, is it a match).
Pieces = Sequence[tuple[str, bool]]


def has_match(pieces: Pieces) -> bool:
    """Return whether any of these pieces is a match."""
    return any(is_match for _words, is_match in pieces)


def join_matches(pieces: Pieces) -> Pieces:
    """Return the pieces with matches joined between which only a space stands."""
    joined: list[tuple[str, bool]] = []
    for piece in pieces:
        if piece[1] and len(joined) > 1 and joined[-2][1] and joined[-1][0].isspace():
            (before, _), (space, _) = joined[-2:]
            joined[-2:] = [(before + space + piece[0], True)]
        else:
            joined.append(piece)
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text around the words found; `url` opens it where it can be read or heard.

    `tag` is its language where that is not the language of the page.
    """

    pieces: Pieces
    tag: str
    url: str | None = None
    words: str = ""
