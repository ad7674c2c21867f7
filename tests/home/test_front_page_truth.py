"""The front page counts what its links lead to, and speaks to the reader in her language."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.content.models import Visibility
from portal.extensions import db
from portal.library.models import ItemKind
from portal.search.indexer import rebuild_index
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_work, make_item, make_organisation, publish

OpenSite = Callable[..., Browser]


def number_in(text: str) -> int:
    found = re.findall(r"\d[\d,]*", text)
    return int(found[-1].replace(",", ""))


def total_of(page: Page) -> int:
    """Return how many results a list says that it has."""
    found = re.search(r"([\d,]+) (?:results?|organisations?|records?)", page.text)
    return int(found[1]) if found else 0


@pytest.fixture
def library(people: People) -> None:
    """Records in three languages, the English one added last."""
    languages = ("fra", "fra", "fra", "fra", "ara", "eng")
    for number, code in enumerate(languages):
        for kind in ItemKind:
            item = make_item(
                people.editor,
                people.organisation,
                kind=kind,
                title=f"{code} {kind.value} {number}",
                language_code=code,
                domains=("vbg",),
            )
            publish(item, people.editor)
    add_work(people.organisation, "vbg", "segou")
    hidden = make_organisation("hidden", name="Pour les membres")
    hidden.visibility = Visibility.MEMBERS
    db.session.commit()
    rebuild_index()


@pytest.mark.parametrize("login", [None, "editor"])
def test_numbers_of_the_doors_are_those_of_their_lists(
    library: None, people: People, browse: OpenSite, login: str | None
) -> None:
    browser = browse(people.editor if login else None)
    doors = browser.get("/en/").find("ul", class_="halls").findall("li")
    assert len(doors) == 3
    for door in doors:
        (link,) = door.iter("a")
        assert number_in(text_of(door)) == total_of(browser.get(link.get("href", "")))


def test_numbers_of_domains_add_records_and_organisations_as_their_heading_says(
    library: None, browse: OpenSite
) -> None:
    browser = browse()
    page = browser.get("/en/")
    assert "Records and organisations by domain" in page.text
    (domain,) = page.find("ul", class_="subjects").findall("li")
    records = total_of(browser.get("/en/library/?domain=vbg"))
    organisations = total_of(browser.get("/en/directory/?domain=vbg"))
    assert number_in(text_of(domain)) == records + organisations == 19


@pytest.mark.parametrize(("language", "code"), [("fr", "fra"), ("en", "eng"), ("ar", "ara")])
def test_newest_records_in_the_language_of_the_reader_come_first(
    library: None, browse: OpenSite, language: str, code: str
) -> None:
    entries = browse().get(f"/{language}/").find_all("li", class_="entry")
    titles = [text_of(entry.find("h3")) for entry in entries]
    heard, read = titles[:3], titles[3:]
    for shown in (heard, read):
        of_reader = [title.startswith(code) for title in shown]
        assert of_reader == sorted(of_reader, reverse=True)
        assert of_reader[0]


@pytest.mark.parametrize("address", ["/en/", "/en/library/", "/en/domains/vbg"])
def test_records_in_another_language_say_in_hers_what_they_are_about(
    app: Flask, library: None, browse: OpenSite, address: str
) -> None:
    found = browse().get(address).find_all("li", class_="entry")
    entries = [entry for entry in found if "/library/" in entry.find("h3/a").get("href")]
    foreign = [entry for entry in entries if entry.find("h3").get("lang")]
    own = [entry for entry in entries if not entry.find("h3").get("lang")]
    assert foreign
    assert own
    for entry in foreign:
        facts = text_of(entry.find("p"))
        assert "Gender-based violence" in facts
        assert "French" in facts or "Arabic" in facts
    assert not [entry for entry in own if "Gender-based" in text_of(entry.find("p"))]
