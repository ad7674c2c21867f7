"""Addresses of records, made from their titles or names."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 80

_BAMBARA = str.maketrans(
    {"ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"}
)


def slugify(title: str, *, otherwise: str = "item") -> str:
    """Return `title` as a slug: folded Latin or plain Arabic letters and digits, joined by hyphens.

    It has at most 80 characters and ends at a whole word; a title without letters gives
    `otherwise`.
    """
    text = unicodedata.normalize("NFKC", title).casefold().translate(_BAMBARA)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c) and c != "ـ")
    text = re.sub(r"[\W_]+", "-", text).strip("-")
    return _shorten(text) or otherwise


def first_free(slug: str, taken: Collection[str]) -> str:
    """Return `slug`, or the first of `slug-2`, `slug-3`... that is not taken."""
    if slug not in taken:
        return slug
    return next(free for n in range(2, len(taken) + 3) if (free := f"{slug}-{n}") not in taken)


def is_made_from(slug: str, base: str) -> bool:
    """Tell whether `slug` is `base`, or `base` with a number."""
    rest = slug.removeprefix(base)
    return rest != slug and (not rest or rest.removeprefix("-").isdigit())


def _shorten(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    whole_words, _, _ = slug[: LONGEST + 1].rpartition("-")
    return whole_words or slug[:LONGEST]
