"""A light French stemmer that works on folded words, so that accents never decide.

After the ideas of J. Savoy's light stemmers (CLEF 2001-2006): number, gender and the
regular verb endings are removed, families of meaning are kept apart (gouvernance,
gouvernement).
"""

_IRREGULAR = {
    "travaux": "travail",
    "yeux": "oeil",
    "pays": "pays",
    "corps": "corps",
    "temps": "temps",
    "departement": "departement",
    "cheffe": "chef",
    "deputation": "deputation",
}


def stem(word: str) -> str:
    """Return what singular and plural, feminine and masculine of a folded word share."""
    if word.endswith("s") and word not in _IRREGULAR and len(word) > 3:
        word = word[:-1]
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3:
        return word
    return _ending(_verb(_derived(_gender(_plural(word)))))


def _plural(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else word[:-2] + "l"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    return word


def _gender(word: str) -> str:
    if word.endswith("ee") and len(word) > 4:
        return word[:-2]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if word.endswith("tric"):
        return word[:-4] + "teu"
    if word.endswith(("eur", "eus")) and len(word) > 5:
        return word[:-1]
    return word


def _derived(word: str) -> str:
    if word.endswith("ification"):
        return word[:-6]
    if word.endswith("ation") and len(word) > 9:
        return word[:-5]
    if word.endswith("ement") and len(word) > 10:
        return word[:-5]
    if word.endswith("if") and len(word) > 4:
        return word[:-1] + "v"
    return word


def _verb(word: str) -> str:
    if word.endswith(("er", "ez")) and len(word) > 4:
        return word[:-2]
    return word


def _ending(word: str) -> str:
    if len(word) > 5 and word[-1] == word[-2] and word[-1] in "lnst":
        return word[:-1]
    return word
