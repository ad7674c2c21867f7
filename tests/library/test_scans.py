"""A scanned document: found by its words, marked as such, and missing words said on the desk."""

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest

from portal.extensions import run_pending
from portal.library.attachments import attach_file
from portal.library.models import Item
from portal.media.tasks import process
from portal.media.tesseract import find_tesseract
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import agree, make_item, publish
from tests.media.media_samples import make_pdf

OpenSite = Callable[..., Browser]


@pytest.fixture
def scan() -> io.BytesIO:
    printed = make_pdf("La cotisation des femmes de Ségou est payée chaque mois.")
    picture = pdfium.PdfDocument(printed)[0].render(scale=2.5, grayscale=True).to_pil()
    output = io.BytesIO()
    picture.save(output, "PDF", resolution=180)
    return io.BytesIO(output.getvalue())


def attach(scan: io.BytesIO, people: People) -> Item:
    item = make_item(people.editor, people.organisation, title="Registre")
    file = attach_file(item, scan, name="registre.pdf", author=people.editor)
    agree(file, people.editor)
    process.enqueue(file.id)
    publish(item, people.editor)
    run_pending()
    return item


@pytest.mark.skipif(
    not (found := find_tesseract()) or "fra" not in found.languages,
    reason="apt-get install tesseract-ocr tesseract-ocr-fra",
)
def test_a_scan_is_found_by_its_words_and_read_as_a_scan(
    scan: io.BytesIO, people: People, browse: OpenSite
) -> None:
    item = attach(scan, people)
    visitor = browse()
    found = visitor.get("/en/library/?q=cotisations")
    assert any(f"/en/library/{item.slug}" in link for link in found.links())
    page = visitor.get(f"/en/library/{item.slug}/read?q=cotisations")
    section = page.find("section", id="p1")
    assert [text_of(mark) for mark in section.iter("mark")] == ["cotisation"]
    assert "read from a scan by a program" in text_of(section)


def test_the_desk_says_what_is_missing_to_read_a_scan(
    scan: io.BytesIO, people: People, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    item = attach(scan, people)
    desk = browse(people.contributor).get(f"/en/desk/items/{item.id}")
    said = text_of(desk.find("div", id="files"))
    assert "1 page has no text: if it is a picture of words, they cannot be searched here." in said
    assert "tesseract-ocr tesseract-ocr-fra tesseract-ocr-ara" in said
