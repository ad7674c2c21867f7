"""Site-wide search: one box, and a tab for each kind of record."""

import shutil
from collections.abc import Callable

import pytest
from flask import Flask

from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.directory.models import Organisation, OrganisationKind
from portal.directory.values import SheetValues
from portal.directory.writing import record_change, write_sheet
from portal.extensions import db
from portal.search.indexer import rebuild_index
from portal.vocabulary.places import load_places
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import make_item, publish

OpenSite = Callable[..., Browser]
HTMX = {"HX-Request": "true"}


def write_sheet_of(name: str, **values: object) -> None:
    organisation = Organisation(status=Status.PUBLISHED)
    kind = OrganisationKind.ASSOCIATION
    write_sheet(organisation, SheetValues(kind=kind, name=name, **values), load_places())
    db.session.add(organisation)
    record_change(organisation, author=None, action=Action.CREATE)
    db.session.commit()


@pytest.fixture
def filled(people: People) -> People:
    """Twelve items on savings, two organisations that save, and one that only its name tells."""
    for number in range(12):
        item = make_item(people.editor, people.organisation, title=f"Épargne, cahier {number}")
        publish(item, people.editor)
    write_sheet_of("Musoya Épargne", acronym="MEP", missions={"fr": "Épargner ensemble."})
    write_sheet_of("Benkadi", missions={"fr": "Une caisse d'épargne."})
    write_sheet_of("Jigiyaso", visibility=Visibility.MEMBERS, missions={"fr": "Épargne."})
    rebuild_index()
    return people


def tabs(page: Page) -> dict[str, tuple[str, bool]]:
    """Return the count of each tab by its words, and whether it is the one shown."""
    nav = page.find("nav", aria_label="Kinds of answers")
    return {
        text_of(a).rpartition(" ")[0]: (
            text_of(a).rpartition(" ")[2],
            a.get("aria-current") == "page",
        )
        for a in nav.iter("a")
    }


def cards(page: Page) -> list[str]:
    return [text_of(title) for title in page.find_all("h3")]


def test_each_kind_is_counted_and_the_first_is_shown(filled: People, browse: OpenSite) -> None:
    page = browse().get("/en/search?q=epargne")
    assert tabs(page) == {"Documents and recordings": ("12", True), "Organisations": ("2", False)}
    assert len(cards(page)) == 10
    assert text_of(page.find("h2")) == "12 results"
    assert "/en/search?q=epargne&in=item&page=2" in page.links()


def test_a_tab_is_a_plain_link_to_the_directorys_own_cards(
    filled: People, browse: OpenSite
) -> None:
    browser = browse()
    address = "/en/search?q=epargne&in=organisation"
    assert address in browser.get("/en/search?q=epargne").links()
    page = browser.get(address)
    assert tabs(page)["Organisations"] == ("2", True)
    assert "directory" in page.find_all("link", rel="stylesheet")[-1].get("href", "")
    assert cards(page) == ["Musoya Épargne", "Benkadi"]
    assert {"/en/directory/mep", "/en/directory/?q=epargne"} <= set(page.links())
    assert len(cards(browser.get("/en/search?q=epargne&in=item&page=2"))) == 2


@pytest.mark.parametrize("kind", ["item", "organisation"])
def test_a_fragment_says_the_same_as_its_page(filled: People, browse: OpenSite, kind: str) -> None:
    address = f"/en/search?q=epargne&in={kind}"
    browser = browse()
    whole = browser.get(address).text
    answer = browser.client.get(f"{address}&sort=", headers=HTMX)
    assert answer.headers["HX-Push-Url"] == address
    fragment = answer.text
    assert "<html" not in fragment
    results = fragment.partition("</hx-partial>")[2] or fragment
    assert "".join(results.split()) in "".join(whole.split())


def test_the_kind_that_has_all_the_words_comes_first(filled: People, browse: OpenSite) -> None:
    browser = browse()
    assert tabs(browser.get("/en/search?q=benkadi"))["Organisations"] == ("1", True)
    page = browser.get("/en/search?q=épargne+ensemble+mep")
    assert tabs(page)["Organisations"][1]
    assert cards(page)[0] == "Musoya Épargne"
    partial = browser.get("/en/search?q=épargne+cahier+inconnu")
    assert tabs(partial)["Documents and recordings"] == ("12", True)
    assert "With some of your words:" in partial.text


