"""The directory of the demonstration: what it shows, that it is nobody's, that it goes again."""

import re
import time
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from portal.auth.models import RoleName, User
from portal.auth.queries import get_user
from portal.auth.services import set_password
from portal.cli.demo import DIRECTORY, PEOPLE, is_loaded
from portal.config import LANGUAGES
from portal.content.models import Revision, Visibility
from portal.directory.counting import count_all
from portal.directory.criteria import Criteria
from portal.directory.demonstration.lines import MARKS, list_named, read_lines
from portal.directory.demonstration.loading import load_directory
from portal.directory.models import (
    NETWORK_KINDS,
    Contact,
    ContactKind,
    Intervention,
    Organisation,
    Proposal,
    Qualifier,
    WorkStatus,
)
from portal.directory.policy import review_scope
from portal.directory.queries import get_known_organisation, list_waiting_proposals
from portal.directory.register import Register, open_register
from portal.directory.services import save_sheet
from portal.directory.values import values_of
from portal.extensions import Model, db, today
from portal.library.models import Item
from portal.library.queries import find_by_identifier
from portal.library.services import edit_item
from portal.library.values import values_of as values_of_item
from portal.media.models import File
from portal.vocabulary.models import Domain
from tests.browser import Browser
from tests.factories import make_item, make_user

NOBODY = Criteria()
PLANNED = Criteria(statuses=(WorkStatus.PLANNED.value,))
FINISHED = Criteria(statuses=(WorkStatus.FINISHED.value,))
YEAR = timedelta(days=365)
# Of the Malian numbers of eight digits, none begins with 0.
IMPOSSIBLE = re.compile(r"\+223 00 00 00 \d\d")
CROWDED = {"bamako", "segou", "mopti", "sikasso"}
SILENT = {"kita", "kidal", "douentza", "taoudenit"}


@pytest.fixture
def register(loaded: Flask) -> Register:
    return open_register(None)


@pytest.fixture
def host(loaded: Flask) -> FlaskCliRunner:
    return loaded.test_cli_runner()


def fictitious() -> list[Organisation]:
    return list(db.session.scalars(select(Organisation).where(Organisation.is_demonstration)))


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def counts() -> dict[str, int]:
    return {
        model.__name__: count(model) for model in (Organisation, Intervention, Revision, Proposal)
    }


def remove(runner: FlaskCliRunner, *options: str, answer: str | None = None) -> str:
    result = runner.invoke(args=["demo", "remove", *options], input=answer)
    assert result.exit_code == (1 if answer == "n\n" else 0), result.output
    return str(result.output)


def test_there_is_enough_to_make_a_table_meaningful(loaded: Flask) -> None:
    organisations = fictitious()
    networks = [one for one in organisations if one.is_network]
    works = [work for one in organisations for work in one.interventions]
    assert len(organisations) >= 40
    assert len(works) >= 200
    assert 5 <= len(networks) <= 7
    assert {work.domain.slug for work in works} == set(db.session.scalars(select(Domain.slug)))
    assert {work.status for work in works} == set(WorkStatus)
    assert {work.visibility for work in works} >= {Visibility.PUBLIC, Visibility.MEMBERS}
    assert sum(work.reached is not None for work in works) >= 60
    assert len({work.qualifier for work in works if work.reached}) == 4
    assert any(work.shown_place_id != work.place_id for work in works)
    members = Counter(row.network_id for one in organisations for row in one.memberships)
    assert all(members[network.id] >= 4 for network in networks)


def test_the_regions_are_as_unlike_as_in_life(register: Register) -> None:
    under_way, planned, finished = (
        count_all(register, one).by_region for one in (NOBODY, PLANNED, FINISHED)
    )
    regions = {spot.slug for spot in register.regions}
    assert len(regions) == 20
    assert {slug for slug in regions if under_way.get(slug, 0) >= 8} == CROWDED
    assert regions - under_way.keys() == SILENT
    assert (planned["kidal"], finished["kita"]) == (3, 4)
    assert not {"douentza", "taoudenit"} & {*planned, *finished}


def test_where_every_check_is_old_it_can_be_seen(register: Register) -> None:
    cells = count_all(register, NOBODY).cells
    old = today() - YEAR
    newest: dict[str, list[bool]] = {}
    for (_domain, region), cell in cells.items():
        newest.setdefault(region, []).append(bool(cell.checked_on and cell.checked_on < old))
    assert all(newest["nara"])
    assert not all(newest["bamako"])
    assert 10 <= sum(sum(states) for states in newest.values()) <= 40
    assert max(cell.organisations for cell in cells.values()) >= 5


