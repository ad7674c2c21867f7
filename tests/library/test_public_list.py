"""The library as a visitor meets it: one address to list, search and refine."""

import re
from collections.abc import Callable

import pytest

from portal.auth.queries import get_user
from portal.content.models import Visibility
from portal.library.models import ItemKind
from portal.search.indexer import rebuild_index
from tests.browser import Browser, Page, parse, text_of
from tests.conftest import People
from tests.factories import make_item, publish

OpenSite = Callable[..., Browser]

FRAGMENT = {"HX-Request": "true"}
HOSTILE = (
    "%00",
    "<script>alert(1)</script>",
    '"unclosed',
    "-*" * 80,
    "a" * 5000,
    "%E2%80%AE",
    "\ud800".encode("utf-8", "surrogatepass"),
)


@pytest.fixture
def library(people: People) -> People:
    """Twelve documents, a recording in Arabic and a report of another organisation's people."""
    for number in range(12):
        publish(
            make_item(
                people.editor,
                people.organisation,
                title=f"Guide de la tontine {number:02}",
                summary="Tenir la caisse ensemble.",
                domains=("autonomisation-economique",),
                places=("kayes",),
                date="2022",
            ),
            people.editor,
        )
    publish(
        make_item(
            people.editor,
            people.organisation,
            kind=ItemKind.RECORDING,
            title="صوت النساء",
            summary="تسجيل عن الانتخابات",
            language_code="ara",
            domains=("participation-politique",),
        ),
        people.editor,
    )
    publish(
        make_item(
            people.editor,
            people.organisation,
            kind=ItemKind.REPORT,
            title="Atelier sur l’élection communale",
            domains=("participation-politique",),
            date="2023-05",
        ),
        people.editor,
    )
    make_item(people.editor, people.organisation, title="Brouillon secret")
    rebuild_index()
    return people


@pytest.fixture
def visitor(library: People, browse: OpenSite) -> Browser:
    return browse()


def titles(page: Page) -> list[str]:
    return [text_of(heading) for heading in page.find_all("h3")]


def count(page: Page) -> str:
    return text_of(page.find("h2", id="count"))


def test_everything_published_is_listed_newest_first(visitor: Browser) -> None:
    page = visitor.get("/en/library/")
    assert count(page) == "14 records"
    assert titles(page)[:2] == ["Atelier sur l’élection communale", "صوت النساء"]
    assert len(titles(page)) == 10


def test_the_second_page_holds_the_rest(visitor: Browser) -> None:
    page = visitor.get("/en/library/?page=2")
    assert len(titles(page)) == 4
    assert "/en/library/" in page.links()


def test_an_unaccented_word_finds_the_accented_one_and_marks_it(visitor: Browser) -> None:
    page = visitor.get("/en/library/?q=election")
    assert "Atelier sur l’élection communale" in titles(page)
    assert "<mark>élection</mark>" in page.text
    assert "Brouillon secret" not in page.text


def test_values_of_one_facet_add_up_and_facets_narrow(visitor: Browser) -> None:
    both = visitor.get("/en/library/?kind=report&kind=recording")
    assert count(both) == "2 results"
    one = visitor.get("/en/library/?kind=report&kind=recording&language=ara")
    assert titles(one) == ["صوت النساء"]


def test_chosen_boxes_are_ticked_and_counted(visitor: Browser) -> None:
    page = visitor.get("/en/library/?kind=document")
    boxes = {box.get("value"): box for box in page.find_all("input", name="kind")}
    assert boxes["document"].get("checked") is not None
    assert boxes["report"].get("checked") is None
    assert re.search(r"Document</bdi> <b>12</b>", page.text)


def test_each_choice_can_be_taken_away(visitor: Browser) -> None:
    page = visitor.get("/en/library/?q=tontine&kind=document&language=fra")
    assert "/en/library/?q=tontine&kind=document" in page.links()
    assert "/en/library/?q=tontine&language=fra" in page.links()
    assert "/en/library/?kind=document&language=fra" in page.links()


def test_changing_language_keeps_the_question(visitor: Browser) -> None:
    page = visitor.get("/en/library/?q=tontine&language=fra&page=2")
    assert "/ar/library/?q=tontine&language=fra&page=2" in page.links()


