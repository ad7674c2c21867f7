"""Quick exit: the site is gone at once, and neither Back nor a referrer leads to it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.journeys.conftest import PHONE, OpenPhone, Site
from tests.journeys.elsewhere import Elsewhere
from tests.journeys.every_page import DESK, PUBLIC
from tests.journeys.inspection import NARROW
from tests.journeys.test_first_day import sign_in
from tests.journeys.test_good_pages import find_slugs

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "en", "ar")
PAGES = ("/fr/", "/fr/library/", "/fr/in-danger")

# Whole in the lower half of the screen, with nothing over it.
IS_WITHIN_REACH = """() => {
    const link = document.getElementById("exit")
    const box = link.getBoundingClientRect()
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return top === link && box.width >= 44 && box.height >= 44 && box.left >= 0
        && box.right <= innerWidth && box.top > innerHeight / 2 && box.bottom <= innerHeight
}"""

LEAVE_AND_LOOK = """() => {
    document.getElementById("exit").click()
    return [document.body, document.title, location.pathname]
}"""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module", params=["with bfcache", "without bfcache"])
def chromium_of_phones(playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser that keeps former pages for Back, as phones do, and one that loads them again."""
    left_out = ["--disable-back-forward-cache"] if request.param == "with bfcache" else []
    browser = playwright.chromium.launch(
        executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS, ignore_default_args=left_out
    )
    yield browser
    browser.close()


@pytest.fixture
def walk(chromium_of_phones: Browser, site: Site) -> Iterator[OpenPage]:
    """Open some pages of the site one after the other in a new tab."""
    contexts: list[BrowserContext] = []

    def open_pages(**options: object) -> Page:
        context = chromium_of_phones.new_context(
            **{"viewport": PHONE, "base_url": site.url, **options}
        )
        contexts.append(context)
        page = context.new_page()
        for address in PAGES:
            page.goto(address)
        return page

    yield open_pages
    for context in contexts:
        context.close()


def press_escape(page: Page, times: int) -> None:
    for _time in range(times):
        page.keyboard.press("Escape")


def go_back(page: Page) -> None:
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_timeout(1_500)


def test_link_replaces_the_page_and_back_shows_no_page_of_the_site(
    walk: OpenPage, elsewhere: Elsewhere
) -> None:
    page = walk()
    page.locator("#exit").click()
    page.wait_for_url(f"{elsewhere.url}fr/")
    for _earlier_page in PAGES[:-1]:
        go_back(page)
        assert page.url.startswith(elsewhere.url)
        expect(page).to_have_title("Rain")


def test_escape_three_times_leaves_and_back_shows_no_page_of_the_site(
    walk: OpenPage, elsewhere: Elsewhere
) -> None:
    page = walk()
    press_escape(page, 3)
    page.wait_for_url(f"{elsewhere.url}fr/")
    go_back(page)
    assert page.url.startswith(elsewhere.url)


def test_return_on_purpose_is_a_usual_visit(walk: OpenPage, elsewhere: Elsewhere) -> None:
    page = walk()
    page.locator("#exit").click()
    page.wait_for_url(f"{elsewhere.url}fr/")
    for address in PAGES[:2]:
        page.goto(address)
    go_back(page)
    assert page.url.endswith(PAGES[0])
    expect(page.locator("h1")).to_be_visible()


def test_page_is_blank_while_the_next_one_is_on_its_way(
    phone: OpenPhone, elsewhere: Elsewhere
) -> None:
    page = phone()
    page.goto("/fr/in-danger")
    title = page.title()
    elsewhere.may_answer.clear()
    try:
        body, shown, path = page.evaluate(LEAVE_AND_LOOK)
    finally:
        elsewhere.may_answer.set()
    assert (body, path) == (None, "/")
    assert shown not in {title, ""}
    page.wait_for_url(f"{elsewhere.url}fr/")


def test_escape_twice_or_with_other_keys_stays(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/fr/library/")
    press_escape(page, 2)
    page.keyboard.press("a")
    press_escape(page, 2)
    page.keyboard.down("Tab")
    page.keyboard.down("Escape")
    page.keyboard.down("Escape")  # held down: a repeated key
    page.keyboard.down("Escape")
    page.wait_for_timeout(500)
    assert page.url.endswith("/fr/library/")


@pytest.mark.parametrize(
    ("javascript", "headers"),
    [(False, {}), (True, {"Save-Data": "on"}), (True, {})],
    ids=["without JavaScript", "under Save-Data", "usual"],
)
def test_link_tells_no_referrer(
    phone: OpenPhone, elsewhere: Elsewhere, javascript: bool, headers: dict[str, str]
) -> None:
    page = phone(javascript=javascript, extra_http_headers=headers)
    page.goto("/fr/in-danger")
    elsewhere.referrers.clear()
    page.locator("#exit").click()
    page.wait_for_url(f"{elsewhere.url}fr/")
    assert elsewhere.referrers[:1] == [""]


def test_keyboard_reaches_the_link_after_the_skip_link(
    phone: OpenPhone, elsewhere: Elsewhere
) -> None:
    page = phone()
    page.goto("/fr/in-danger")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Quitter vite")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{elsewhere.url}fr/")


def test_unsaved_text_does_not_hold_the_exit_and_is_kept(
    phone: OpenPhone, elsewhere: Elsewhere
) -> None:
    page = phone()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_in(page, "editor")
    page.goto("/fr/desk/items/new")
    page.locator("#title").press_sequentially("Paroles de potières")
    page.wait_for_timeout(2_500)  # draft.js keeps a text a second after its last change
    page.locator("#exit").click()
    page.wait_for_url(f"{elsewhere.url}fr/")
    assert asked == []
    page.goto("/fr/desk/items/new")
    page.get_by_role("button", name="Reprendre mon texte").click()
    expect(page.locator("#title")).to_have_value("Paroles de potières")


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_is_within_reach_of_a_thumb_on_every_page(phone: OpenPhone, language: str) -> None:
    page = phone(viewport=NARROW)
    slugs = find_slugs(page)
    for name, address in PUBLIC.items():
        page.goto(address.format(language=language, **slugs))
        assert page.evaluate(IS_WITHIN_REACH), name


def test_link_is_within_reach_on_the_desk(phone: OpenPhone) -> None:
    page = phone(viewport=NARROW)
    sign_in(page, "administrator")
    page.goto(DESK["helplines"].format(language="fr"))
    assert page.evaluate(IS_WITHIN_REACH)


def test_link_hides_no_last_line_and_is_not_printed(phone: OpenPhone) -> None:
    page = phone(viewport=NARROW)
    page.goto("/fr/")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last, link = (page.locator(one).bounding_box() for one in (".foot p:last-child a", "#exit"))
    assert last
    assert link
    assert last["y"] + last["height"] <= link["y"] + 1
    page.emulate_media(media="print")
    expect(page.locator("#exit")).to_be_hidden()