def test_members_find_what_is_not_for_everybody(loaded: Flask) -> None:
    member = make_user("member", None)
    shown, hidden = (open_register(viewer) for viewer in (member, None))
    assert count_all(shown, NOBODY).by_region["douentza"] == 3
    only = {body.slug for body in shown.bodies.values()} - {
        body.slug for body in hidden.bodies.values()
    }
    assert only == {"demo-meteore"}
    known = {organisation.slug for organisation in fictitious()}
    seen = {body.slug for body in shown.bodies.values()}
    assert known - seen == {"demo-liane", "demo-ruche"}


def test_every_name_of_what_is_invented_says_so(loaded: Flask) -> None:
    for organisation in fictitious():
        for name in (organisation.name, *organisation.translations.values()):
            assert name.endswith(tuple(MARKS.values())), name
        assert not organisation.acronym or organisation.acronym.endswith("-démo")


def test_no_contact_reaches_anybody(loaded: Flask) -> None:
    contacts = db.session.scalars(select(Contact)).all()
    assert len(contacts) > 40
    assert {contact.visibility for contact in contacts} == set(Visibility)
    assert any(not contact.consented_on for contact in contacts)
    for contact in contacts:
        match contact.kind:
            case ContactKind.EMAIL:
                assert contact.value.endswith("@example.org")
            case ContactKind.PHONE | ContactKind.WHATSAPP:
                assert IMPOSSIBLE.fullmatch(contact.value)
            case ContactKind.POST:
                assert not re.search(r"\d", contact.value)
    links = [link for organisation in fictitious() for link in organisation.links]
    assert all(link.startswith("https://example.org/") for link in links)


def test_of_those_who_exist_nothing_is_said_but_what_texts_say(loaded: Flask) -> None:
    for line in list_named(DIRECTORY):
        organisation = get_known_organisation(line["slug"])
        assert not organisation.is_demonstration
        assert not organisation.contacts
        assert not organisation.links
        assert not organisation.founded
        assert organisation.seat_id is None
        assert organisation.checked_on is None
        assert organisation.name != organisation.acronym
        assert all(work.source for work in organisation.interventions)


def test_those_who_exist_checked_nothing_that_is_invented(loaded: Flask) -> None:
    checkers = {one.checker for one in fictitious() if one.checker}
    checkers |= {work.checker for one in fictitious() for work in one.interventions if work.checker}
    assert all(checker.is_demonstration for checker in checkers)


def test_figures_of_those_who_exist_are_those_of_the_texts(loaded: Flask) -> None:
    figures = {
        (line["slug"], work.place.slug): (work.qualifier, work.reached_women)
        for line in list_named(DIRECTORY)
        for work in get_known_organisation(line["slug"]).interventions
        if any((work.reached, work.reached_women, work.reached_girls))
    }
    assert figures == {
        ("es-maroc", "maroc"): (Qualifier.MORE_THAN, 1000),
        ("es-maroc", "tunisie"): (Qualifier.MORE_THAN, 1000),
        ("es-maroc", "rabat-sale-kenitra"): (Qualifier.EXACTLY, 69),
        ("es-maroc", "tanger-tetouan-al-hoceima"): (Qualifier.EXACTLY, 15),
    }


def test_names_are_in_the_languages_of_the_networks(loaded: Flask) -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in DIRECTORY.iterdir())
    assert set("ɛɔɲŋ") <= set(said.lower())
    assert unicodedata.is_normalized("NFC", said)
    tags = Counter(tag for one in fictitious() for tag in one.translations)
    assert tags.keys() == {"fr", "bm", "ar", "en"}
    assert {one.language_code for one in fictitious()} == {"fra", "bam", "ara", "eng"}


def test_checks_are_counted_from_the_day_of_loading(loaded: Flask) -> None:
    line = next(
        line
        for line in read_lines(DIRECTORY / "fictitious.jsonl")
        if line["slug"] == "demo-sept-calebasses"
    )
    organisation = get_known_organisation(line["slug"])
    assert organisation.checked_on == today() - timedelta(days=line["checked_days_ago"])
    planned = next(work for work in organisation.interventions if work.status == WorkStatus.PLANNED)
    assert planned.start == str(today().year + 1)
    checkers = {one.checker.kind if one.checker else None for one in fictitious()}
    assert None in checkers
    assert set(NETWORK_KINDS) <= checkers


