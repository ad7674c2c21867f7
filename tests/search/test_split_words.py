"""Words in one piece or in two, letters with numbers, numbers with signs between them."""

import pytest

from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query
from tests.search.conftest import document

# What is typed | what is written.
FOUND = """
inter communal | un conseil inter-communal
inter communal | un conseil intercommunal
inter communale | des cadres intercommunaux et une charte intercommunale
inter-communal | un conseil intercommunal
inter-communal | un conseil inter communal
intercommunal | un conseil inter-communal
intercommunal | un conseil inter communal
intercommunal | l’inter‑communal avance
sage femme | la sage-femme du village
sagefemme | la sage-femme du village
sage-femme | la sage femme du village
microcrédit | un micro-crédit
micro credit | un microcrédit
souspréfet | le sous-préfet
kalan so | kalanso kura
kalanso | kalan so kura
kalanso | kalan-so kura
den muso | denmuso kalan
denmuso | den muso kalan
VLF Musoya | le projet VLF-Musoya
vlfmusoya | le projet VLF-Musoya
C190 | la convention C190
C190 | la convention C 190
C190 | la convention C-190
C 190 | la convention C190
C-190 | la convention C 190
c 190 | la convention C-190
c190 | C 190
R2250 | la R 2250
R 2250 | la R2250
R 2250 | la R-2250
ODD5 | l’ODD 5
ODD 5 | l’ODD5
n°2015-052 | la loi n° 2015-052
2015-052 | la loi n°2015-052
2015/052 | la loi 2015-052
052-2015 | la loi 2015-052
loi 052 | la loi n°2015-052
loi 52 | la loi n°2015-052
loi 052 | la loi 52
05/2023 | réunion du 12/05/2023
"""

NOT_FOUND = """
intercommunal | un service inter, puis un bureau communal
intercommunal | une route communale
C190 | 190 femmes
C 190 | à 190 km
R2250 | 2250 femmes
2015/052 | en 2015 et 52 femmes
loi 52 | la loi 520
a 12 | A12
par tout | partir
sur tout | surtouté
kalanso | so kalan
"""


def lines_of(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("typed", "written"), lines_of(FOUND))
def test_words_are_found_in_one_piece_and_in_two(
    engine: WhooshEngine, typed: str, written: str
) -> None:
    engine.rebuild([document(1, written), document(2, "autre chose")])
    (hit,) = engine.find(Query(text=typed)).hits
    assert hit.key == "note:1"
    assert any(is_match for _, is_match in hit.snippets[0].markup)


@pytest.mark.parametrize(("typed", "written"), lines_of(NOT_FOUND))
def test_pieces_that_stand_apart_are_not_one_word(
    engine: WhooshEngine, typed: str, written: str
) -> None:
    engine.rebuild([document(1, written)])
    assert engine.find(Query(text=typed, is_literal=True)).whole == 0


def test_a_phrase_goes_on_behind_a_compound(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "le conseil inter-communal de Kayes, la convention C 190 signée")])
    for phrase in ("inter-communal de Kayes", "conseil inter communal", "C190 signée"):
        assert engine.find(Query(text=f'"{phrase}"')).total == 1, phrase
    assert engine.find(Query(text='"communal conseil"')).total == 0


def test_type_ahead_offers_the_first_word_of_a_compound(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "le conseil inter-communal")])
    offered = engine.suggest("inte", language="fr", audiences=["public"], limit=5)
    assert [suggestion.text for suggestion in offered] == ["inter"]
