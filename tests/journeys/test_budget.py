"""What a visitor's line carries, as a browser really receives it: bytes and requests.

Bodies as compressed on the wire; headers are not counted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urljoin
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.journeys.conftest import PHONE, Site

pytestmark = pytest.mark.browser

HTML = 8_000
READING = 12_000
FRAGMENT = 3_000
FIRST_VISIT = (22_000, 6)
FRUGAL_VISIT = (9_000, 3)
JOURNEY = 30_000
FRUGAL_JOURNEY = 16_000

LANGUAGES = ("fr", "en", "ar")
PAGES = (
    *("", "library/", "library/?q=femmes", "directory/", "login"),
    *("search", "search?q=femmes", "search?q=femmes&in=organisation"),
)
QUESTIONS = ("", "femmes", "formation", "VBG", "participation politique", '"les femmes"', "النساء")
SETTLING = 500
FRUGAL = {"Save-Data": "on"}


@dataclass
class Line:
    """The line of one phone, measured by the browser itself."""

    page: Page
    received: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.on("Network.responseReceived", self._begin)
        session.on("Network.loadingFinished", self._finish)
        session.send("Network.enable")

    def _begin(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if not response.get("fromDiskCache") and response["status"] < 300:
            self.heads[event["requestId"]] = response["encodedDataLength"]

    def _finish(self, event: dict[str, Any]) -> None:
        whole = int(event["encodedDataLength"])  # 0 when the browser's memory answered
        if whole and (head := self.heads.get(event["requestId"])):
            self.received[event["requestId"]] = whole - head

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(SETTLING)

    @property
    def bytes(self) -> int:
        return sum(self.received.values())


OpenLine = Callable[..., Line]


@pytest.fixture(scope="module")
def usual_chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps the page before for Back, as all do and Playwright's does not."""
    browser = playwright.chromium.launch(
        executable_path=find_chromium(),
        args=CHROMIUM_ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def open_line(usual_chromium: Browser, site: Site) -> Iterator[OpenLine]:
    contexts: list[BrowserContext] = []

    def open_one(headers: dict[str, str] | None = None) -> Line:
        context = usual_chromium.new_context(
            viewport=PHONE, base_url=site.url, extra_http_headers=headers or {}
        )
        contexts.append(context)
        return Line(context.new_page())

    yield open_one
    for context in contexts:
        context.close()


def fetch(url: str, **headers: str) -> tuple[int, int, dict[str, str]]:
    """Return the status, the compressed size and the headers of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(quote(url, safe=":/?&=#%+"), headers={"Accept-Encoding": "br", **named})
    with urlopen(request) as answer:
        return answer.status, len(answer.read()), dict(answer.headers)


def links(site: Site, address: str, pattern: str) -> list[str]:
    with urlopen(urljoin(site.url, quote(address, safe=":/?&=#%+"))) as answer:
        html = answer.read().decode()
    return list(dict.fromkeys(unescape(link) for link in re.findall(pattern, html)))


def list_items(site: Site) -> list[str]:
    """Return the address of every public item of the demonstration."""
    found: list[str] = []
    for number in range(1, 20):
        page = links(site, f"/fr/library/?page={number}", r'<h3[^>]*><a href="([^"?]+)"')
        found += [link for link in page if link not in found]
        if not page:
            break
    assert len(found) >= 40
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_pages_are_light(site: Site, language: str, address: str) -> None:
    assert fetch(f"{site.url}/{language}/{address}")[1] <= HTML


def test_every_item_and_every_text_is_light(site: Site) -> None:
    heavy = {}
    for item in list_items(site):
        if (size := fetch(site.url + item)[1]) > HTML:
            heavy[item] = size
        for text in links(site, item, r'href="([^"]+/read[^"]*)"'):
            if (size := fetch(site.url + text)[1]) > READING:
                heavy[text] = size
    assert heavy == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_to_a_refined_search_is_light(site: Site, language: str, question: str) -> None:
    url = f"{site.url}/{language}/library/?q={quote(question)}"
    assert fetch(url, HX_Request="true")[1] <= FRAGMENT


@pytest.mark.parametrize("address", ["/fr/", "/ar/", "/fr/library/", "/fr/library/?q=femmes"])
def test_a_first_visit_is_light(open_line: OpenLine, address: str) -> None:
    line = open_line()
    line.page.goto(address)
    line.settle()
    assert line.bytes <= FIRST_VISIT[0]
    assert len(line.received) <= FIRST_VISIT[1]


@pytest.mark.parametrize("address", ["/fr/", "/ar/", "/fr/library/", "/fr/library/?q=femmes"])
def test_a_frugal_first_visit_is_lighter_still(open_line: OpenLine, address: str) -> None:
    line = open_line(FRUGAL)
    line.page.goto(address)
    line.settle()
    assert line.bytes <= FRUGAL_VISIT[0]
    assert len(line.received) <= FRUGAL_VISIT[1]


@pytest.mark.parametrize(
    ("headers", "budget"), [({}, JOURNEY), (FRUGAL, FRUGAL_JOURNEY)], ids=["usual", "frugal"]
)
def test_a_whole_journey_is_light(
    open_line: OpenLine, headers: dict[str, str], budget: int
) -> None:
    line = open_line(headers)
    page = line.page
    page.goto("/fr/")
    line.settle()
    page.locator("#q").fill("femmes")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=femmes*")
    line.settle()
    page.locator("summary").click()
    page.locator("[name=kind][value=report]").check()
    if headers:
        page.locator("#facets button").click()
    page.wait_for_url("**kind=report*")
    line.settle()
    page.locator(".entry a").first.click()
    page.wait_for_selector("article.item")
    line.settle()
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_timeout(SETTLING)
    assert "kind=report" in page.url
    assert line.bytes <= budget


@pytest.mark.parametrize("address", ["/fr/", "/ar/library/?q=femmes", "/fr/directory/"])
def test_a_second_visit_of_an_unchanged_page_costs_no_body(site: Site, address: str) -> None:
    _status, _size, headers = fetch(site.url + address)
    request = Request(site.url + address, headers={"If-None-Match": headers["ETag"]})
    with pytest.raises(OSError, match="304"):
        urlopen(request)


def test_static_files_are_kept_for_ever(site: Site) -> None:
    for link in links(site, "/fr/", r'(?:src|href)="(/static/[^"#]+)'):
        assert "immutable" in fetch(site.url + link)[2]["Cache-Control"]
