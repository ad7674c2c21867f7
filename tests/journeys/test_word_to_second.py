"""From a word to the second at which it is said; and from a voice to words."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import OpenPhone
from tests.journeys.inspection import NARROW, Walk
from tests.journeys.test_first_day import has_no_sideways_scroll, search, sign_in, wait_until

pytestmark = pytest.mark.browser


def hit(page: Page, words: str) -> Locator:
    """Search for a word, and return the link of the hit that leads to a second."""
    page.goto("/fr/library/")
    search(page, words)
    return page.locator(".entry a[href*='t=']")


def place(page: Page) -> float:
    return float(page.locator("audio").evaluate("audio => audio.currentTime"))


def current(page: Page) -> Locator:
    return page.locator(".said [aria-current]")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_word_opens_at_its_second(phone: OpenPhone, javascript: bool) -> None:
    page = phone(javascript=javascript)
    link = hit(page, "saison sèche")
    assert has_no_sideways_scroll(page)
    expect(link).to_have_text(re.compile("11"))
    link.click()
    expect(page).to_have_url(re.compile(r"[?&]t=11(#|&|$)"))
    expect(current(page)).to_contain_text("0:11 L’eau")
    expect(current(page)).to_be_visible()
    assert has_no_sideways_scroll(page)
    if javascript:
        page.locator("audio").evaluate("audio => audio.play()")
        wait_until(page, lambda: 11 <= place(page) < 20)
    else:
        sources = page.locator("audio source").evaluate_all("all => all.map(one => one.src)")
        assert sources
        assert all(source.endswith("#t=11") for source in sources)


def test_a_line_plays_where_it_stands_and_the_heard_one_is_marked(phone: OpenPhone) -> None:
    page = phone()
    hit(page, "saison sèche").click()
    page.wait_for_load_state()
    line = page.locator(".said[data-until] a").filter(has_text="Le marché")
    top = page.evaluate("window.name = 'same page'")
    assert top == "same page"
    line.click()
    wait_until(page, lambda: 16 <= place(page) < 21)
    expect(current(page)).to_contain_text("0:16 Le marché")
    expect(page).to_have_url(re.compile(r"t=16#"))
    page.locator("audio").evaluate("audio => { audio.pause(); audio.currentTime = 2.5 }")
    expect(current(page)).to_contain_text("0:02 Posez-vous")
    page.get_by_role("link", name="0:06 Première question").click()
    wait_until(page, lambda: 6 <= place(page) < 11)
    assert page.evaluate("window.name") == "same page"


@pytest.mark.parametrize("fragment", [".", "1:.", "9" * 400])
def test_fragment_that_names_no_second_is_ignored(phone: OpenPhone, fragment: str) -> None:
    page = phone()
    page.goto(f"/fr/library/musow-ka-ton#t={fragment}")
    expect(page.locator("[type=range]")).to_have_value("0")
    page.evaluate("location.hash = '#t=0:05'")
    expect(page.locator("[type=range]")).to_have_value("5")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_what_is_said_is_typed_beside_the_player(phone: OpenPhone, javascript: bool) -> None:
    page = phone(javascript=javascript)
    sign_in(page, "administrator")
    page.goto("/fr/library/?q=bienvenue&kind=recording")
    page.locator(".entry h3 a").first.click()
    number = page.locator("audio").locator("xpath=ancestor::li").get_attribute("id")
    assert number
    page.goto("/fr/desk/?status=published")
    desk_of(page, "Bienvenue dans la salle de lecture")
    page.locator(f"a[href*='/files/{number[1:]}/transcript/']").click()
    lines = page.locator("textarea")
    lines.fill("")
    if javascript:
        lines.press("F8")
        wait_until(page, lambda: place(page) > 1.2)
        lines.press("F8")
        lines.press("F9")
        page.keyboard.type("Awa : Bienvenue")
        lines.press("F2")
        assert place(page) == 0
        page.locator("[data-do=stamp]").click()
        page.keyboard.type("Encore")
        assert re.fullmatch(r"\[0:0\d\] Awa : Bienvenue\n\[0:00\] Encore", lines.input_value())
    else:
        lines.fill("[0:01] Awa : Bienvenue\n[0:00] Encore")
    assert has_no_sideways_scroll(page)
    page.locator("form:has(textarea) button").first.click()
    expect(page.locator(".notice.done")).to_be_visible()
    expect(lines).to_have_value(re.compile(r"^\[0:00\] Encore\n\[0:0\d\] Awa: Bienvenue$"))


def desk_of(page: Page, title: str) -> None:
    """Follow the pages of the desk's list until a record is there, and open it."""
    while not page.get_by_role("link", name=title, exact=True).count():
        page.locator("[rel=next]").click()
        page.wait_for_load_state()
    page.get_by_role("link", name=title, exact=True).click()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_with_words_are_good(phone: OpenPhone, language: str, tmp_path: Path) -> None:
    page = phone(viewport=NARROW, bypass_csp=True)
    sign_in(page, "administrator")
    addresses = []
    for words in ("saison sèche", "دائم", "bɛlɛ"):
        address = hit(page, words).first.get_attribute("href")
        assert address
        addresses.append(address.replace("/fr/", f"/{language}/"))
        addresses.append(addresses[-1].replace("?", "/transcript?"))
    desk_of_language = f"/{language}/desk/?status=published"
    page.goto(desk_of_language)
    desk_of(page, "Terre, eau, marché : trois questions avant de créer une coopérative")
    page.locator("a[href$='/transcript/']").first.click()
    addresses.append(page.url)
    walk = Walk(page, tmp_path)
    for address in addresses:
        walk.visit(address)
    walk.judge()
