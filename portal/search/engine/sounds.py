"""How words sound, roughly: spellings that are mistaken for each other become one."""

import re
from functools import lru_cache

from portal.search.analysis.folding import is_arabic

# What is heard alike in French, as people write it: in the order in which it is replaced.
_FRENCH = (
    (re.compile("eaux?|aux?"), "o"),
    (re.compile("ph"), "f"),
    (re.compile("sch|sh"), "ch"),
    (re.compile("qu|q|ck"), "k"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c(?!h)"), "k"),
    (re.compile("g(?=[eiy])"), "j"),
    (re.compile("(?<!c)h"), ""),
    (re.compile("[ae]n(?![aeiouyn])|[ae]m(?=[bp])"), "an"),
    (re.compile("ai|ei"), "e"),
    (re.compile("ou"), "u"),
    (re.compile("x"), "ks"),
    (re.compile("y"), "i"),
    (re.compile("z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=...)e?[st]*$"), ""),
)

_ARABIC = str.maketrans("صضظطذثحق", "سددتدتهك")


@lru_cache(maxsize=8192)
def sound_of(folded: str) -> str:
    """Return the same letters for folded words that sound alike."""
    if is_arabic(folded):
        return folded.translate(_ARABIC)
    for pattern, replacement in _FRENCH:
        folded = pattern.sub(replacement, folded)
    return folded
