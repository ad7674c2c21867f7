"""Every kind of page is accessible (axe-core) and valid (the W3C checker), in fr and ar."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPhone
from tests.journeys.every_page import (
    ANSWERS,
    CONTACTS,
    DESK,
    ELSEWHERE,
    FORM,
    LINK,
    LINK_TO_SEND,
    NEWS,
    NO_PAGES,
    PUBLIC,
    WIDE_OTHERWISE,
    Answer,
)
from tests.journeys.inspection import NARROW, Walk
from tests.journeys.test_first_day import sign_in

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "ar")
QUESTIONS = {"guide": "q=cotisation&kind=document", "recording": "q=saison+sèche&kind=recording"}


def find_slugs(page: Page) -> dict[str, str]:
    """Return the slugs of a real document and of a real recording."""
    slugs = {}
    for name, question in QUESTIONS.items():
        page.goto(f"/fr/library/?{question}")
        address = page.locator(".entry a").first.get_attribute("href") or ""
        slugs[name] = address.split("?")[0].rsplit("/", 1)[1]
    return slugs


def find_recording(page: Page) -> dict[str, str]:
    """Return the numbers of a recording on the desk, and of its file."""
    page.goto("/fr/desk/?status=published")
    while not (recordings := page.locator(".entry.recording h3 a")).count():
        page.locator("[rel=next]").click()
        page.wait_for_load_state()
    recordings.first.click()
    address = page.locator("a[href$='/transcript/']").first.get_attribute("href") or ""
    item, file = re.findall(r"\d+", address)
    return {"item": item, "file": file}


@pytest.mark.usefixtures("numbers")
def test_public_pages(phone: OpenPhone, tmp_path: Path) -> None:
    walk = Walk(phone(viewport=NARROW, bypass_csp=True), tmp_path)
    slugs = find_slugs(walk.page)
    for language in LANGUAGES:
        for name, address in PUBLIC.items():
            is_wide = name in WIDE_OTHERWISE
            walk.visit(address.format(language=language, **slugs), is_wide=is_wide)
        walk.send(fill(CONTACTS, language=language))
        expect(walk.page.locator("a[href^='tel:']").first).to_be_visible()
    walk.judge()


def test_pages_of_the_desk(phone: OpenPhone, numbers: dict[str, int], tmp_path: Path) -> None:
    walk = Walk(phone(viewport=NARROW, bypass_csp=True), tmp_path)
    sign_in(walk.page, "administrator")
    known = numbers | find_recording(walk.page)
    for language in LANGUAGES:
        for name, address in DESK.items():
            walk.visit(address.format(language=language, **known), is_wide=name in WIDE_OTHERWISE)
        for answer in ANSWERS.values():
            walk.send(fill(answer, language=language, **known))
    walk.judge()


def test_pages_of_a_link(phone: OpenPhone, numbers: dict[str, int], tmp_path: Path) -> None:
    """What an organisation opens from a message, until it is thanked."""
    coordinator = phone()
    sign_in(coordinator, "administrator")
    walk = Walk(phone(viewport=NARROW, bypass_csp=True), tmp_path)
    for language in LANGUAGES:
        sheet = make_link(coordinator, fill(LINK_TO_SEND, language=language, **numbers))
        walk.visit(sheet)
        walk.visit(f"{sheet}/correct")
        for words in ({}, {"version": "0"}):
            walk.send(Answer(f"{sheet}/correct", FORM, words))
        is_right, is_not = Answer(sheet, "main form", {}), Answer(f"{sheet}/correct", FORM, NEWS)
        walk.send(is_right if language == "fr" else is_not)
        walk.visit(sheet)
    walk.judge()


def test_words_are_asked_for_once_something_has_changed(
    phone: OpenPhone, numbers: dict[str, int]
) -> None:
    coordinator, organisation = phone(), phone(javascript=False)
    sign_in(coordinator, "administrator")
    sheet = make_link(coordinator, fill(LINK_TO_SEND, language="fr", **numbers))
    organisation.goto(f"{sheet}/correct")
    words = organisation.locator("fieldset textarea").first
    expect(words).to_be_hidden()
    organisation.locator("[value=changed]").first.check()
    expect(words).to_be_visible()
    words.fill("Nous avons déménagé.")
    organisation.locator("fieldset:has(textarea) [value=keep]").first.check()
    expect(words).to_be_visible()  # for it would be sent
    words.fill("")
    expect(words).to_be_hidden()


def test_no_page_is_forgotten(app: Flask) -> None:
    site = app.url_map.bind("")
    paths = map(path_of, [*PUBLIC.values(), *DESK.values(), LINK, f"{LINK}/correct"])
    found = {site.match(path)[0] for path in paths if site.test(path)}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - found == NO_PAGES | ELSEWHERE


def path_of(address: str) -> str:
    """Return the path of an address, whatever stands in its gaps."""
    return re.sub(r"{\w+}", "1", address.replace("{language}", "fr")).partition("?")[0]


def make_link(page: Page, answer: Answer) -> str:
    """Return the address that the message to an organisation carries."""
    page.goto(answer.address)
    page.locator(f"{answer.form} button").click()
    message = page.locator("details[open] textarea").input_value()
    return str(re.findall(r"http\S+", message)[-1])


def fill(answer: Answer, **known: object) -> Answer:
    """Put what is known into the address of an answer."""
    return answer._replace(address=answer.address.format(**known))
