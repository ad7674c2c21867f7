"""Addresses of items, made from their titles."""

import re
import unicodedata

LONGEST = 80

# Addresses beside the items that are no item's.
RESERVED = frozenset({"suggest"})

_BAMBARA = str.maketrans(
    {"ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"}
)


def slugify(title: str) -> str:
    """Return `title` as a slug: folded Latin or plain Arabic letters and digits, joined by hyphens.

    It has at most 80 characters and ends at a whole word; a title without letters gives "item".
    """
    text = unicodedata.normalize("NFKC", title).casefold().translate(_BAMBARA)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c) and c != "ـ")
    text = re.sub(r"[\W_]+", "-", text).strip("-")
    return _shorten(text) or "item"


def numbered(slug: str, number: int) -> str:
    """Return the slug that the `number`-th item of one title gets."""
    return slug if number == 1 else f"{slug}-{number}"


def _shorten(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    whole_words, _, _ = slug[: LONGEST + 1].rpartition("-")
    return whole_words or slug[:LONGEST]
