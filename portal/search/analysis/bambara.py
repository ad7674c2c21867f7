"""One spelling for the words of Mali, as the official orthography, phones and French write them.

ɲɔgɔn is typed nyogon, gnogon or nogon where ɲ and ɔ are missing, and muso is mousso to
whoever went to a French school. Texts in Malian languages are indexed by this spelling; in
French texts only words with a Malian letter are, and names that begin with a ɲ of any
spelling, so that a campagne stays apart from a campane.
"""

import re

from portal.search.analysis.folding import fold

_VOWEL = "[aeiou]"
_NASALS = {"gn": "ny", "ny": "gn"}
_NASAL = re.compile(f"(gn|ny)(?={_VOWEL})")
_NASAL_NAME = re.compile(f"(?:gn|ny|ni){_VOWEL}")

# French spellings, and the sounds that the official orthography writes with one letter.
_SPELLINGS = (
    (re.compile(f"(?:gn|ny|^ni)(?={_VOWEL})"), "n"),
    (re.compile(f"dj|di(?={_VOWEL})"), "j"),
    (re.compile(f"tch|t[iy](?={_VOWEL})"), "c"),
    (re.compile("gu(?=[ei])"), "g"),
    (re.compile(f"ou(?={_VOWEL})"), "w"),
    (re.compile("ou"), "u"),
    (re.compile(r"([b-df-hj-np-tv-z])\1"), r"\1"),
)
_PLURAL = re.compile(f"(?<=..{_VOWEL})w$")

# How people write the first sound of a word.
_FIRST = {
    "n": ("n", "gn", "ny", "ni"),
    "j": ("j", "dj", "di"),
    "c": ("c", "tch", "ty", "ti"),
    "w": ("w", "ou"),
    "u": ("u", "ou"),
}


def spell(word: str) -> str:
    """Return the plainest spelling of a Malian word in lower case, in the singular."""
    word = fold(word)
    for pattern, letters in _SPELLINGS:
        word = pattern.sub(letters, word)
    return _PLURAL.sub("", word)


def list_beginnings(spelling: str) -> list[str]:
    """Return what the words of a plain spelling may begin with."""
    return list(_FIRST.get(spelling[0], spelling[0]))


def is_nasal_name(word: str) -> bool:
    """Return whether a word looks like a name with ɲ at its head: Gnogon, Nyéléni, Niono."""
    return word[0].isupper() and _NASAL_NAME.match(fold(word)) is not None


def respell_nasal(word: str) -> str:
    """Return a folded word with gn for ny and ny for gn."""
    return _NASAL.sub(lambda found: _NASALS[found.group()], word)
