"""What four people meet of one another's sheets, wherever the directory speaks.

Each thing that may be hidden says a word of its own. Every public page, table and answer is
read as each person, and the words that she met are compared with those meant for her.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.auth.models import RoleName, User
from portal.auth.services import grant_role
from portal.content.models import Status, Visibility
from portal.directory.models import (
    ContactKind,
    FormerOrganisationSlug,
    Organisation,
    OrganisationKind,
)
from portal.directory.values import ContactValues
from portal.extensions import db, today
from portal.search.indexer import rebuild_index
from portal.vocabulary.models import PlaceKind
from tests.browser import Browser
from tests.conftest import People
from tests.factories import add_place, add_work, fill_sheet, make_organisation, make_user

OpenSite = Callable[..., Browser]

VISITOR, MEMBER, OWN, OTHER = "visitor", "member", "own editor", "editor of another network"
EVERYBODY = {VISITOR, MEMBER, OWN, OTHER}
SIGNED_IN = EVERYBODY - {VISITOR}
NOBODY: set[str] = set()

SHEETS = {
    "feuillepublique": EVERYBODY,
    "feuillemembres": SIGNED_IN,
    "feuilleinterne": {OWN},
    "feuillecachee": NOBODY,
    "feuillebrouillon": NOBODY,
    "feuillevieille": NOBODY,
}
WORKS = {
    "travailpublic": EVERYBODY,
    "travailmembres": SIGNED_IN,
    "travailinterne": {OWN},
}
# The index knows of a sheet only what all may know who may find it.
FOUND = SHEETS | dict.fromkeys(WORKS, NOBODY) | {"travailpublic": EVERYBODY}
SECRETS = {"lieusecret": NOBODY, "70000001": NOBODY, "secret@example.org": NOBODY}

PAGES = (
    "directory/",
    "directory/feuillepublique",
    "directory/matrix",
    "directory/map",
    "directory/gaps",
    "domains/vbg",
    "domains/ssr",
    "places/segou",
    "places/mali",
    "in-danger",
    "search?q=femmes&in=organisation",
)
NOTHING = "rien ne répond à cette recherche"
PASSING = {"Date", "X-Request-ID", "Set-Cookie"}
TABLES = ("csv", "json", "organisations/csv", "organisations/json")


@pytest.fixture
def ours(people: People) -> Organisation:
    """A public sheet with secrets, beside others that are less public; all in the index."""
    hamlet = add_place("lieusecret", PlaceKind.COMMUNE, "kita")
    ours = make_sheet(
        "feuillepublique",
        seat_id=hamlet.id,
        seat_level=PlaceKind.REGION,
        contacts=(
            contact(ContactKind.PHONE, "+223 70000001"),
            contact(ContactKind.EMAIL, "secret@example.org"),
        ),
    )
    for domain, visibility in zip(("vbg", "mgf", "paix-securite"), Visibility, strict=True):
        word = dict(zip(Visibility, WORKS, strict=True))[visibility]
        add_work(ours, domain, "segou", description=word, visibility=visibility)
    add_work(ours, "ssr", "kita", place_level=PlaceKind.REGION).place_id = hamlet.id
    make_sheet("feuillemembres", visibility=Visibility.MEMBERS)
    make_sheet("feuilleinterne", visibility=Visibility.ORGANISATION)
    make_sheet("feuillecachee", is_unlisted=True)
    make_sheet("feuillebrouillon").status = Status.DRAFT
    make_sheet("feuillevieille").checked_on = today() - timedelta(days=3000)
    db.session.commit()
    rebuild_index()
    return ours


@pytest.fixture
def viewers(people: People, ours: Organisation) -> dict[str, User | None]:
    """Four people; her own editor has every sheet that is not public too."""
    own = make_user("own", RoleName.EDITOR, ours)
    for slug in SHEETS.keys() - {"feuillepublique", "feuillemembres"}:
        sheet = db.session.query(Organisation).filter_by(slug=slug).one()
        grant_role(own, RoleName.EDITOR, sheet.id)
    return {VISITOR: None, MEMBER: make_user("m", None), OWN: own, OTHER: people.stranger}


def make_sheet(slug: str, **values: Any) -> Organisation:
    sheet = make_organisation(
        slug, name=f"Femmes {slug}", acronym="", kind=OrganisationKind.ASSOCIATION
    )
    return fill_sheet(sheet, **values)


def contact(kind: ContactKind, value: str) -> ContactValues:
    return ContactValues(
        kind=kind, value=value, visibility=Visibility.PUBLIC, consented_on="2026-01"
    )


def read(browser: Browser, address: str) -> str:
    answer = browser.client.get(f"/fr/{address}")
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True).lower()


def met_in(browser: Browser, words: dict[str, set[str]], addresses: list[str]) -> set[str]:
    said = "\n".join(read(browser, address) for address in addresses)
    return {word for word in words if word in said}


def meant_for(who: str, words: dict[str, set[str]]) -> set[str]:
    return {word for word, people in words.items() if who in people}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_pages_and_their_data_for_machines_say_what_is_meant_for_her(
    viewers: dict[str, User | None], browse: OpenSite, who: str
) -> None:
    words = SHEETS | WORKS | SECRETS
    assert met_in(browse(viewers[who]), words, list(PAGES)) == meant_for(who, words)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_tables_say_what_is_meant_for_her(
    viewers: dict[str, User | None], browse: OpenSite, who: str
) -> None:
    words = SHEETS | WORKS | SECRETS
    tables = [f"directory/export/{table}" for table in TABLES]
    assert met_in(browse(viewers[who]), words, tables) == meant_for(who, words)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("page", ["directory/?q=", "search?in=organisation&q="])
def test_search_finds_what_is_meant_for_her(
    viewers: dict[str, User | None], browse: OpenSite, who: str, page: str
) -> None:
    browser = browse(viewers[who])
    words = FOUND | SECRETS
    # In quotation marks: a word is else corrected to one that she may see.
    answers = {word: read(browser, f'{page}"{word}"') for word in words}
    found = {word for word, answer in answers.items() if NOTHING not in answer}
    for word, answer in answers.items():
        shown = {name for name in SHEETS if f'href="/fr/directory/{name}' in answer}
        assert shown <= meant_for(who, SHEETS), word
        assert word not in found or shown
    assert found == meant_for(who, words)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("page", ["search", "library", "directory"])
def test_what_is_proposed_while_typing_tells_nothing_else(
    viewers: dict[str, User | None], browse: OpenSite, who: str, page: str
) -> None:
    browser = browse(viewers[who])
    words = SHEETS | WORKS | SECRETS
    proposed = {word for word in words if word in read(browser, f"{page}/suggest?q={word[:-2]}")}
    assert proposed <= meant_for(who, words)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("slug", SHEETS)
def test_a_sheet_opens_for_those_it_is_meant_for(
    viewers: dict[str, User | None], browse: OpenSite, who: str, slug: str
) -> None:
    status = browse(viewers[who]).status_of(f"/fr/directory/{slug}")
    assert status == (200 if who in SHEETS[slug] else 404)


@pytest.mark.parametrize("who", [VISITOR, MEMBER, OTHER])
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/fr/directory/{}"),
        ("get", "/fr/directory/{}/contacts"),
        ("post", "/fr/directory/{}/contacts"),
        ("get", "/fr/directory/{}/contacts.vcf"),
        ("get", "/logos/{}/1"),
    ],
)
def test_what_is_hidden_answers_like_what_never_was(
    viewers: dict[str, User | None], browse: OpenSite, who: str, method: str, address: str
) -> None:
    hidden = db.session.query(Organisation).filter_by(slug="feuilleinterne").one()
    db.session.add(FormerOrganisationSlug(slug="feuilleautrefo", organisation_id=hidden.id))
    db.session.commit()
    answers = set()
    for slug in ("feuilleinterne", "feuilleautrefo", "feuillejamaise"):
        answer = getattr(browse(viewers[who]).client, method)(address.format(slug))
        said = answer.get_data(as_text=True).replace(slug, "")
        told = {name: value for name, value in answer.headers if name not in PASSING}
        answers.add((answer.status_code, said, str(sorted(told.items()))))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
