"""A light French stemmer that works on folded words, so that accents never decide.

After the ideas of J. Savoy's light stemmers (CLEF 2001-2006): number, gender and the
regular verb endings are removed, families of meaning are kept apart (gouvernance,
gouvernement).
"""

from portal.search.analysis.french_forms import FORMS

# Words that only look as if they had an ending.
_KEPT = ("pays", "corps", "temps", "departement", "deputation")

# What must be left of a word when an ending goes.
_SHORTEST = 3


def stem(word: str) -> str:
    """Return what singular and plural, feminine and masculine of a folded word share."""
    if word not in _IRREGULAR:
        word = _without(word, "s", _SHORTEST)
    return _IRREGULAR.get(word) or _regular(word)


def list_beginnings(stem: str) -> list[str]:
    """Return the forms of an irregular word by its stem, nothing for the others."""
    return _FORMS.get(stem, [])


def _regular(word: str) -> str:
    if len(word) <= _SHORTEST:
        return word
    return _ending(_verb(_derived(_gender(_plural(word)))))


def _plural(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else word[:-2] + "l"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    return word


def _gender(word: str) -> str:
    shorter = _without(word, "ee", _SHORTEST)
    if shorter != word:
        return shorter
    word = _without(word, "e", _SHORTEST)
    if word.endswith("tric"):
        return word[:-4] + "teu"
    if word.endswith(("eur", "eus")):
        return _without(word, word[-1], 5)
    return word


def _derived(word: str) -> str:
    if word.endswith("ification"):
        return word[:-6]
    shorter = _without(_without(word, "ation", 5), "ement", 6)
    if shorter.endswith("if") and len(shorter) > len("actif") - 1:
        return shorter[:-1] + "v"
    return shorter


def _verb(word: str) -> str:
    return _without(_without(word, "er", _SHORTEST), "ez", _SHORTEST)


def _ending(word: str) -> str:
    if word[-1] == word[-2] and word[-1] in "lnst":
        return _without(word, word[-1], 5)
    return word


def _without(word: str, ending: str, left: int) -> str:
    """Return the word without an ending, if at least so many letters are left."""
    if word.endswith(ending) and len(word) - len(ending) >= left:
        return word[: -len(ending)]
    return word


def _read_forms() -> dict[str, list[str]]:
    """Return the forms of each irregular word by their stem."""
    lines = map(str.split, FORMS.strip().splitlines())
    forms = {_regular(_without(line[0], "s", _SHORTEST)): line for line in lines}
    return forms | {word: [word] for word in _KEPT}


_FORMS = _read_forms()
_IRREGULAR = {form: stem for stem, forms in _FORMS.items() for form in forms}
