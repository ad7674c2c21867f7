"""A light Arabic stemmer on folded words, after Larkey's light10, with a list of plurals."""

from collections.abc import Iterator

from portal.search.analysis.arabic_plurals import PLURALS
from portal.search.analysis.folding import fold_arabic

# What may stand before a word, and how many letters must be left of it.
_PREFIXES = {"وال": 2, "بال": 2, "كال": 2, "فال": 2, "لل": 2, "ال": 2, "و": 3}
_SUFFIXES = ("يات", "يون", "يين", "ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_SHORTEST = 3

# Taken off only where a listed word is left: elsewhere these letters are part of most words.
_PARTICLES = "بلكف"
_POSSESSIVES = ("", "ها", "هن", "هم", "نا", "كن", "كم", "ه")


def stem(word: str) -> str:
    """Return a folded Arabic word without article, conjunction and common endings.

    Broken plurals become their singular.
    """
    bare = _without_prefix(word)
    return _find_listed(word, bare) or _without_suffix(bare)


def list_beginnings(stem: str) -> list[str]:
    """Return what the listed forms of a stem begin with; a final ة becomes ت in some."""
    return [form.removesuffix("ه") for form in _FORMS.get(stem, ())]


def _without_prefix(word: str) -> str:
    for prefix, left in _PREFIXES.items():
        if word.startswith(prefix) and len(word) - len(prefix) >= left:
            return word[len(prefix) :]
    return word


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word[: -len(suffix)]
    return word


def _find_listed(word: str, bare: str) -> str:
    candidates = [word, bare]
    candidates += [one[1:] for one in (word, bare) if one[0] in _PARTICLES and len(one) > _SHORTEST]
    return next((_STEMS[form] for one in candidates for form in _unowned(one)), "")


def _unowned(word: str) -> Iterator[str]:
    """Yield the listed words that a word may be, alone or with "her", "their", "our"."""
    for ending in _POSSESSIVES:
        owned = word.removesuffix(ending)
        if word.endswith(ending) and (not ending or len(owned) >= _SHORTEST):
            if owned in _STEMS:
                yield owned
            elif ending and owned.endswith("ت") and f"{owned[:-1]}ه" in _STEMS:
                yield f"{owned[:-1]}ه"


def _read_plurals() -> dict[str, list[str]]:
    """Return the folded forms of each listed word by the first, which is their stem."""
    lines = (line.split("|") for line in PLURALS.strip().splitlines())
    listed = ([fold_arabic(form) for form in (one + more).split()] for one, more, _meaning in lines)
    return {forms[0]: forms for forms in listed}


_FORMS = _read_plurals()
_STEMS = {form: forms[0] for forms in _FORMS.values() for form in forms}
