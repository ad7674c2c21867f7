"""Another language for the lines of a recording: the sound and its second stay."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPhone
from tests.journeys.test_first_day import wait_until
from tests.journeys.test_word_to_second import current, place

pytestmark = pytest.mark.browser

PAGES = ("/fr/library/musow-ka-ton", "/ar/library/musow-ka-ton/transcript")
FRENCH, BAMBARA = "a[hreflang=fr]:not([lang])", "[hreflang=bm]"
LINK_TO_WHOLE = """section => section.insertAdjacentHTML(
    "beforeend", `<a href="${location.pathname}/transcript?t=2">whole</a>`)"""
SAME_SOUND = "window.heard === document.querySelector('audio') && !window.heard.paused"


def play_from(page: Page, second: int) -> None:
    page.locator("audio").evaluate(
        "(audio, second) => { window.heard = audio; audio.currentTime = second; audio.play() }",
        second,
    )
    wait_until(page, lambda: place(page) > second)


@pytest.mark.parametrize("address", PAGES)
def test_language_of_lines_changes_while_the_sound_plays(phone: OpenPhone, address: str) -> None:
    page = phone()
    page.goto(address)
    page.wait_for_load_state()
    play_from(page, 20)
    page.locator(FRENCH).click()
    expect(page.locator(FRENCH)).to_have_attribute("aria-current", "true")
    expect(page.locator(FRENCH)).to_be_focused()
    expect(page).to_have_url(re.compile(r"lang=fra&t=2[0-3]#"))
    assert page.evaluate(SAME_SOUND)
    assert 20 < place(page) < 26
    wait_until(page, lambda: place(page) > 24.5)
    expect(current(page)).to_contain_text("0:24 Elles s’écoutent.")
    page.locator(".said[data-until] a").filter(has_text="Un seul doigt").click()
    wait_until(page, lambda: 15 <= place(page) < 17)
    page.reload()
    expect(current(page)).to_contain_text("Un seul doigt")


@pytest.mark.parametrize("address", PAGES)
def test_language_without_an_answer_leaves_sound_and_lines(phone: OpenPhone, address: str) -> None:
    page = phone()
    page.goto(address)
    page.wait_for_load_state()
    play_from(page, 3)
    page.locator(FRENCH).scroll_into_view_if_needed()
    page.route("**/*lang=fra*", lambda route: route.fulfill(status=410, body="gone"))
    page.locator(FRENCH).click()
    expect(page.locator("#trouble")).to_be_in_viewport(ratio=1)
    expect(page.locator(FRENCH)).not_to_have_attribute("aria-current", "true")
    assert page.evaluate(SAME_SOUND)
    page.unroute_all()
    with page.expect_navigation():
        page.locator("#trouble a").click()
    expect(page).to_have_url(re.compile(r"lang=fra&t=\d#"))


def test_page_of_the_whole_transcript_opens_at_the_second_that_is_heard(phone: OpenPhone) -> None:
    page = phone()
    page.goto(f"{PAGES[0]}?t=2")
    page.wait_for_load_state()
    # Recordings of the demonstration are short: their pages need no link to the whole.
    page.locator("[data-transcript]").evaluate(LINK_TO_WHOLE)
    play_from(page, 20)
    page.get_by_role("link", name="whole").click()
    expect(page).to_have_url(re.compile(r"/transcript\?t=2\d$"))
    expect(page.locator("[data-player]")).to_have_attribute("data-start", re.compile(r"2\d"))


@pytest.mark.parametrize("address", PAGES)
def test_language_link_carries_the_second_without_javascript(
    phone: OpenPhone, address: str
) -> None:
    page = phone(javascript=False)
    page.goto(f"{address}?t=20")
    page.locator(FRENCH).click()
    expect(page).to_have_url(re.compile(r"lang=fra&t=20#"))
    expect(current(page)).to_contain_text("0:19")
    page.locator(BAMBARA).click()
    expect(page).to_have_url(re.compile(r"lang=bam&t=20#"))
