"""Printed pages say where they are and of which day they are."""

from urllib.parse import urlsplit

import pypdfium2
import pytest
from flask import Flask
from flask_babel import force_locale
from playwright.sync_api import Page

from portal.extensions import now
from portal.web.formats import moment
from tests.journeys.conftest import OpenPhone
from tests.journeys.every_page import PUBLIC
from tests.journeys.test_good_pages import find_slugs

pytestmark = pytest.mark.browser

PRINTED = (
    *("home", "item", "recording", "words", "reading", "results", "organisation"),
    "in danger",
    *("map of a domain", "table", "gaps of a domain", "domain", "place"),
)
HYPHEN_AT_LINE_END = "\ufffe"  # PDFium
UNADDRESSED = ("error", "link that is over")


def print_text(page: Page, address: str) -> str:
    """Return the words of a page on paper, without spaces: an address may take several lines."""
    page.goto(address)
    document = pypdfium2.PdfDocument(page.pdf())
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    document.close()
    return "".join(text.replace(HYPHEN_AT_LINE_END, "-").split())


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_printed_page_has_its_address_and_its_day(
    phone: OpenPhone, app: Flask, language: str
) -> None:
    page = phone()
    slugs = find_slugs(page)
    with app.test_request_context(), force_locale(language):
        day = "".join(moment(now()).split())
        year = str(now().year)
    for name in PRINTED:
        address = PUBLIC[name].format(language=language, **slugs)
        text = print_text(page, address)
        # PDFium reads lines of Arabic from the left, word by word.
        address, day = (page.url, day) if language != "ar" else (urlsplit(page.url).netloc, year)
        assert address in text, name
        assert day in text, name


def test_address_is_not_printed_where_it_is_a_secret_or_wrong(phone: OpenPhone) -> None:
    page = phone()
    for name in UNADDRESSED:
        text = print_text(page, PUBLIC[name].format(language="fr"))
        assert page.url not in text, name


def test_printed_page_has_the_numbers_to_call(phone: OpenPhone) -> None:
    text = print_text(phone(), PUBLIC["in danger"].format(language="fr"))
    for number in ("+22300000090", "1899"):
        assert f"Appeler{number}" in text
