"""Looking at pages as axe-core and the W3C checker do, and for what runs off the screen.

A page is opened once: on a small phone by day and by night, and on a wide screen where it is
laid out otherwise. The W3C checker, slow to start, reads all pages of a walk at once.
"""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, Response

from portal import ROOT
from tests.browser import WITHOUT_DRAFT
from tests.journeys.every_page import Answer

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN_AXE = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
    return found.violations.flatMap(({id, nodes}) =>
        nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`))
}"""
CHECKER = [
    *("java", "-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
    *("-jar", str(ROOT / ".venv" / "vnu-26.9.27.jar"), "--errors-only", "--stdout"),
]
UNFOLD = """() => {
    for (const one of document.querySelectorAll("details")) one.open = true
    for (const one of document.querySelectorAll("[value=changed]")) one.checked = true
}"""
TEXT_FIELDS = (
    "textarea, input:not([type]), [type=text], [type=search], [type=email], "
    "[type=tel], [type=url], [type=number], [type=date]"
)
FIND_FORMS_WITHOUT_DRAFT = """fields =>
    [...document.querySelectorAll("form[method=post]:not([data-draft])")]
        .filter(form => form.querySelector(fields))
        .map(form => new URL(form.getAttribute("action") || location, location).pathname)"""
FILL_AND_SEND = """(form, words) => {
    for (const [name, value] of Object.entries(words)) form.elements[name].value = value
    form.submit()
}"""


class Walk:
    """Pages that are looked at one after the other, and judged together in the end."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.bad: dict[str, list[str]] = {}

    def visit(self, address: str, *, is_wide: bool = False) -> None:
        """Open a page and look at it."""
        response = self.page.goto(address)
        assert response
        self.look(address, response, is_wide=is_wide)
        paths = self.page.evaluate(FIND_FORMS_WITHOUT_DRAFT, TEXT_FIELDS)
        if without := [path for path in paths if not path.endswith(WITHOUT_DRAFT)]:
            self.bad[f"{address}: forms without a draft"] = without

    def send(self, answer: Answer) -> None:
        """Fill in a form and send it, whatever the browser thinks of that; look at the answer."""
        self.page.goto(answer.address)
        with self.page.expect_navigation() as arrived:
            self.page.locator(answer.form).evaluate(FILL_AND_SEND, answer.words)
        self.look(f"{answer.address} {answer.words}", arrived.value)

    def look(self, name: str, response: Response, *, is_wide: bool = False) -> None:
        """Keep the page as it was sent, and what is wrong with it as it stands."""
        number = len(list(self.folder.iterdir()))
        (self.folder / f"{number}.html").write_text(response.text(), encoding="utf-8")
        if found := list(faults(self.page, is_wide=is_wide)):
            self.bad[name] = found

    def judge(self) -> None:
        """Fail on whatever was wrong with any page."""
        assert self.bad == {}
        files = sorted(map(str, self.folder.iterdir()))
        checked = subprocess.run([*CHECKER, *files], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout) == (0, "")


def faults(page: Page, *, is_wide: bool) -> Iterator[str]:
    """Yield what is wrong with a page by day, by night and, where told so, on a wide screen."""
    page.wait_for_load_state()  # the stylesheet may still be on its way
    page.evaluate(UNFOLD)  # the tools do not look at what is hidden
    page.evaluate(axe())
    yield from faults_by_day(page)
    if page.evaluate("document.dir") == "ltr":  # colours are the same in every language
        page.emulate_media(color_scheme="dark")
        yield from page.evaluate(RUN_AXE, COLOURS)
        page.emulate_media(color_scheme="light")
    if is_wide:
        page.set_viewport_size(WIDE)
        yield from faults_by_day(page)
        page.set_viewport_size(NARROW)


def faults_by_day(page: Page) -> Iterator[str]:
    """Yield what axe-core finds, and whether the page scrolls sideways."""
    yield from page.evaluate(RUN_AXE, LEVELS)
    needed, given = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if needed > given:
        yield f"scrolls sideways: {needed} of {given} pixels"


@cache
def axe() -> str:
    """Return axe-core, read once."""
    return (ROOT / "tests" / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