def test_loading_takes_little_time_and_twice_changes_nothing(empty: Flask) -> None:
    started = time.process_time()
    assert load_directory(DIRECTORY) == count(Organisation)
    assert time.process_time() - started < 3
    known = counts()
    assert load_directory(DIRECTORY) == 0
    assert counts() == known


def test_loading_again_mends_what_nobody_wrote_in_and_nothing_else(loaded: Flask) -> None:
    administrator = make_user("host", RoleName.ADMINISTRATOR)
    hers, nobodys = map(get_known_organisation, ("demo-grillon", "demo-tamarinier"))
    values = values_of(hers)
    save_sheet(
        hers,
        values.without_row("contacts", values.contacts[0].ref),
        author=administrator,
        version=hers.version,
    )
    nobodys.founded, checked = "1999", nobodys.checked_on
    db.session.commit()
    assert load_directory(DIRECTORY) == 1
    assert len(hers.contacts) == 1
    assert (nobodys.founded, nobodys.checked_on) == ("", checked)
    assert count(Proposal) == 1


def test_the_coordinator_has_sheets_to_check_and_a_proposal_to_decide_on(loaded: Flask) -> None:
    editor = get_user("editor")
    scope = review_scope(editor)
    members = [
        one for one in fictitious() if scope.covers(one.id) and one.kind not in NETWORK_KINDS
    ]
    assert len(members) == 5
    assert sum(one.checked_on < today() - YEAR for one in members if one.checked_on) == 3
    waiting = list_waiting_proposals(editor)
    assert [proposal.organisation.slug for proposal in waiting] == ["demo-tamarinier"]
    assert len(waiting[0].changes) == 2


def test_removal_asks_first(host: FlaskCliRunner) -> None:
    assert "Remove 54 organisations with" in remove(host, answer="n\n")
    assert len(fictitious()) == 54


def test_removal_leaves_those_who_exist_and_nothing_else(host: FlaskCliRunner) -> None:
    assert "Removed: 54 organisations" in remove(host, "--yes")
    named = {line["slug"] for line in list_named(DIRECTORY)}
    assert {one.slug for one in db.session.scalars(select(Organisation))} == named
    assert remove(host, "--yes") == "Nothing to remove.\n"


def test_removal_of_everything_leaves_an_empty_clean_site(host: FlaskCliRunner) -> None:
    output = remove(host, "--yes", "--named")
    assert "No administrator is left" in output
    assert [count(model) for model in (Organisation, Item, File, User, Revision, Proposal)] == [
        0
    ] * 6
    for check in (["media", "check", "--grace", "0"], ["index", "check", "--no-repair"]):
        result = host.invoke(args=check)
        assert result.exit_code == 0, result.output
    assert remove(host, "--yes", "--named") == "Nothing to remove.\n"


def test_removal_keeps_what_a_person_made_and_says_so(host: FlaskCliRunner) -> None:
    person = make_user("host", RoleName.ADMINISTRATOR)
    hers = make_item(person, get_known_organisation("demo-grillon"), title="Ma note")
    changed = find_by_identifier("musoya-demo-046")
    assert changed
    values = replace(values_of_item(changed), title="Revu")
    edit_item(changed, values, author=person, version=changed.version)
    set_password(get_user("editor"), "a password of her own")
    output = remove(host, "--yes", "--named")
    assert f"organisation demo-grillon: it stands on {hers.identifier}" in output
    assert "record musoya-demo-046: a person has worked on it" in output
    assert "account editor: it has a password of its own" in output
    assert "organisation demo-marraines: people hold roles in it" in output
    assert {one.slug for one in db.session.scalars(select(Organisation))} == {
        "demo-grillon",
        "demo-marraines",
        "musoya-demonstration",
    }
    assert {one.title for one in db.session.scalars(select(Item))} == {"Ma note", "Revu"}
    assert count(User) == 2


def test_a_site_that_has_its_own_people_is_not_given_the_demonstration_again(
    host: FlaskCliRunner,
) -> None:
    assert is_loaded()
    make_user("host", RoleName.ADMINISTRATOR)
    remove(host, "--yes")
    assert not {user.login for user in db.session.scalars(select(User))} & PEOPLE.keys()
    assert is_loaded()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_what_is_invented_says_so(language: str, loaded: Flask) -> None:
    browser = Browser(loaded)
    for page in ("", "/contacts"):
        address = f"/{language}/directory/demo-sept-calebasses{page}"
        assert browser.get(address).find_all("div", role="note")
    assert not browser.get(f"/{language}/directory/rejefpo").find_all("div", role="note")
