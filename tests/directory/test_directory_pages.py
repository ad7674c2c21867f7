"""The directory: who the organisations are, and what each publishes."""

from collections.abc import Callable

from portal.directory.models import OrganisationKind
from portal.library.models import ItemKind
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import make_item, make_organisation, publish

OpenSite = Callable[..., Browser]


def test_networks_come_before_funders(people: People, browse: OpenSite) -> None:
    make_organisation("aaa", name="A funder", kind=OrganisationKind.FUNDER)
    page = browse().get("/en/directory/")
    assert [text_of(title) for title in page.find_all("h2")] == ["Networks", "Funders"]
    assert "/en/directory/rejefpo" in page.links()


def test_an_organisation_shows_its_recordings_first(people: People, browse: OpenSite) -> None:
    for kind in (ItemKind.RECORDING, ItemKind.DOCUMENT):
        publish(
            make_item(people.editor, people.organisation, kind=kind, title=f"Un {kind}"),
            people.editor,
        )
    page = browse().get("/en/directory/rejefpo")
    assert page.title == "Réseau des jeunes femmes leaders"
    assert [text_of(title) for title in page.find_all("h2")] == ["Recordings", "Documents"]


def test_a_long_shelf_leads_to_the_rest(people: People, browse: OpenSite) -> None:
    for number in range(6):
        item = make_item(people.editor, people.organisation, title=f"Note {number}")
        publish(item, people.editor)
    page = browse().get("/en/directory/rejefpo")
    assert len(page.find_all("h3")) == 5
    assert "/en/library/?organisation=rejefpo&kind=document" in page.links()


def test_an_organisation_with_nothing_says_so(people: People, browse: OpenSite) -> None:
    assert "Nothing published here yet" in browse().get("/en/directory/other").text


def test_what_is_not_public_stays_off_the_page(people: People, browse: OpenSite) -> None:
    make_item(people.editor, people.organisation, title="Brouillon")
    assert "Brouillon" not in browse().get("/en/directory/rejefpo").text


def test_an_unknown_organisation_is_a_page_that_helps(browse: OpenSite) -> None:
    browse().get("/en/directory/unknown", status=404)
