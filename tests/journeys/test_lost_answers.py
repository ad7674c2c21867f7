"""Filters whose answer does not come: the message is in sight, and no filter looks applied."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.conftest import PHONE, Site
from tests.journeys.test_first_day import wait_until

pytestmark = pytest.mark.browser

LISTS = ("library/", "directory/", "search?q=femmes")
OVERVIEWS = ("directory/map", "directory/matrix", "directory/gaps")
BUSY = 503


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A phone whose console may complain about failed requests."""
    context = chromium.new_context(viewport=PHONE, base_url=site.url)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def open_with_htmx(page: Page, address: str) -> None:
    page.goto(address)
    wait_until(page, lambda: bool(page.evaluate("!!window.htmx")))


def break_line(page: Page, status: int = 0) -> None:
    """Answer requests of htmx with this status, or not at all."""

    def fail(route: Route) -> None:
        if "hx-request" not in route.request.headers:
            route.continue_()
        elif status:
            route.fulfill(status=status, body="busy")
        else:
            route.abort()

    page.route("**/*", fail)


def named(box: Locator) -> str:
    return f"{box.get_attribute('name')}={box.get_attribute('value')}"


@pytest.mark.parametrize("status", [0, BUSY], ids=["offline", "busy"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_box_without_an_answer_is_not_ticked(page: Page, language: str, status: int) -> None:
    for address in LISTS:
        open_with_htmx(page, f"/{language}/{address}")
        page.locator(".refine summary").click()
        first = page.locator("#facets [type=checkbox]").first
        first.check()
        page.wait_for_url(f"**{named(first)}*")
        ticked = page.locator("#facets :checked")
        answered = ticked.count()
        box = page.locator("#facets [type=checkbox]:not(:checked)").last
        box.scroll_into_view_if_needed()
        break_line(page, status)
        chosen = named(box)
        box.click()
        expect(page.locator("#trouble")).to_be_in_viewport(ratio=1)
        expect(ticked).to_have_count(answered)
        page.unroute_all()
        with page.expect_navigation():
            page.locator("#trouble a").click()
        assert chosen in page.url
        expect(ticked).to_have_count(answered + 1)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_without_an_answer_shows_what_was_answered(page: Page, language: str) -> None:
    for address in OVERVIEWS:
        open_with_htmx(page, f"/{language}/{address}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        menu = page.locator("form.ask select").first
        menu.select_option(index=1)
        page.wait_for_url("**?*=*")
        answered = menu.input_value()
        break_line(page)
        menu.select_option(index=2)
        expect(page.locator("#trouble")).to_be_in_viewport(ratio=1)
        expect(menu).to_have_value(answered)
        page.unroute_all()
        menu.select_option(index=2)
        expect(page.locator("#trouble")).to_be_hidden()
