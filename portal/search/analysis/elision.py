"""French words typed without their apostrophe: lécole, dalmeida, legalite."""

import re

from portal.search.analysis.french import stem

_AFTER_ARTICLE = re.compile("l[aeiouyh]|d[aiouyh]")

# A word that begins so is d' and another one; among others there are too many verbs in dé-.
_AFTER_DE = re.compile(
    "d(?:eau|ebola|ecol|educ|egal|eglis|elect|elev|elu|emanc|emploi|enfa|engag|enqu|entr|envir"
    "|epar|epou|equi|eradi|espoir|etat|etud|evenem|excis|exempl|exil|exper|expl|express)"
)
_SHORTEST = 3

# Words of their own, although the rest of them is a word too: lame and âme, livre and ivre.
# Légalité is no exception: who types it may well mean égalité.
_WHOLE = """
labri lace lacer laine laines lame lamer laminer land lange larguer larme larmer lasser lave
laver lavoir lavis lavage lavons layer lecher legal legale legalement legaliser legalisation
legaux lent lente lest lester letal levier libere liberer ligne lignee ligue limite limiter
limitation limitatif linge lion lire lisant livre livrer lober loi lors lot lotion louer louche
loup loutre lune lyonnais daine dalle dame damer damner danse danser daube davantage digne dinde
diode dire dites divette dois dole dont dope doper dorer dorage dorme dormir dos dose doser dot
dote doter douche douille doute douter double doublier dune dupe dur dure duree durer
"""
_WHOLE_STEMS = frozenset(map(stem, _WHOLE.split()))


def without_article(word: str) -> str:
    """Return what is left of a folded word when a glued l' or d' goes, or nothing."""
    rest = word[1:]
    if len(rest) < _SHORTEST or not (_AFTER_ARTICLE.match(word) or _AFTER_DE.match(word)):
        return ""
    return "" if stem(word) in _WHOLE_STEMS else rest
