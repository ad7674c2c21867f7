"""Every kind of page is accessible (axe-core) and valid (the W3C checker), in fr and ar."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal import ROOT
from tests.journeys.conftest import OpenPhone
from tests.journeys.test_first_day import has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.browser

AXE = ROOT / "tests" / "vendor" / "axe-4.14.1.min.js"
CHECKER = ROOT / ".venv" / "vnu-26.9.27.jar"
LANGUAGES = ("fr", "ar")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

PUBLIC = {
    "home": "/{language}/",
    "list": "/{language}/library/",
    "results": "/{language}/library/?q=femmes&kind=document",
    "nothing found": "/{language}/library/?q=zzzzqqq",
    "item": "/{language}/library/guide",
    "recording": "/{language}/library/recording",
    "moment": "/{language}/library/recording?t=12",
    "words": "/{language}/library/recording/transcript",
    "reading": "/{language}/library/guide/read",
    "search": "/{language}/search?q=femmes",
    "search among organisations": "/{language}/search?q=femmes&in=organisation",
    "search without answer": "/{language}/search?q=zzzzqqq",
    "search without words": "/{language}/search",
    "directory": "/{language}/directory/",
    "refined directory": "/{language}/directory/?domain=vbg&place=segou&all=place",
    "nobody found": "/{language}/directory/?q=zzzzqqq&kind=funder",
    "organisation": "/{language}/directory/rejefpo",
    "network with a whole sheet": "/{language}/directory/demo-baobab-bleu",
    "contacts": "/{language}/directory/demo-baobab-bleu/contacts",
    "map": "/{language}/directory/map",
    "map of a domain": "/{language}/directory/map?domain=vbg&kind=network&kind=association&q=eau",
    "table": "/{language}/directory/matrix",
    "gaps": "/{language}/directory/gaps",
    "gaps of a domain": "/{language}/directory/gaps?domain=vbg",
    "domain": "/{language}/domains/vbg",
    "place": "/{language}/places/segou",
    "country": "/{language}/places/mali",
    "code": "/{language}/uploads/code",
    "login": "/{language}/login",
    "error": "/{language}/nowhere",
}
DESK = {
    "desk": "/{language}/desk/?status=published",
    "record": "/{language}/desk/items/1",
    "new record": "/{language}/desk/items/new",
    "synonyms": "/{language}/desk/synonyms",
    "uploads": "/{language}/desk/uploads/",
    "tables": "/{language}/desk/imports/",
    "columns of tables": "/{language}/desk/imports/columns",
    "sheets to check": "/{language}/desk/checks/",
    "rules of checks": "/{language}/desk/checks/rules?stale_months=6&hidden_months=12",
}
FILE = "/{language}/desk/items/{item}/files/{file}"
DESK_OF_A_FILE = {
    "its record": "/{language}/desk/items/{item}",
    "agreement": f"{FILE}/consent",
    "taking back": f"{FILE}/withdraw",
    "erasing": f"{FILE}/erase",
    "typed words": f"{FILE}/transcript/",
    "new words": f"{FILE}/transcript/bam/words",
}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def addresses(page: Page, pages: dict[str, str], language: str) -> dict[str, str]:
    """Put the slugs of a real document and a real recording into the addresses."""
    slugs = {}
    for name, question in (
        ("guide", "q=cotisation&kind=document"),
        ("recording", "q=saison+sèche&kind=recording"),
    ):
        page.goto(f"/fr/library/?{question}")
        address = page.locator(".entry a").first.get_attribute("href")
        assert address
        slugs[name] = address.split("?")[0].rsplit("/", 1)[1]
    filled = {name: address.format(language=language) for name, address in pages.items()}
    for name, slug in slugs.items():
        filled = {key: value.replace(f"/{name}", f"/{slug}") for key, value in filled.items()}
    return filled


def addresses_of_a_recording(page: Page) -> dict[str, str]:
    """Put the numbers of a recording on the desk into the addresses of what is done about it."""
    page.goto("/fr/desk/?status=published")
    while not (recordings := page.locator(".entry.recording h3 a")).count():
        page.locator("[rel=next]").click()
        page.wait_for_load_state()
    recordings.first.click()
    address = page.locator("a[href$='/transcript/']").first.get_attribute("href")
    item, file = re.findall(r"\d+", address or "")
    return {
        name: address.replace("{item}", item).replace("{file}", file)
        for name, address in DESK_OF_A_FILE.items()
    }


def unfold(page: Page) -> None:
    """Open whatever is folded, which the tools would not look into."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def check(page: Page, pages: dict[str, str], language: str, folder: Path) -> None:
    bad = {}
    for name, address in addresses(page, pages, language).items():
        page.goto(address)
        (folder / f"{name}.html").write_text(page.request.get(address).text(), encoding="utf-8")
        unfold(page)
        found = violations(page)
        if not has_no_sideways_scroll(page):
            found.append("scrolls sideways")
        if found:
            bad[address] = found
    assert bad == {}


def check_markup(folder: Path) -> None:
    checked = subprocess.run(
        ["java", "-jar", CHECKER, "--errors-only", "--stdout", *sorted(folder.glob("*.html"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages(phone: OpenPhone, language: str, scheme: str, tmp_path: Path) -> None:
    page = phone(color_scheme=scheme, viewport={"width": 320, "height": 640}, bypass_csp=True)
    check(page, PUBLIC, language, tmp_path)
    if scheme == "light":
        check_markup(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_desk(phone: OpenPhone, language: str, tmp_path: Path) -> None:
    page = phone(viewport={"width": 320, "height": 640}, bypass_csp=True)
    sign_in(page, "administrator")
    check(page, DESK | addresses_of_a_recording(page), language, tmp_path)
    check_markup(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_are_laid_out_otherwise_on_a_wide_screen(
    phone: OpenPhone, language: str
) -> None:
    page = phone(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    for address in (PUBLIC["table"], PUBLIC["map"], PUBLIC["gaps"]):
        page.goto(address.format(language=language))
        assert violations(page) == []
        assert has_no_sideways_scroll(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_contacts_once_they_are_shown(phone: OpenPhone, language: str, tmp_path: Path) -> None:
    page = phone(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.goto(PUBLIC["network with a whole sheet"].format(language=language))
    page.locator("main form button").click()
    page.wait_for_selector("a[href^='tel:']")
    assert violations(page) == []
    assert has_no_sideways_scroll(page)
    (tmp_path / "contacts.html").write_text(page.request.get(page.url).text(), encoding="utf-8")
    check_markup(tmp_path)
