"""Reading mode keeps what the author made: headings, lists, directions; and says what is a scan."""

from collections.abc import Callable
from io import BytesIO

import pytest

from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.models import Item
from portal.media.models import File, TextPage
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import give_clean_copy, make_item, publish

OpenSite = Callable[..., Browser]
Blocks = list[list[str]]
Read = Callable[..., Page]
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@pytest.fixture
def item(people: People) -> Item:
    return publish(make_item(people.editor, people.organisation, title="Guide"), people.editor)


@pytest.fixture
def file(item: Item, people: People) -> File:
    file = attach_file(item, BytesIO(b"text"), name="guide.txt", author=people.editor)
    return give_clean_copy(file)


@pytest.fixture
def read(item: Item, file: File, browse: OpenSite) -> Read:
    """The reading page of a file whose pages have these blocks."""

    def read_pages(*pages: Blocks, query: str = "", language: str = "en") -> Page:
        for number, blocks in enumerate(pages, start=1):
            text = "\n\n".join(text for _, text in blocks)
            db.session.add(TextPage(file_id=file.id, number=number, text=text, blocks=blocks))
        db.session.commit()
        return browse().get(f"/{language}/library/{item.slug}/read?file={file.id}{query}")

    return read_pages


def headings(page: Page) -> list[str]:
    main = page.find("main")
    return [element.tag for element in main.iter() if element.tag in HEADINGS]


def test_headings_paragraphs_and_lists_are_what_they_were(read: Read) -> None:
    page = read(
        [["h2", "Les droits"], ["p", "Un texte."], ["ul", "écouter"], ["ul", "orienter"]],
        [["h3", "Les recours"], ["ol3", "écrire"], ["ol4", "envoyer"], ["ol1", "autre"]],
    )
    assert text_of(page.find("section", id="p1").find("h2")) == "Les droits"
    assert [text_of(entry) for entry in page.find("ul", dir="auto")] == ["écouter", "orienter"]
    first, second = page.find_all("ol")
    assert (first.get("start"), [text_of(entry) for entry in first]) == ("3", ["écrire", "envoyer"])
    assert (second.get("start"), [text_of(entry) for entry in second]) == (None, ["autre"])


def test_no_level_of_headings_is_left_out(read: Read) -> None:
    page = read(
        [["h4", "a"], ["h6", "b"], ["h5", "c"], ["h4", "d"]],
        [["h2", "e"], ["h6", "f"], ["h3", "g"]],
    )
    assert headings(page) == ["h1", "h2", "h3", "h3", "h2", "h2", "h3", "h3"]


def test_words_are_marked_in_headings_and_lists(read: Read) -> None:
    page = read([["h2", "La cotisation"], ["ul", "cotisations dues"]], query="&q=cotisation")
    assert [text_of(mark) for mark in page.find_all("mark")] == ["cotisation", "cotisations"]


def test_what_an_author_wrote_is_text_and_never_markup(read: Read) -> None:
    page = read([["h2", "<script>x</script>"], ["ul", "<b>gras</b>"], ["p", "& co"]])
    assert "&lt;script&gt;x&lt;/script&gt;" in page.text
    assert "<b>gras</b>" not in page.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_text_has_the_direction_of_its_words(read: Read, language: str) -> None:
    page = read(
        [
            ["h2", "عنوان"],
            ["p", "Une phrase en français (avec des signes)."],
            ["p", "جملة بالعربية."],
            ["ul", "une entrée"],
            ["ul", "مدخل"],
            ["ul", "مدخل آخر"],
        ],
        language=language,
    )
    section = page.find("section", id="p1")
    parts = [element for element in section if element.get("class") != "folio"]
    assert [element.get("dir") for element in parts] == ["auto"] * 5
    assert [[text_of(entry) for entry in each] for each in section.findall("ul")] == [
        ["une entrée"],
        ["مدخل", "مدخل آخر"],
    ]


def test_a_page_read_from_a_scan_says_so(
    item: Item, file: File, read: Read, browse: OpenSite
) -> None:
    db.session.add(TextPage(file_id=file.id, number=2, text="Reconnu.", is_recognised=True))
    page = read([["p", "Écrit."]])
    said = "This page was read from a scan by a program: there may be mistakes."
    assert text_of(page.find("section", id="p2").find("p")) == f"Page 2{said}"
    assert said not in text_of(page.find("section", id="p1"))
