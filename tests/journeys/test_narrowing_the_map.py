"""A phone narrows the map to a domain and opens a region, by script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPhone
from tests.journeys.test_first_day import wait_until

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}
MAP = "/fr/directory/map"


def open_region(page: Page, region: str) -> int:
    """Follow the point of a region by the keyboard; return how many it promised."""
    point = page.locator(f".map svg a[href$='place={region}']")
    promised = int("".join(filter(str.isdigit, point.locator("title").text_content() or "")))
    point.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return promised


def test_with_script_the_map_changes_in_its_place(phone: OpenPhone) -> None:
    page = phone(viewport=PHONE)
    page.goto(MAP)
    wait_until(page, lambda: bool(page.evaluate("!!window.htmx")))
    page.get_by_label("Domaine").select_option("vbg")
    expect(page.locator("#ways a").last).to_have_attribute("href", "/fr/directory/gaps?domain=vbg")
    expect(page.locator("#status")).to_have_text(page.locator("#count").inner_text())
    assert page.url.endswith(f"{MAP}?domain=vbg")
    promised = open_region(page, "segou")
    assert page.locator("#count").inner_text().startswith(str(promised))
    page.go_back()
    expect(page.get_by_label("Domaine")).to_have_value("vbg")


def test_without_script_a_button_does_it(phone: OpenPhone) -> None:
    page = phone(viewport=PHONE, javascript=False)
    page.goto(MAP)
    page.get_by_label("Domaine").select_option("vbg")
    page.locator("form.ask > button").click()
    promised = open_region(page, "segou")
    assert page.locator("#count").inner_text().startswith(str(promised))
