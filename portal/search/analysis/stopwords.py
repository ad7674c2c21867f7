"""Words too common to search for, per language; accents count, so maïs is not mais."""

_FRENCH = """
a à ai aie ait as au aucun aucune aussi aux avaient avait avec avoir ayant c ça ce ceci cela celle
celles celui ces cet cette ceux chez ci comme d dans de des donc dont du elle elles en entre es est
et étaient étais était étant été êtes être eu eux furent fut hors il ils j je l la là le les leur
leurs lui m ma mais me même mêmes mes moi mon n ne ni nos notre nous on ont ou où par parmi pas
pendant plus pour pourquoi près puis puisque qu quand que quel quelle quelles quels qui quoi s sa
sans se selon sera seront ses si soi soit sommes son sont sous suis sur t ta te tes toi ton tous
tout toute toutes très tu un une vers vos votre vous y afin ainsi alors après avant car depuis dès
jusque lors lorsque n° parce sauf comment
"""

_ENGLISH = """
a about after all also am an and any are as at be because been before being between both but by
can could did do does doing during each for from had has have having he her here hers him his how
i if in into is it its itself me more most my no nor not of on once only or other our out over own
s same she should so some such t than that the their them then there these they this those through
to too under until up very was we were what when where which while who whom why will with would
you your
"""

_ARABIC = """
من في علي الي عن مع هذا هذه ذلك تلك التي الذي الذين ان انه انها كان كانت ما لا لم لن هو هي هم نحن
او ثم قد كل بعض بين عند حتي اذا اي منذ حول غير سوف ليس كما لقد و ف ب
"""

_BAMBARA = "ka ye la na ni a i o bɛ tɛ min mina ko kan fɛ don de be te fe ani walima u an aw"


def _unaccented(words: set[str], *, except_for: str) -> set[str]:
    from portal.search.analysis.folding import fold

    return words | ({fold(word) for word in words} - set(except_for.split()))


STOP_WORDS: dict[str, frozenset[str]] = {
    "f": frozenset(_unaccented(set(_FRENCH.split()), except_for="")),
    "e": frozenset(_ENGLISH.split()),
    "a": frozenset(_ARABIC.split()),
    "=": frozenset(_BAMBARA.split()),
}
