"""What search pages show besides whole answers: some words, corrections, help, and why."""

import re
import shutil
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from portal.content.models import Visibility
from portal.directory.models import Contact, ContactKind, Organisation, OrganisationKind
from portal.extensions import db
from portal.library.models import ContributorRole, ItemKind
from portal.search.index import get_engine
from portal.search.indexer import rebuild_index
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_work, make_item, make_organisation, publish

OpenSite = Callable[..., Browser]
HTMX = {"HX-Request": "true"}
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))

LISTS = ("library/?", "search?in=item&", "search?in=organisation&", "directory/?")
SOME_WORDS = {
    "fr": "Avec une partie de vos mots",
    "en": "With some of your words",
    "ar": "ببعض كلماتك",
}
INSTEAD = {"fr": "Chercher plutôt", "en": "instead", "ar": "البحث عن"}
NEAR = {"fr": "Domaines proches de vos mots", "en": "Domains near", "ar": "مجالات قريبة"}
ASK = {"fr": "Organisations à contacter", "en": "Organisations to ask", "ar": "منظمات يمكن"}
REACH = {"fr": "Comment joindre", "en": "How to reach", "ar": "كيفية الاتصال"}


@pytest.fixture
def field(people: People) -> People:
    """Three records and two organisations on excision; one organisation hides how to reach it."""
    talk = {
        "title": "Parler de l’excision",
        "summary": "Une causerie entre grand-mères.",
        "body": "Parler de l’excision\nLes douleurs, puis le droit.",
        "domains": ("mgf",),
        "places": ("tombouctou",),
        "date": "2023-05",
    }
    voice = {
        "title": "Une voix dans la cour",
        "summary": "Ce que disent les anciennes du droit.",
        "kind": ItemKind.RECORDING,
        "domains": ("mgf",),
        "contributors": (("Harira Cissé", ContributorRole.SPEAKER),),
    }
    arabic = {"title": "نقاش حول الختان", "language_code": "ara", "domains": ("mgf",)}
    for values in (talk, voice, arabic):
        publish(make_item(people.editor, people.organisation, **values), people.editor)
    open_, hidden = (make_midwives(slug) for slug in ("mjf", "hid"))
    reach(open_, "+223 00 00 00 01", Visibility.PUBLIC)
    reach(hidden, "+223 00 00 00 02", Visibility.MEMBERS)
    rebuild_index()
    return people


def make_midwives(slug: str) -> Organisation:
    organisation = make_organisation(
        slug, name=f"Matrones du jardin {slug}", kind=OrganisationKind.ASSOCIATION
    )
    add_work(organisation, "mgf", "segou")
    return organisation


def reach(organisation: Organisation, number: str, visibility: Visibility) -> None:
    contact = Contact(ref=organisation.slug, kind=ContactKind.PHONE, value=number)
    contact.visibility, contact.consented_on = visibility, "2026-01"
    organisation.contacts.append(contact)
    db.session.commit()


def ask(browser: Browser, list_: str, words: str, language: str = "fr") -> Page:
    return browser.get(f"/{language}/{list_}q={quote(words)}")


def titles(page: Page) -> list[str]:
    return [text_of(title) for title in page.find_all("h3")]


def headings(page: Page) -> list[str]:
    return [text_of(one).translate(ISOLATES) for one in page.find_all("h2")]


def why(page: Page, title: str) -> str:
    """Return all that the card of a record shows below its title, with its marks."""
    card = re.search(rf">[^<]*{title}.*?</h3>(.*?)</li>", page.text, re.DOTALL)
    assert card, title
    return card[1]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("list_", LISTS)
def test_partial_answers_stand_under_a_heading_that_names_their_words(
    field: People, browse: OpenSite, list_: str, language: str
) -> None:
    page = ask(browse(), list_, "excision qqqqzzzz", language)
    heading = next(one for one in headings(page) if one.startswith(SOME_WORDS[language]))
    assert heading.endswith("excision")
    shown = text_of(page.find("h2", id="count"))
    assert language == "ar" or str(len(titles(page))) in shown
    fragment = browse().client.get(f"/{language}/{list_}q=excision+qqqqzzzz", headers=HTMX).text
    assert SOME_WORDS[language] in fragment


