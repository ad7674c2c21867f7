"""Reading mode: the text of a file or of an item, a stretch at a time."""

from collections.abc import Callable
from io import BytesIO

import pytest

from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.models import Item
from portal.media.models import File, TextPage
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import give_clean_copy, make_item, publish

OpenSite = Callable[..., Browser]


@pytest.fixture
def item(people: People) -> Item:
    return publish(make_item(people.editor, people.organisation, title="Manuel"), people.editor)


@pytest.fixture
def manual(item: Item, people: People) -> File:
    """A file of 25 pages; only the third speaks of a fee."""
    file = attach_file(item, BytesIO(b"text"), name="manuel.txt", author=people.editor)
    for number in range(1, 26):
        said = "La cotisation des élues." if number == 3 else "Autre chose."
        text = f"Page {number}. {said}\n{number}"
        db.session.add(TextPage(file_id=file.id, number=number, text=text))
    return give_clean_copy(file)


def test_about_ten_pages_are_read_at_a_time(item: Item, manual: File, browse: OpenSite) -> None:
    page = browse().get(f"/en/library/{item.slug}/read")
    assert [section.get("id") for section in page.find_all("section")] == [
        f"p{number}" for number in range(1, 11)
    ]
    assert f"/en/library/{item.slug}/read?file={manual.id}&page=11" in page.links()
    assert f"/en/library/{item.slug}" in page.links()


def test_the_number_printed_on_a_page_is_not_said_twice(
    item: Item, manual: File, browse: OpenSite
) -> None:
    page = browse().get(f"/en/library/{item.slug}/read?file={manual.id}")
    section = page.find("section", id="p2")
    assert list(map(text_of, section)) == ["Page 2", "Page 2. Autre chose."]


def test_a_page_in_the_middle_comes_with_its_stretch(
    item: Item, manual: File, browse: OpenSite
) -> None:
    page = browse().get(f"/en/library/{item.slug}/read?file={manual.id}&page=17")
    ids = [section.get("id") for section in page.find_all("section")]
    assert (ids[0], ids[-1]) == ("p11", "p20")
    assert f"/en/library/{item.slug}/read?file={manual.id}&page=1" in page.links()
    assert f"/en/library/{item.slug}/read?file={manual.id}&page=21" in page.links()


def test_the_words_searched_are_marked_whatever_their_form(
    item: Item, manual: File, browse: OpenSite
) -> None:
    page = browse().get(f"/en/library/{item.slug}/read?file={manual.id}&page=3&q=cotisations+elu")
    assert [text_of(mark) for mark in page.find_all("mark")] == ["cotisation", "élues"]


def test_excluded_words_are_not_marked(item: Item, manual: File, browse: OpenSite) -> None:
    page = browse().get(f"/en/library/{item.slug}/read?file={manual.id}&q=-cotisation")
    assert not page.find_all("mark")


def test_the_way_on_keeps_the_search(item: Item, manual: File, browse: OpenSite) -> None:
    page = browse().get(f"/en/library/{item.slug}/read?file={manual.id}&q=autre")
    assert f"/en/library/{item.slug}/read?file={manual.id}&page=11&q=autre" in page.links()


@pytest.mark.parametrize("number", ["0", "26", "999999", "x"])
def test_a_page_that_does_not_exist_opens_the_text(
    item: Item, manual: File, browse: OpenSite, number: str
) -> None:
    browse().get(f"/en/library/{item.slug}/read?file={manual.id}&page={number}")


def test_a_file_of_another_item_is_not_read_here(
    item: Item, manual: File, people: People, browse: OpenSite
) -> None:
    other = publish(make_item(people.editor, people.organisation, title="Autre"), people.editor)
    browse().get(f"/en/library/{other.slug}/read?file={manual.id}", status=404)


def test_the_items_own_text_is_read_in_parts_with_marks(people: People, browse: OpenSite) -> None:
    body = "\n\n".join(f"## Partie {number}\n\n" + "une élection " * 300 for number in range(12))
    item = publish(make_item(people.editor, people.organisation, body=body), people.editor)
    page = browse().get(f"/en/library/{item.slug}/read?q=elections")
    assert "<mark>élection</mark>" in page.text
    assert f"/en/library/{item.slug}/read?page=2&q=elections" in page.links()
    assert "Partie 11" in browse().get(f"/en/library/{item.slug}/read?page=99").text


def test_an_item_offers_each_of_its_texts(people: People, browse: OpenSite) -> None:
    item = make_item(people.editor, people.organisation, body="Un mot d’introduction.")
    file = attach_file(item, BytesIO(b"text"), name="annexe.txt", author=people.editor)
    db.session.add(TextPage(file_id=file.id, number=1, text="L’annexe."))
    give_clean_copy(file)
    publish(item, people.editor)
    page = browse().get(f"/en/library/{item.slug}/read")
    assert "introduction" in page.text
    assert f"/en/library/{item.slug}/read?file={file.id}" in page.links()


def test_an_item_without_text_says_so(item: Item, browse: OpenSite) -> None:
    page = browse().get(f"/en/library/{item.slug}/read")
    assert "There is no text to read here yet." in page.text