@pytest.mark.parametrize("hostile", ["_external=1&_scheme=javascript", "_anchor=x", "_method=POST"])
def test_an_address_never_comes_from_the_parameters(visitor: Browser, hostile: str) -> None:
    page = visitor.get(f"/en/library/?{hostile}")
    links = [one.get("href") for one in page.find_all("a") if one.get("id") != "exit"]
    assert all(link.startswith(("/", "#")) for link in links)


def test_a_folded_facet_can_be_unfolded(people: People, browse: OpenSite) -> None:
    for place in ("kayes", "segou", "mopti", "gao", "kidal", "bamako"):
        publish(make_item(people.editor, people.organisation, places=(place,)), people.editor)
    rebuild_index()
    folded = browse().get("/en/library/")
    assert len(folded.find_all("input", name="place")) == 3
    assert "/en/library/?all=place#facets" in folded.links()
    unfolded = browse().get("/en/library/?all=place")
    assert len(unfolded.find_all("input", name="place")) == 6


def test_htmx_receives_the_region_alone(visitor: Browser) -> None:
    response = visitor.client.get("/en/library/?q=tontine", headers=FRAGMENT)
    assert "HX-Request" in response.headers["Vary"]
    assert "<html" not in response.text
    parse(f"<!doctype html><title>x</title>{response.text}")
    assert '<hx-partial id="facets">' in response.text


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_htmx_receives_the_whole_page_when_it_restores_or_boosts(
    visitor: Browser, header: str
) -> None:
    assert "<html" in visitor.client.get("/en/library/", headers={**FRAGMENT, header: "true"}).text


def test_nothing_found_says_what_to_do(visitor: Browser) -> None:
    page = visitor.get("/en/library/?q=zzzzqqq&kind=document")
    assert count(page) == "0 results"
    assert "/en/library/?q=zzzzqqq" in page.links()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_any_question_has_a_polite_answer(visitor: Browser, hostile: str | bytes) -> None:
    page = visitor.get("/en/library/", query_string={"q": hostile, "kind": hostile, "sort": "x"})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("page_number", ["0", "-1", "x", "999999999999", "٢"])
def test_any_page_number_has_a_polite_answer(visitor: Browser, page_number: str) -> None:
    visitor.get("/en/library/", query_string={"page": page_number})


def test_without_an_index_the_database_lists_what_says_the_words(
    people: People, browse: OpenSite
) -> None:
    for title in ("Une note", "Une lettre"):
        publish(make_item(people.editor, people.organisation, title=title), people.editor)
    page = browse().get("/en/library/?q=NOTE")
    assert titles(page) == ["Une note"]
    assert titles(browse().get("/en/library/?q=100%25")) == []
    assert titles(browse().get("/en/library/")) == ["Une lettre", "Une note"]
    assert "resting" in page.text


def test_the_first_letters_bring_suggestions(visitor: Browser) -> None:
    response = visitor.client.get("/en/library/suggest?q=tont", headers=FRAGMENT)
    assert '<option value="tontine"' in response.text


def test_suggestions_are_silent_without_an_index(people: People, browse: OpenSite) -> None:
    assert browse().client.get("/en/library/suggest?q=tont").text.strip() == ""


def test_narrowed_lists_stay_out_of_search_engines(visitor: Browser) -> None:
    assert "X-Robots-Tag" in visitor.get("/en/library/?q=tontine").response.headers
    assert "X-Robots-Tag" not in visitor.get("/en/library/").response.headers


def test_members_find_what_is_shared_with_them(people: People, browse: OpenSite) -> None:
    item = make_item(
        people.editor, people.organisation, title="Pour les membres", visibility=Visibility.MEMBERS
    )
    publish(item, people.editor)
    rebuild_index()
    assert titles(browse().get("/en/library/?q=membres")) == []
    member = browse(get_user("stranger"))
    assert titles(member.get("/en/library/?q=membres")) == ["Pour les membres"]


def test_words_that_stand_nowhere_together_still_lead_somewhere(visitor: Browser) -> None:
    page = visitor.get("/en/library/?q=tontine+caisse+election")
    assert "With some of your words:" in page.text
    assert titles(page)[0] == "Atelier sur l’élection communale"
    assert "some of your words" not in visitor.get('/en/library/?q="tontine"').text