def test_whole_answers_come_before_the_heading_of_partial_ones(
    field: People, browse: OpenSite
) -> None:
    page = ask(browse(), "library/?", "douleurs droit")
    whole, heading, partial = page.text.partition(SOME_WORDS["fr"])
    assert heading
    assert "Parler de l’excision" in whole
    assert "Une voix dans la cour" not in whole
    assert "Une voix dans la cour" in partial


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("list_", LISTS)
def test_a_corrected_word_is_said_and_can_be_asked_for_as_typed(
    field: People, browse: OpenSite, list_: str, language: str
) -> None:
    browser = browse()
    page = ask(browser, list_, "excission", language)
    assert titles(page)
    (notice,) = [p for p in page.find_all("p", class_="lead") if INSTEAD[language] in text_of(p)]
    assert "\u2068excision\u2069" in text_of(notice)
    (link,) = notice.iter("a")
    assert "excission" in text_of(link)
    as_typed = browser.get(link.get("href", ""))
    assert INSTEAD["fr"] not in as_typed.text
    assert page.find("input", id="q").get("value") == "excission"
    fragment = browser.client.get(f"/{language}/{list_}q=excission", headers=HTMX).text
    assert text_of(link) in " ".join(fragment.split())


def test_only_the_corrected_word_is_asked_for_as_typed(field: People, browse: OpenSite) -> None:
    page = ask(browse(), "library/?", "parler excission")
    assert "/fr/library/?q=parler+%22excission%22" in page.links()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("list_", LISTS)
def test_an_empty_page_leads_to_domains_and_to_organisations_that_can_be_reached(
    field: People, browse: OpenSite, list_: str, language: str
) -> None:
    page = ask(browse(), list_, '"exision" -parler', language)
    assert page.find_all("div", class_="empty")
    assert any(one.startswith(NEAR[language]) for one in headings(page))
    assert f"/{language}/domains/mgf" in page.links()
    assert any(one.startswith(ASK[language]) for one in headings(page))
    assert titles(page)[:2] == ["Matrones du jardin mjf", "Matrones du jardin hid"]
    assert REACH[language] in page.text
    assert f"/{language}/directory/mjf/contacts" in page.links()
    assert f"/{language}/directory/hid/contacts" not in page.links()
    member = ask(browse(field.stranger), list_, '"exision" -parler', language)
    assert f"/{language}/directory/hid/contacts" in member.links()
    fragment = browse().client.get(f"/{language}/{list_}q=%22exision%22+-parler", headers=HTMX).text
    assert NEAR[language] in fragment


def test_an_empty_page_without_a_near_domain_shows_the_most_frequent(
    field: People, browse: OpenSite
) -> None:
    page = ask(browse(), "search?", "zzzzqqq")
    assert "Domaines où agissent le plus d’organisations" in headings(page)
    assert "/fr/domains/mgf" in page.links()


def test_an_empty_page_keeps_to_the_place_that_is_named(field: People, browse: OpenSite) -> None:
    far = make_organisation("far", name="Sages de Kayes", kind=OrganisationKind.ASSOCIATION)
    add_work(far, "mgf", "kayes")
    assert titles(ask(browse(), "library/?", '"exision" Kayes')) == ["Sages de Kayes"]
    assert len(titles(ask(browse(), "library/?", '"exision" Gao'))) == 3


def test_the_domain_chosen_guides_where_nothing_answers(field: People, browse: OpenSite) -> None:
    page = browse().get("/fr/library/?domain=mgf&language=bam")
    assert "/fr/domains/mgf" in page.links()
    assert "Matrones du jardin mjf" in titles(page)


@pytest.mark.parametrize(
    ("words", "record", "shown"),
    [
        ("douleur", "Parler de l’excision", "Les <mark>douleurs</mark>"),
        ("causerie", "Parler de l’excision", "<mark>causerie</mark> entre"),
        ("mutilations", "Une voix dans la cour", "Domaine : <mark>Mutilations</mark>"),
        ("Cissé", "Une voix dans la cour", "Personne : Harira <mark>Cissé</mark>"),
        ("tombouctou", "Parler de l’excision", "Lieu : <mark>Tombouctou</mark>"),
        ("timbuktu", "Parler de l’excision", "Lieu : <mark>Timbuktu</mark>"),
    ],
)
def test_a_card_shows_the_word_for_which_it_answers(
    field: People, browse: OpenSite, words: str, record: str, shown: str
) -> None:
    text = why(ask(browse(), "library/?", words), record).replace("\u00a0", " ")
    assert shown in text


def test_a_passage_never_repeats_the_title(field: People, browse: OpenSite) -> None:
    page = ask(browse(), "library/?", "excision")
    assert page.text.count("Parler de l’<mark>excision</mark>") == 1
    assert "Une causerie entre grand-mères." in why(page, "Parler de l’<mark>excision")


