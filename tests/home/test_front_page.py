"""The front page, and how one arrives there."""

from collections.abc import Callable

import pytest

from portal.library.models import ItemKind
from portal.search.indexer import rebuild_index
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import add_work, make_item, publish

OpenSite = Callable[..., Browser]


@pytest.fixture
def filled(people: People) -> People:
    for kind in ItemKind:
        publish(
            make_item(
                people.editor,
                people.organisation,
                kind=kind,
                title=f"Un {kind}",
                domains=("vbg",),
            ),
            people.editor,
        )
    return people


@pytest.mark.parametrize(
    ("asked", "language"), [("ar,fr;q=0.5", "ar"), ("en-GB", "en"), ("de", "fr"), ("", "fr")]
)
def test_the_root_leads_to_the_visitors_language(
    browse: OpenSite, asked: str, language: str
) -> None:
    response = browse().client.get("/", headers={"Accept-Language": asked})
    assert response.status_code == 302
    assert response.location == f"/{language}/"


def test_the_search_box_comes_first(browse: OpenSite) -> None:
    page = browse().get("/en/")
    main = page.find("main")
    first = next(element for element in main.iter() if element.tag in {"form", "a", "button"})
    assert first.get("role") == "search"
    assert first.get("action") == "/en/search"


def test_doors_lead_to_listen_read_and_the_networks(browse: OpenSite) -> None:
    links = browse().get("/en/").links()
    assert "/en/library/?kind=recording" in links
    assert "/en/library/?kind=document&kind=report" in links
    assert "/en/directory/" in links


def test_what_is_new_is_shown_to_hear_and_to_read(filled: People, browse: OpenSite) -> None:
    page = browse().get("/en/")
    assert {text_of(title) for title in page.find_all("h3")} == {
        "Un document",
        "Un report",
        "Un recording",
    }


def test_doors_and_domains_are_counted_when_the_index_is_there(
    filled: People, browse: OpenSite
) -> None:
    assert "1 recording" not in browse().get("/en/").text
    rebuild_index()
    page = browse().get("/en/")
    assert "1 recording" in page.text
    assert "2 documents and reports" in page.text
    assert "/en/domains/vbg" in page.links()


def test_a_phone_learns_how_to_keep_the_site(browse: OpenSite) -> None:
    client = browse().client
    manifest = client.get("/ar/site.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert (manifest.json["lang"], manifest.json["dir"]) == ("ar", "rtl")
    for icon in manifest.json["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"


def test_save_data_receives_no_script_and_no_suggestions(browse: OpenSite) -> None:
    page = browse().get("/en/", headers={"Save-Data": "on"})
    assert not page.find_all("script")
    assert "data-hx-get" not in page.text
    assert "Save-Data" in page.response.headers["Vary"]


def test_subjects_count_records_and_organisations_at_work(filled: People, browse: OpenSite) -> None:
    rebuild_index()
    for place in ("segou", "gao"):
        add_work(filled.organisation, "mgf", place)
    page = browse().get("/en/")
    subjects = [
        (link.get("href"), text_of(link.find("b")))
        for link in page.root.iter("a")
        if "/domains/" in link.get("href", "")
    ]
    assert subjects == [("/en/domains/vbg", "3"), ("/en/domains/mgf", "1")]
