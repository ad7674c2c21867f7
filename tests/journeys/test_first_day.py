"""The first day of a new user: find, listen, read, then write, publish and find again."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, OpenPhone

pytestmark = pytest.mark.browser

INDEXING_SECONDS = 10


def search(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    page.get_by_role("button", name=re.compile("Rechercher|بحث|Search")).first.click()


def has_no_sideways_scroll(page: Page) -> bool:
    page.wait_for_load_state()  # the stylesheet may still be on its way
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return bool(widths[0] <= widths[1])


def sign_in(page: Page, login: str) -> None:
    page.goto("/fr/login")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(re.compile("/fr/desk/"))


def write_pdf(path: Path, word: str) -> Path:
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    for number in range(1, 4):
        pdf.add_page()
        text = f"Page {number} du plaidoyer. " + (f"Le mot rare est {word}." if number == 2 else "")
        pdf.multi_cell(0, 8, text)
    pdf.output(str(path))
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_visitor_finds_listens_reads_and_changes_language(
    phone: OpenPhone, javascript: bool
) -> None:
    page = phone(javascript=javascript)
    page.goto("/")
    expect(page).to_have_url(re.compile("/fr/$"))
    assert has_no_sideways_scroll(page)

    search(page, "election")
    hit = page.get_by_role("link", name=re.compile("Candidate à une élection"))
    expect(hit.first).to_be_visible()
    assert has_no_sideways_scroll(page)
    hit.first.click()
    player = page.locator("audio")
    expect(player).to_have_attribute("preload", "none")
    assert has_no_sideways_scroll(page)
    if javascript:
        player.evaluate("audio => audio.play()")
        wait_until(page, lambda: player.evaluate("audio => audio.currentTime") > 0.2)
    else:
        address = player.locator("source").first.get_attribute("src")
        assert address
        answer = page.request.get(address, headers={"Range": "bytes=0-1023"})
        assert answer.status == 206
        assert len(answer.body()) == 1024
        assert answer.headers["content-type"].startswith("audio/")

    page.goto("/fr/library/")
    search(page, "cotisation")
    page.get_by_role("link", name=re.compile(r"p\.\s*3")).first.click()
    expect(page).to_have_url(re.compile("/read"))
    expect(page.locator("#p3")).to_contain_text(re.compile("cotisation", re.IGNORECASE))
    assert has_no_sideways_scroll(page)

    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(re.compile("/ar/library/.*/read"))
    expect(page.locator("#p3")).to_contain_text(re.compile("cotisation", re.IGNORECASE))
    page.go_back()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_contributor_sends_a_pdf_and_an_editor_publishes_it(
    phone: OpenPhone, tmp_path: Path, javascript: bool
) -> None:
    word = "quinquetaire" if javascript else "quinquetable"
    title = f"Plaidoyer {word[-5:]}"
    writer = phone(javascript=javascript)
    sign_in(writer, "contributor")
    writer.get_by_role("link", name="Écrire une nouvelle fiche").click()
    assert has_no_sideways_scroll(writer)
    writer.get_by_label("Titre").fill(title)
    writer.locator("[name=visibility][value=public]").check()
    writer.locator("[name=rights][value=cc-by]").check()
    writer.get_by_role("button", name="Enregistrer").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text(title)
    writer.locator("input[type=file]").set_input_files(write_pdf(tmp_path / "note.pdf", word))
    writer.get_by_role("button", name="Envoyer le fichier").click()
    expect(writer.locator("#files")).to_contain_text("note.pdf")
    assert has_no_sideways_scroll(writer)
    wait_until_ready(writer, javascript=javascript)
    writer.get_by_role("button", name="Soumettre").click()
    expect(writer.get_by_role("main")).to_contain_text("Soumis")

    editor = phone(javascript=javascript)
    sign_in(editor, "editor")
    editor.goto("/fr/desk/?status=submitted")
    editor.get_by_role("link", name=title).click()
    editor.get_by_role("button", name="Publier").click()
    expect(editor.get_by_role("main")).to_contain_text("Publié")

    visitor = phone(javascript=javascript)
    published = time.monotonic()
    found = visitor.get_by_role("link", name=title)
    while time.monotonic() - published < INDEXING_SECONDS:
        visitor.goto(f"/fr/library/?q={word}")
        if found.count():
            break
    expect(found.first).to_be_visible()
    visitor.get_by_role("link", name=re.compile(r"p\.\s*2")).first.click()
    expect(visitor.locator("#p2")).to_contain_text(word)


def wait_until(page: Page, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + INDEXING_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        page.wait_for_timeout(50)


def wait_until_ready(page: Page, *, javascript: bool) -> None:
    """With JavaScript the page tells by itself; without, she reloads it."""
    if javascript:
        expect(page.locator("#files")).to_contain_text("Prêt", timeout=15_000)
        return
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and "Prêt" not in page.locator("#files").inner_text():
        page.reload()
    expect(page.locator("#files")).to_contain_text("Prêt")