def test_what_only_members_see_is_counted_for_them_alone(filled: People, browse: OpenSite) -> None:
    address = "/en/search?q=epargne&in=organisation"
    assert "Jigiyaso" not in browse().get(address).text
    page = browse(filled.stranger).get(address)
    assert tabs(page)["Organisations"] == ("3", True)
    assert "Jigiyaso" in cards(page)


def test_nothing_found_says_what_to_try(filled: People, browse: OpenSite) -> None:
    browser = browse()
    page = browser.get("/en/search?q=zzzzqqq")
    assert "Nothing here answers that." in page.text
    assert "/en/library/" in page.links()
    other = browser.get("/en/search?q=zzzzqqq&in=organisation")
    assert "Nothing here answers that." in other.text
    empty = browser.get("/en/search?q=benkadi&in=item")
    assert {"/en/search?q=benkadi&in=organisation", "/en/directory/?q=benkadi"} <= set(
        empty.links()
    )


def test_documents_are_refined_on_the_same_page(filled: People, browse: OpenSite) -> None:
    browser = browse()
    page = browser.get("/en/search?q=epargne&in=item")
    assert [box.get("value") for box in page.find_all("input", name="kind")] == ["document"]
    refined = browser.get("/en/search?q=epargne&in=item&kind=recording")
    assert tabs(refined) == {
        "Documents and recordings": ("0", True),
        "Organisations": ("2", False),
    }
    assert "/en/search?q=epargne&in=item" in refined.links()
    assert tabs(browser.get("/en/search?q=epargne&kind=document"))["Documents and recordings"][1]
    assert cards(browser.get("/en/search?in=item&kind=document"))


@pytest.mark.parametrize("address", ["/en/search", "/en/search?q=+", "/en/search?q=+&in=what"])
def test_a_box_without_words_asks_for_some(filled: People, browse: OpenSite, address: str) -> None:
    page = browse().get(address)
    assert page.title == "Search"
    assert page.find("form", role="search").get("action") == "/en/search"


def test_search_pages_stay_out_of_other_indexes(filled: People, browse: OpenSite) -> None:
    for address in ("/en/search", "/en/search?q=epargne", "/ar/search?q=epargne&in=organisation"):
        headers = browse().get(address).response.headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_without_an_index_titles_and_names_serve(
    app: Flask, filled: People, browse: OpenSite
) -> None:
    shutil.rmtree(app.extensions["settings"].index_dir)
    del app.extensions["search"]
    page = browse().get("/en/search?q=Épargne")
    assert tabs(page) == {"Documents and recordings": ("12", True), "Organisations": ("1", False)}
    assert "Search is resting for a moment." in page.text
    assert "resting" in browse().get("/en/search?q=Épargne&in=organisation").text
    assert browse().client.get("/en/search/suggest?q=épar").text.strip() == ""


def test_words_of_all_kinds_are_suggested(filled: People, browse: OpenSite) -> None:
    browser = browse()
    assert "Benkadi" in browser.client.get("/en/search/suggest?q=benk").text
    assert "Jigiyaso" not in browser.client.get("/en/search/suggest?q=jigi").text
    assert "Jigiyaso" in browse(filled.editor).client.get("/en/search/suggest?q=jigi").text
    assert "Benkadi" not in browser.client.get("/en/library/suggest?q=benk").text


def test_the_library_says_when_organisations_have_the_words(
    filled: People, browse: OpenSite
) -> None:
    assert "/en/directory/?q=benkadi" in browse().get("/en/library/?q=benkadi").links()
    assert "/en/directory/?q=zzzz" not in browse().get("/en/library/?q=zzzz").links()


def test_save_data_receives_no_script(filled: People, browse: OpenSite) -> None:
    page = browse().get("/en/search?q=epargne", headers={"Save-Data": "on"})
    assert not page.find_all("script")
    assert len(cards(page)) == 10
