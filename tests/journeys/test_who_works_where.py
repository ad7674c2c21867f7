"""From the front page to those who work on violence in Ségou, in at most three steps."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPhone

pytestmark = pytest.mark.browser

SEGOU = "main a[href*='domain=vbg'][href*='place=segou']:visible"
FIRST = "main a[href$='{}']:visible"


def open_link(page: Page, links: str) -> str:
    """Follow the first of these links; return what it said."""
    link = page.locator(links).first
    words = link.text_content() or ""
    with page.expect_navigation():
        link.press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    return words


def by_subject(page: Page) -> str:
    open_link(page, FIRST.format("/domains/vbg"))
    return open_link(page, SEGOU)


def by_map(page: Page) -> str:
    open_link(page, FIRST.format("/directory/map"))
    page.select_option("select[name=domain]", "vbg")
    if page.evaluate("'htmx' in window"):
        expect(page.locator("#ways a").last).to_have_attribute("href", re.compile("domain=vbg"))
    else:
        with page.expect_navigation():
            page.locator("form.ask > button").click()
    return open_link(page, f".map {SEGOU.removeprefix('main ')}")


def by_table(page: Page) -> str:
    open_link(page, FIRST.format("/directory/matrix"))
    return open_link(page, SEGOU)


def count_in(words: str) -> int:
    """The number that a link says; Arabic says two by the word alone."""
    return int("".join(character for character in words if character.isdigit()) or 2)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_way_leads_to_the_same_organisations(
    phone: OpenPhone, language: str, javascript: bool
) -> None:
    ways: list[Callable[[Page], str]] = [by_subject, by_map, by_table]
    found = []
    for way in ways:
        page = phone(javascript=javascript)
        page.goto(f"/{language}/")
        promised = way(page)
        names = page.locator("main .entries h3").all_text_contents()
        assert len(names) == count_in(promised)
        found.append(names)
    assert found[0]
    assert found == [found[0]] * len(ways)
