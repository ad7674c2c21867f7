"""What the page of an organisation shows of what it publishes."""

from collections.abc import Callable

from portal.content.models import Visibility
from portal.extensions import db
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item, publish

OpenSite = Callable[..., Browser]


def test_a_long_shelf_leads_to_the_rest(people: People, browse: OpenSite) -> None:
    for number in range(6):
        item = make_item(people.editor, people.organisation, title=f"Note {number}")
        publish(item, people.editor)
    page = browse().get("/en/directory/rejefpo")
    assert len(page.find_all("h3")) == 5
    assert "/en/library/?organisation=rejefpo&kind=document" in page.links()


def test_what_an_organisation_for_members_publishes_for_all_stands_on_its_page(
    people: People, browse: OpenSite
) -> None:
    for number in range(6):
        item = make_item(people.editor, people.organisation, title=f"Note {number}")
        publish(item, people.editor)
    people.organisation.visibility = Visibility.MEMBERS
    db.session.commit()
    page = browse(people.stranger).get("/en/directory/rejefpo")
    assert len(page.find_all("h3")) == 6
    assert "/en/library/?organisation=rejefpo&kind=document" not in page.links()


def test_an_organisation_with_nothing_says_so(people: People, browse: OpenSite) -> None:
    page = browse().get("/en/directory/other")
    assert "Nothing published here yet" in page.text
    assert "About this organisation" not in page.text


def test_what_is_not_public_stays_off_the_page(people: People, browse: OpenSite) -> None:
    make_item(people.editor, people.organisation, title="Brouillon")
    assert "Brouillon" not in browse().get("/en/directory/rejefpo").text


def test_an_unknown_organisation_is_a_page_that_helps(browse: OpenSite) -> None:
    browse().get("/en/directory/unknown", status=404)
