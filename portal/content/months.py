"""Names of months and weekdays, as people write them in the languages of the site and region."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain

from babel import Locale

# Bambara, and the Arabic of the Maghreb, of Mauritania and of the Levant beside that of the site:
# يناير, جانفي and كانون الثاني are one month. Names and abbreviations come from the CLDR.
_LOCALES = ("fr", "fr_CA", "en", "en_GB", "ar", "ar_DZ", "ar_MA", "ar_MR", "ar_LB", "bm")

# What people write beside the names of the CLDR.
_OTHERS = {2: ("fev", "febr"), 8: ("aou",)}
_LETTERS = str.maketrans({"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ɛ": "e", "ɔ": "o", "ɲ": "ny"})


def fold(text: str) -> str:
    """Return a text without case, accents, Arabic vowels, bidi marks or digits of other scripts."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(map(_fold_character, letters))


def _fold_character(character: str) -> str:
    match unicodedata.category(character):
        case "Mn" | "Cf":
            return ""
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Zs":
            return " "
        case "Pd":
            return "-"
        case _:
            return character


@cache
def month_names() -> Mapping[str, int]:
    """Return the number of the month for each folded name, without the point of abbreviations."""
    names = {name: month for month, others in _OTHERS.items() for name in others}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            known = Locale.parse(locale).months["format"][width]
            names |= {_plain(name): month for month, name in known.items()}
    return names


@cache
def month_pattern() -> re.Pattern[str]:
    """Return a pattern that finds a name in folded text, the longest one first."""
    return re.compile(rf"(?<!\w)(?:{_alternatives(month_names())})(?!\w)\.?")


@cache
def weekday_pattern() -> re.Pattern[str]:
    """Return a pattern that finds the name of a weekday at the beginning of folded text."""
    known = (Locale.parse(locale).days["format"]["wide"].values() for locale in _LOCALES)
    names = set(map(_plain, chain.from_iterable(known)))
    return re.compile(rf"(?:يوم )?(?:{_alternatives(names)})(?!\w)[\s,،.]*")


def _plain(name: str) -> str:
    return fold(name).rstrip(".")


def _alternatives(names: Iterable[str]) -> str:
    """Return names as alternatives of a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))
