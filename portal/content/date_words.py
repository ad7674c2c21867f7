"""The words of a vague date, in every language of the interface, for search."""

from collections.abc import Iterator
from functools import cache

from babel.dates import get_month_names

# Arabic names its months after three calendars; both sides of the Maghreb have their own.
_LOCALES = {
    "fr": ("fr",),
    "en": ("en",),
    "ar": ("ar", "ar_MA", "ar_TN", "ar_MR", "ar_LB"),
}


def list_date_words(edtf: str) -> dict[str, list[str]]:
    """Return what an EDTF date may be called, by language; nothing for an unknown date.

    Numbers are written once, day first, with the languages that share their digits.
    """
    if not edtf:
        return {}
    year, month, day = (*edtf.split("-"), "", "")[:3]
    numbers = "/".join(filter(None, (day, month, year)))
    if not month:
        return {"fr": [year]}
    names = {language: list(_named(language, int(month), day, year)) for language in _LOCALES}
    names["fr"].append(numbers)
    return names


def _named(language: str, month: int, day: str, year: str) -> Iterator[str]:
    for name in _month_names(language)[month - 1]:
        yield " ".join(filter(None, (day.lstrip("0"), name, year)))


@cache
def _month_names(language: str) -> list[list[str]]:
    """Return the distinct names of each month in the locales of a language."""
    years = [get_month_names("wide", locale=locale) for locale in _LOCALES[language]]
    return [list(dict.fromkeys(names[month] for names in years)) for month in range(1, 13)]
