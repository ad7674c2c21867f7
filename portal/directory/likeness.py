"""How much two names look like those of one organisation, whatever the order of their words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from portal.vocabulary.queries import fold

# Words that many names have: they tell little, and people leave them out.
_SMALL_WORDS = """
    a al and au aux ci d da de des du en et for in l la le les ni of on par pour s sa son sur the
    to un une y من في
"""
_LEGAL_WORDS = """
    alliance asbl asso association associations centre club collectif comite confederation conseil
    cooperative coordination faitiere federation fondation gie groupe groupement mouvement ong ngo
    organisation organization plateforme regroupement reseau societe ste union
    جمعية شبكة منظمة اتحاد تحالف
"""

# The same word in another language; only such as stand in many names.
_SAME_WORDS = """
    network:reseau platform:plateforme foundation:fondation council:conseil committee:comite
    movement:mouvement group:groupe women:femmes woman:femmes girls:filles girl:filles
    young:jeunes youth:jeunes rural:rurales rights:droits human:humains peace:paix
    development:developpement health:sante support:appui child:enfants children:enfants
    lawyers:juristes political:politique local:locales
    النساء:femmes نساء:femmes المرأة:femmes الفتيات:filles الشابات:jeunes حقوق:droits
    السلام:paix مالي:mali
"""

LEGAL = frozenset(map(fold, _LEGAL_WORDS.split()))
NOISE = LEGAL | frozenset(map(fold, _SMALL_WORDS.split()))

_ACRONYM = re.compile(r"(?<!\w)(?:[A-ZÀ-Ý]\.?){3,}(?!\w)|(?<!\w)(?:[A-ZÀ-Ý]\.){2,}(?!\w)")
_ACRONYM_ASIDE = re.compile(rf"\(\s*(?:{_ACRONYM.pattern})\s*\)")
_NO_ACRONYM = frozenset({"ong", "ngo", "par", "gie", "mali"})
_TRANSLATED = {
    fold(word): same for word, _, same in (pair.partition(":") for pair in _SAME_WORDS.split())
}
_NOISE_WEIGHT = 0.15
_SAME_WORD = 80
_WRITTEN_TOGETHER = 92
_REMEMBERED = 16_384
ALMOST_CERTAIN = 0.95


@dataclass(frozen=True)
class ComparableName:
    """A name as it is compared: the words that tell, in order of the alphabet, and the others.

    `joined` is the name without its legal words, written together.
    """

    words: tuple[str, ...]
    noise: frozenset[str]
    joined: str
    is_translated: bool = False

    @cached_property
    def text(self) -> str:
        """The words that tell, as one text."""
        return " ".join(self.words)

    @cached_property
    def weight(self) -> float:
        """How much all its words tell."""
        return len(self.words) + _NOISE_WEIGHT * len(self.noise)


@lru_cache(maxsize=_REMEMBERED)
def read_name(name: str, *, is_translated: bool = False) -> ComparableName:
    """Return a name as it is compared; an acronym that stands beside it is left out."""
    said = _words(_without_acronyms(name))
    words = [_TRANSLATED.get(word, word) for word in said]
    telling = sorted(filter(_tells, words)) or sorted(words)
    return ComparableName(
        words=tuple(telling),
        noise=frozenset(words) & NOISE - frozenset(telling),
        joined="".join(word for word in words if word not in LEGAL),
        is_translated=is_translated or words != said,
    )


def read_acronyms(names: Iterable[str], *, acronym: str = "") -> frozenset[str]:
    """Return the acronyms that stand for an organisation or in its names, without their dots."""
    found = frozenset(["".join(_words(acronym))]).union(*map(_acronyms_in, names))
    return frozenset(one for one in found if len(one) > 1) - _NO_ACRONYM


def compare(one: ComparableName, other: ComparableName) -> float:
    """Return how alike two names are, from 0 to 1."""
    if len(one.words) != len(other.words) and _is_written_together(one, other):
        return ALMOST_CERTAIN
    weight = one.weight + other.weight
    return (_shared_words(one, other) + _shared_noise(one, other)) / weight if weight else 0


def _shared_words(one: ComparableName, other: ComparableName) -> float:
    """Return how much the words tell that both have, or nearly."""
    shared, left, right = 0.0, list(one.words), list(other.words)
    for word in one.words:
        if word in right:
            shared += 2
            left.remove(word)
            right.remove(word)
    for word in left:
        nearest = max(right, key=lambda near: fuzz.ratio(word, near), default="")
        likeness = fuzz.ratio(word, nearest)
        if likeness >= _SAME_WORD:
            shared += 2 * likeness / 100
            right.remove(nearest)
    return shared


def _shared_noise(one: ComparableName, other: ComparableName) -> float:
    return 2 * _NOISE_WEIGHT * len(one.noise & other.noise)


def _is_written_together(one: ComparableName, other: ComparableName) -> bool:
    """Tell whether they differ in where words end: "musojigi" and "muso jigi"."""
    return fuzz.ratio(one.joined, other.joined, score_cutoff=_WRITTEN_TOGETHER) > 0


def _words(text: str) -> list[str]:
    return fold(text).split()


@lru_cache(maxsize=_REMEMBERED)
def _acronyms_in(name: str) -> frozenset[str]:
    """Return the acronyms in a name; in one all of capitals none can be told, but itself."""
    if name.isupper() and " " in name:
        return frozenset()
    return frozenset("".join(_words(one)) for one in _ACRONYM.findall(name))


def _without_acronyms(name: str) -> str:
    """Return a name without the acronyms beside it; one that is needed to tell it stays."""
    if name.isupper():
        return name
    aside = _ACRONYM_ASIDE.sub(" ", name)
    bare = _ACRONYM.sub(" ", aside)
    if _count_telling(bare) > 1:
        return bare
    return aside if _count_telling(aside) else name


def _count_telling(text: str) -> int:
    return sum(map(_tells, _words(text)))


def _tells(word: str) -> bool:
    return word not in NOISE