def test_an_organisation_shows_the_domain_and_the_place_for_which_it_answers(
    field: People, browse: OpenSite
) -> None:
    text = why(ask(browse(), "directory/?", "excision segou"), "Matrones du jardin mjf")
    assert "<mark>excision</mark>" in text
    assert "<mark>Ségou</mark>" in text


def test_an_acronym_shows_its_organisation_before_the_records(
    field: People, browse: OpenSite
) -> None:
    browser = browse()
    item = make_item(field.editor, field.organisation, title="Rencontre avec MJF")
    publish(item, field.editor)
    rebuild_index()
    page = ask(browser, "search?", "mjf")
    assert titles(page) == ["Matrones du jardin mjf", "Rencontre avec MJF"]
    assert "/fr/directory/mjf/contacts" in page.links()
    assert "Matrones" in browser.client.get("/fr/search?q=mjf", headers=HTMX).text
    assert titles(ask(browser, "search?in=item&", "mjf")) == ["Rencontre avec MJF"]
    assert titles(ask(browser, "search?kind=document&", "mjf")) == ["Rencontre avec MJF"]


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("MGF", "/fr/domains/mgf"),
        ("excission", "/fr/domains/mgf"),
        ("Timbuktu", "/fr/places/tombouctou"),
    ],
)
def test_the_name_of_a_domain_or_a_place_shows_its_page_first(
    field: People, browse: OpenSite, words: str, url: str
) -> None:
    page = ask(browse(), "search?", words)
    first = next(iter(page.find("h3").iter("a")))
    assert first.get("href") == url


@pytest.mark.parametrize("acronym", ["PAR", "OLDDF/F", "OLDDF"])
def test_an_acronym_in_the_label_of_a_domain_is_no_name_of_it(
    field: People, browse: OpenSite, acronym: str
) -> None:
    assert "Sous ce nom" in ask(browse(), "search?", "MGF").text
    assert "Sous ce nom" not in ask(browse(), "search?", acronym).text


@pytest.mark.parametrize("words", ["excision", "excission", "excision grand-mères", "zzzzqqq"])
def test_the_figures_of_tabs_and_facets_are_those_of_what_is_shown(
    field: People, browse: OpenSite, words: str
) -> None:
    browser = browse()
    for kind in ("item", "organisation"):
        page = ask(browser, f"search?in={kind}&", words)
        tabs = page.find("nav", aria_label="Types de réponses")
        figures = [text_of(b) for b in tabs.iter("b")]
        (current,) = [a for a in tabs.iter("a") if a.get("aria-current")]
        count = text_of(page.find("h2", id="count")).split()[0]
        assert text_of(next(current.iter("b"))) == count
        other = ask(browser, f"search?in={'organisation' if kind == 'item' else 'item'}&", words)
        nav = other.find("nav", aria_label="Types de réponses")
        assert [text_of(b) for b in nav.iter("b")] == figures
    page = ask(browser, "library/?", words)
    kinds = [label for label in page.find_all("label") if list(label.iter("input"))]
    kinds = [one for one in kinds if next(one.iter("input")).get("name") == "kind"]
    shown = int(text_of(page.find("h2", id="count")).split()[0])
    assert sum(int(text_of(next(one.iter("b")))) for one in kinds) == shown


def test_the_site_asks_the_index_once_for_each_kind(
    field: People, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, asked = get_engine(), []
    for name in ("find", "find_keys"):
        real = getattr(engine, name)

        def ask_and_count(*arguments: object, real: object = real, **named: object) -> object:
            asked.append(arguments[0])
            return real(*arguments, **named)  # type: ignore[operator]

        monkeypatch.setattr(engine, name, ask_and_count)
    for address in ("q=excision", "q=excission", "q=excision&in=item", "q=excision&kind=document"):
        asked.clear()
        browse().get(f"/fr/search?{address}")
        assert [one.records for one in asked] == [("item",), ("organisation",)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("list_", LISTS)
def test_without_an_index_nothing_is_corrected_and_the_empty_page_helps(
    app: Flask, field: People, browse: OpenSite, list_: str
) -> None:
    shutil.rmtree(app.extensions["settings"].index_dir)
    del app.extensions["search"]
    page = ask(browse(), list_, "excission")
    assert "La recherche se repose" in page.text or page.find_all("div", class_="notice warning")
    assert INSTEAD["fr"] not in page.text
    assert "/fr/domains/mgf" in page.links()
    assert "/fr/directory/mjf/contacts" in page.links()
