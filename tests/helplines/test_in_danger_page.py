"""The page for people in danger: what it shows, to whom, and how long a browser keeps it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.auth.models import User
from portal.content.models import Visibility
from portal.directory.models import ContactKind, Organisation, OrganisationKind
from portal.directory.values import ContactValues
from portal.extensions import db, today
from portal.helplines.models import Audience, Cost
from portal.helplines.services import confirm_call
from tests.browser import Browser, Page
from tests.conftest import People
from tests.factories import add_work, fill_sheet, make_helpline, make_organisation

Browse = Callable[[User | None], Browser]
PAGE = "/fr/in-danger"


def make_shown(people: People, **values: object) -> None:
    confirm_call(make_helpline(people.administrator, **values), actor=people.administrator)


def make_defender(slug: str, **values: object) -> Organisation:
    organisation = make_organisation(
        slug, name=f"Défense {slug}", acronym="", kind=OrganisationKind.ASSOCIATION
    )
    add_work(organisation, "vbg", "segou")
    return fill_sheet(organisation, **values)


def contact(visibility: Visibility) -> ContactValues:
    return ContactValues(
        kind=ContactKind.PHONE, value="+223 70000001", visibility=visibility, consented_on="2026-01"
    )


def test_page_without_numbers_says_so_and_shows_what_helps(browse: Browse) -> None:
    make_defender("soleil")
    page = browse(None).get(PAGE)
    assert "Ce site n’a pas encore de numéro" in page.text
    assert not [link for link in page.links() if link.startswith("tel:")]
    assert {"/fr/directory/soleil", "/fr/domains/vbg"} <= set(page.links())


def test_page_shows_each_number_with_all_that_is_known_of_it(
    people: People, browse: Browse
) -> None:
    make_shown(
        people,
        names={"fr": "Écoute", "ar": "إصغاء"},
        hours={"fr": "Le matin"},
        notes={"fr": "On parle bambara."},
        cost=Cost.FREE,
        audience=Audience.WOMEN,
        language_codes=("bam", "fra"),
    )
    make_shown(people, number="17", names={"fr": "Police"}, is_always_open=True, country="maroc")
    page = browse(None).get(PAGE)
    for words in (
        *("Écoute", "Appel gratuit", "Pour les femmes", "français et bamanankan", "Le matin"),
        *("On parle bambara.", "Maroc", "Jour et nuit", "Dernière vérification"),
    ):
        assert words in page.text
    assert {"tel:80000001", "tel:17", "#mali", "#maroc"} <= set(page.links())
    assert page.text.index('id="mali"') < page.text.index('id="maroc"')
    arabic = browse(None).get("/ar/in-danger")
    assert "إصغاء" in arabic.text
    assert arabic.find("bdi", lang="fr").text == "Le matin"


def test_page_names_nobody_who_checked(people: People, browse: Browse) -> None:
    people.administrator.name = "Aissata Nomvisible"
    make_shown(people)
    for person in (None, people.contributor, people.editor, people.stranger):
        assert "Nomvisible" not in "".join(browse(person).get(PAGE).find("main").itertext())
    assert "Nomvisible" in browse(people.administrator).get("/fr/desk/helplines/").text


def test_outdated_number_stays_and_says_its_age(people: People, browse: Browse) -> None:
    helpline = confirm_call(make_helpline(people.administrator), actor=people.administrator)
    assert "il y a longtemps" not in browse(None).get(PAGE).text
    helpline.checked_on = today() - timedelta(days=200)
    db.session.commit()
    page = browse(None).get(PAGE)
    assert "il y a longtemps" in page.text
    assert "tel:80000001" in page.links()


def test_organisations_are_those_that_everybody_may_see_and_that_exist(
    people: People, browse: Browse
) -> None:
    make_defender("publique", contacts=(contact(Visibility.PUBLIC),))
    make_defender("discrete", contacts=(contact(Visibility.MEMBERS),))
    make_defender("membres", visibility=Visibility.MEMBERS)
    make_defender("cachee", is_unlisted=True)
    make_defender("fictive").is_demonstration = True
    db.session.commit()
    for person in (None, people.contributor, people.editor, people.administrator):
        page = browse(person).get(PAGE)
        found = [link for link in page.links() if link.startswith("/fr/directory/")]
        assert found == [
            *("/fr/directory/", "/fr/directory/publique", "/fr/directory/publique/contacts"),
            "/fr/directory/discrete",
        ]
        assert "70000001" not in page.text


def test_browser_keeps_the_page_for_a_day_unless_somebody_has_signed_in(
    people: People, browse: Browse
) -> None:
    kept = browse(None).get(PAGE).response.headers["Cache-Control"]
    assert kept == "private, max-age=86400"
    signed_in = browse(people.editor).get(PAGE).response.headers["Cache-Control"]
    assert "no-store" in signed_in


def test_administrator_alone_is_led_to_the_desk(people: People, browse: Browse) -> None:
    for person in (None, people.contributor, people.editor, people.stranger):
        assert "/fr/desk/helplines/" not in browse(person).get(PAGE).links()
    assert "/fr/desk/helplines/" in browse(people.administrator).get(PAGE).links()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("path", ["/", "/library/", "/directory/", "/login", "/nowhere"])
def test_every_page_has_the_exit_and_leads_to_the_numbers(
    browse: Browse, language: str, path: str
) -> None:
    status = 404 if path == "/nowhere" else 200
    page = browse(None).get(f"/{language}{path}", status=status)
    link = page.find("a", id="exit")
    assert link.get("href") == f"https://{language}.wikipedia.org/"
    assert link.get("rel") == "noreferrer"
    assert f"/{language}/in-danger" in page.links()
    assert has_exit_script(page)


def test_exit_script_comes_under_save_data_with_the_second_page(browse: Browse) -> None:
    browser, frugal = browse(None), {"Save-Data": "on"}
    assert not has_exit_script(browser.get("/fr/", headers=frugal))
    assert has_exit_script(browser.get("/fr/", headers=frugal))
    assert has_exit_script(browse(None).get(PAGE, headers=frugal))


def has_exit_script(page: Page) -> bool:
    return any("/exit." in script.get("src", "") for script in page.find_all("script"))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_takes_nothing(browse: Browse, method: str) -> None:
    assert getattr(browse(None).client, method)(PAGE).status_code in {400, 405}
