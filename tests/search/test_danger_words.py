"""Questions of people in danger are recognised, and others are left alone."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from portal.auth.models import User
from portal.search.danger import asks_for_help
from portal.search.indexer import rebuild_index
from tests.browser import Browser
from tests.conftest import People

Browse = Callable[[User | None], Browser]

IN_DANGER = (
    *("police", "POLICE", "polices", "polise", "la police à Ségou", "commissariat"),
    *("numéro vert", "numero vert", "NUMERO VERT", "numéros verts", "nimero vert"),
    *("avocat", "avocats", "l'avocat", "L’avocate", "avoca", "viol", "viols", "violée", "violees"),
    *("je suis battue", "batue", "mon mari me frappe", "il me bat", "frappée", "agressée"),
    *("urgence", "urgance", "numéro d'urgence", "secours", "au secours", "aide", "aidez-moi"),
    *("gendarmerie", "gendramerie", "gendarmarie", "jandarme", "hotline", "SOS", "sos"),
    *("violence conjugale", "violances", "violence", "mariage forcé", "porter plainte"),
    *("help", "help me", "rape", "raped", "lawyer", "lawyers", "emergency", "emergancy"),
    *("my husband beats me", "shelter", "helpline", "abused"),
    *("نجدة", "النجدة", "شرطة", "الشرطة", "محامي", "محامية", "اغتصاب", "عنف", "العنف ضد المرأة"),
    *("زوجي يضربني", "الرقم الأخضر", "مساعدة", "dɛmɛ", "dεmε deme", "Dɛ́mɛ"),
)
ANYTHING_ELSE = (
    *("", "   ", "eau potable", "loi sur la parité", "formation", "REJEFPO", "Bamako", "élections"),
    *("policy", "public policy", "aid policy", "humanitarian aid", "violon", "violet", "viola"),
    *("vert", "numéro", "numéro 12", "espace vert", "avoine", "concours", "batik", "bâtiment"),
    *("mariage", "femmes", "guide", "حقوق المرأة", "الانتخابات", "مالي", "musow ka ton", "\ud800"),
    *("*", '"', "-", "12/05/2023", "a" * 5000),
)


@pytest.mark.parametrize("text", IN_DANGER)
def test_question_of_somebody_in_danger_is_recognised(text: str) -> None:
    assert asks_for_help(text)


@pytest.mark.parametrize("text", ANYTHING_ELSE)
def test_other_question_is_left_alone(text: str) -> None:
    assert not asks_for_help(text)


@pytest.mark.parametrize("address", ["library/", "search", "directory/"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("question", ["police", "numéro vert", "avocat", "viol", "شرطة", "help"])
def test_answer_to_it_begins_with_the_numbers(
    people: People, browse: Browse, address: str, headers: dict[str, str], question: str
) -> None:
    rebuild_index()
    client = browse(None).client
    text = client.get(f"/fr/{address}?q={quote(question)}", headers=headers).text
    shown = text[max(text.find('id="results"'), 0) :]
    assert shown.index('class="notice"') < shown.index('id="count"')
    assert "/fr/in-danger" in shown[: shown.index('id="count"')]
    other = client.get(f"/fr/{address}?q=eau", headers=headers).text
    assert "Numéros à appeler, et que faire" not in other


def test_notice_needs_no_index(browse: Browse) -> None:
    assert "Numéros à appeler, et que faire" in browse(None).get("/fr/library/?q=police").text
