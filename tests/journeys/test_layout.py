"""Every page fits 180 px, keeps one header height, and is focused in the order it is seen."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import OpenPhone
from tests.journeys.every_page import DESK, PUBLIC
from tests.journeys.inspection import UNFOLD
from tests.journeys.test_first_day import sign_in
from tests.journeys.test_good_pages import find_recording, find_slugs

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "en", "ar")
WIDTHS = (180, 320, 360, 960, 1280)
TWO_COLUMNS = 960
HEIGHT = 740

OVERFLOW = """() => document.documentElement.scrollWidth - innerWidth"""
HEADER = """() => document.querySelector(".top").offsetHeight"""

# Pairs of controls of which the later one is seen before the other: above it, or before it in its
# row, and in no column that follows. A map has no such order: its points are drawn by size. The
# quick exit is fixed at the edge, under a thumb, and among the first for a keyboard.
MISPLACED = """() => {
    const isRtl = document.dir === "rtl"
    const LEFT_OUT = ".skip, #exit, .map svg *, [type=hidden]"
    const controls = "a[href], button, input, select, textarea, summary, audio, [tabindex='0']"
    const seen = [...document.querySelectorAll(controls)]
        .filter(one => one.checkVisibility() && !one.matches(LEFT_OUT))
        .map(one => {
            const {left, right, top, bottom} = one.getClientRects()[0]
            const [start, end] = isRtl ? [-right, -left] : [left, right]
            return {start, end, top, bottom, name: one.textContent.trim() || one.name}
        })
    const isBefore = (later, one) => {
        const shared = Math.min(one.bottom, later.bottom) - Math.max(one.top, later.top)
        const isRow = shared > Math.min(one.bottom - one.top, later.bottom - later.top) / 2
        return isRow ? later.end <= one.start : later.bottom <= one.top && later.start < one.end
    }
    return seen.flatMap((one, place) => seen.slice(place + 1)
        .filter(later => isBefore(later, one))
        .map(later => `${one.name} before ${later.name}`)).slice(0, 5)
}"""


class Layouts:
    """Pages that are measured at each width, and what is wrong with them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bad: list[str] = []
        self.headers: dict[tuple[str, int], dict[int, list[str]]] = {}

    def measure(self, name: str, address: str, language: str) -> None:
        self.page.goto(address)
        self.page.evaluate(UNFOLD)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            if (overflow := self.page.evaluate(OVERFLOW)) > 0:
                self.bad.append(f"{address} at {width}: {overflow} px too wide")
            if width >= TWO_COLUMNS and (misplaced := self.page.evaluate(MISPLACED)):
                self.bad.append(f"{address} at {width}: {misplaced}")
            heights = self.headers.setdefault((language, width), {})
            heights.setdefault(self.page.evaluate(HEADER), []).append(name)

    def judge(self) -> None:
        assert not self.bad, "\n".join(self.bad)
        assert {key: heights for key, heights in self.headers.items() if len(heights) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("numbers")
def test_layout_of_public_pages(phone: OpenPhone, language: str) -> None:
    layouts = Layouts(phone())
    slugs = find_slugs(layouts.page)
    for name, address in PUBLIC.items():
        layouts.measure(name, address.format(language=language, **slugs), language)
    layouts.judge()


@pytest.mark.parametrize("language", LANGUAGES)
def test_layout_of_desk_pages(phone: OpenPhone, numbers: dict[str, int], language: str) -> None:
    layouts = Layouts(phone())
    sign_in(layouts.page, "administrator")
    known = numbers | find_recording(layouts.page)
    for name, address in DESK.items():
        layouts.measure(name, address.format(language=language, **known), language)
    layouts.judge()
