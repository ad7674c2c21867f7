"""From the front page to who works on a domain in a region, in at most three steps."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from portal.directory.models import OrganisationKind
from portal.search.indexer import rebuild_index
from tests.browser import Browser, Page
from tests.conftest import People
from tests.factories import add_work, make_item, make_organisation, publish

OpenSite = Callable[..., Browser]

ANSWER = "/en/directory/?domain=vbg&place=segou"


@pytest.fixture
def answer(people: People) -> str:
    """The address of the only organisation that works on the domain in the region."""
    item = make_item(people.editor, people.organisation, domains=("vbg",))
    publish(item, people.editor)
    add_work(make_organisation("une", kind=OrganisationKind.ASSOCIATION), "vbg", "segou")
    add_work(make_organisation("deux"), "vbg", "gao")
    rebuild_index()
    return "/en/directory/une"


def follow(browser: Browser, page: Page, address: str) -> Page:
    """Take a step: follow a link that is on the page."""
    assert address in [*page.links(), *links_on_map(page)]
    return browser.get(address)


def links_on_map(page: Page) -> list[str]:
    return [a.get("href", "") for a in page.root.iter("{http://www.w3.org/2000/svg}a")]


def check(page: Page, answer: str) -> None:
    assert answer in page.links()
    assert "/en/directory/deux" not in page.links()


def test_by_subject_it_takes_two(answer: str, browse: OpenSite) -> None:
    browser = browse()
    domain = follow(browser, browser.get("/en/"), "/en/domains/vbg")
    check(follow(browser, domain, ANSWER), answer)


def test_by_the_table_it_takes_two(answer: str, browse: OpenSite) -> None:
    browser = browse()
    table = follow(browser, browser.get("/en/"), "/en/directory/matrix")
    check(follow(browser, table, ANSWER), answer)


def test_by_the_map_it_takes_three(answer: str, browse: OpenSite) -> None:
    browser = browse()
    whole = follow(browser, browser.get("/en/"), "/en/directory/map")
    (form,) = [form for form in whole.find_all("form") if form.get("class") == "ask"]
    narrowed = browser.get(f"{form.get('action')}?{urlencode({'domain': 'vbg', 'kind': ''})}")
    assert ANSWER in links_on_map(narrowed)
    check(follow(browser, narrowed, ANSWER), answer)
