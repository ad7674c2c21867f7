"""The blocks that a page of text is made of, and their kinds.

A kind is `p`, a heading from `h2` to `h6` (`h1` is the title of the page around), `ul` for
an entry of a list, or `ol3` for the third entry of a numbered one.
"""

import re
from collections.abc import Iterable, Sequence

Block = tuple[str, str]
"""A kind and its text."""

KIND = re.compile("p|h[2-6]|ul|ol[1-9][0-9]{0,3}")
_MOST_ENTRIES = 9_999
_DEEPEST = 6
_LONGEST_HEADING = 300
_TYPED_MARK = re.compile(r"(?:[•▪●◦*·–—-]|(\d{1,3})[.)])\s+(?=\S)")


def heading(level: int) -> str:
    """Return the kind of a heading, 1 being the highest level."""
    return f"h{min(level + 1, _DEEPEST)}"


def entry(number: int | None) -> str:
    """Return the kind of an entry of a list, with its number if it has one."""
    return "ul" if number is None else f"ol{min(max(number, 1), _MOST_ENTRIES)}"


def make_block(kind: str, text: str) -> Block:
    """Return a block; a heading as long as a paragraph is one after all.

    A mark typed into an entry of a list without numbers is not part of its words.
    """
    if kind.startswith("h") and len(text) > _LONGEST_HEADING:
        return "p", text
    mark = _TYPED_MARK.match(text) if kind == "ul" else None
    return (entry(int(mark[1]) if mark[1] else None), text[mark.end() :]) if mark else (kind, text)


def is_heading(block: Block) -> bool:
    """Tell whether a block is a heading."""
    return block[0].startswith("h")


def has_structure(blocks: Iterable[Block]) -> bool:
    """Tell whether there is more than paragraphs."""
    return any(kind != "p" for kind, _ in blocks)


def text_of(blocks: Sequence[Block]) -> str:
    """Return the plain text of a page."""
    return "\n\n".join(text for _, text in blocks)
