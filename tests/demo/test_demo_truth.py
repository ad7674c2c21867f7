"""Of organisations that exist, the demonstration says what the source texts say, and no more.

The lists below are read from the five source texts. Whoever changes the demonstration has to
find the new sentence, date or tie in a text first, and add it here.
"""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from portal.cli.demo import DIRECTORY
from portal.directory.demonstration.lines import list_named
from portal.directory.models import Contact, Membership, Organisation
from portal.extensions import db
from portal.library.models import Item, OrganisationRole
from tests.browser import Browser, text_of

NAMED = {line["slug"] for line in list_named(DIRECTORY)}
ITEMS = [
    json.loads(line)
    for line in (Path(DIRECTORY).parent / "items.jsonl").read_text("utf-8").splitlines()
]
BY_NUMBER = {item["identifier"].removeprefix("musoya-demo-"): item for item in ITEMS}

ECONOMY, VOCATION, POLITICS = (
    "autonomisation-economique",
    "formation-pro",
    "participation-politique",
)

# Domain, place, status, first and last day, how many people and women were reached.
ACTIVITIES = {
    "rejefpo": {("societe-civile", "mali", "under-way", "", "", "", "")},
    "ceci": {("societe-civile", "mali", "under-way", "", "", "", "")},
    "socodevi": {("societe-civile", "mali", "under-way", "", "", "", "")},
    "aim": {
        (POLITICS, "tunis", "finished", "2013", "2014", "", ""),
        (POLITICS, "casablanca", "finished", "2013", "2014", "", ""),
        (POLITICS, "bruxelles", "finished", "2013", "2014", "", ""),
        (POLITICS, "belgique", "finished", "2014-05", "2014-05", "", ""),
        (POLITICS, "maroc", "finished", "", "", "", ""),
        (POLITICS, "tunisie", "finished", "2017", "2018", "", ""),
        (POLITICS, "tunisie", "finished", "2019", "2021", "", ""),
    },
    "apefe": {
        (ECONOMY, "maroc", "under-way", "", "", "", ""),
        (VOCATION, "maroc", "under-way", "", "", "", ""),
    },
    "anapec": {
        (ECONOMY, "maroc", "under-way", "", "", "", ""),
        (ECONOMY, "draa-tafilalet", "under-way", "", "", "", ""),
    },
    "resofem": {(ECONOMY, "maroc", "under-way", "", "", "", "")},
    **{
        slug: {(ECONOMY, "maroc", "finished", "", "", "", "")}
        for slug in (
            "afem",
            "al-amana-microfinance",
            "attawfiq-microfinance",
            "entrelles",
            "maroc-pme",
        )
    },
    "es-maroc": {
        (ECONOMY, "maroc", "finished", "", "", "", "1000"),
        (ECONOMY, "tunisie", "finished", "", "", "", "1000"),
        (ECONOMY, "rabat-sale-kenitra", "finished", "", "", "", "69"),
        (ECONOMY, "tanger-tetouan-al-hoceima", "finished", "", "", "", "15"),
    },
    "cospe": {
        (ECONOMY, "maroc", "finished", "", "", "", ""),
        (ECONOMY, "tunisie", "finished", "", "", "", ""),
    },
    # The text names two domains and four regions, and not which domain in which region.
    "iecd-maroc": {
        (ECONOMY, "draa-tafilalet", "under-way", "", "", "", ""),
        (VOCATION, "maroc", "under-way", "2019", "", "", ""),
        (ECONOMY, "maroc", "under-way", "2019", "", "", ""),
    },
    **{
        slug: {(ECONOMY, "draa-tafilalet", "under-way", "", "", "", "")}
        for slug in (
            "andzoa",
            "conseil-regional-draa-tafilalet",
            "centre-regional-investissement-draa-tafilalet",
            "fondation-med-v",
        )
    },
}

# What those publish, or made with others, whose own words a record gives again.
PUBLISHED = {
    "aim": {"001", "002", "003"},
    "apefe": {"005", "006", "007"},
    "es-maroc": {"008", "009"},
    "cospe": {"008", "009"},
    "iecd-maroc": {"011", "012"},
    "ceci": {"013", "014", "016"},
    "socodevi": {"013", "014", "016"},
    "rejefpo": {"015", "018", "022", "023"},
    "oif": {"018", "022", "023"},
}
SPEAK = {
    "jeune-chambre-internationale": {"018"},
    "conseil-national-de-transition": {"018"},
    "institut-national-de-sante-publique": {"018"},
}

# Sentences that claimed more than the texts, and words that such claims were made of.
CLAIMS = (
    "le principe de tout le projet",
    "pas d’un programme tout fait",
    "makes that challenge heard",
    "earn a living on their own terms",
    "kept working through the COVID-19",
    "Most of its effort goes into",
    "chercher qui agit près de chez vous",
    "pèsent sur les jeunes",
)


def test_activities_of_named_organisations_are_those_of_the_texts() -> None:
    said = defaultdict(set)
    with (DIRECTORY / "interventions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["organisation"] in NAMED:
                names = ("domain", "place", "status", "start", "end", "reached", "reached_women")
                said[row["organisation"]].add(tuple(row[name] for name in names))
                assert row["source"]
                assert row["checked_days_ago"] == row["reached_girls"] == ""
    assert said == ACTIVITIES


def test_named_organisations_have_no_more_than_a_name_and_what_a_text_says_of_them() -> None:
    fields = {"slug", "kind", "name", "acronym", "missions"}
    assert all(line.keys() <= fields for line in list_named(DIRECTORY))


def test_named_organisations_belong_to_no_network_and_have_no_members(loaded: Flask) -> None:
    network, member = aliased(Organisation), aliased(Organisation)
    ties = db.session.execute(
        select(member.slug, network.slug)
        .select_from(Membership)
        .join(member, member.id == Membership.organisation_id)
        .join(network, network.id == Membership.network_id)
        .where(or_(member.slug.in_(NAMED), network.slug.in_(NAMED)))
    ).all()
    assert ties == []
    contacts = select(Contact).join(Organisation, Organisation.id == Contact.organisation_id)
    assert db.session.scalars(contacts.where(Organisation.slug.in_(NAMED))).all() == []


def test_the_page_of_rejefpo_shows_no_members(loaded: Flask) -> None:
    text = Browser(loaded).get("/fr/directory/rejefpo").text
    assert '"member"' not in text
    assert "(démonstration)" not in text.partition("<main")[2].partition('class="entries')[0]


def list_records(*roles: OrganisationRole) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item in db.session.scalars(select(Item)):
        for organisation in item.organisations_as(*roles):
            if organisation.slug in NAMED:
                found[organisation.slug].add(item.identifier.removeprefix("musoya-demo-"))
    return found


def test_named_organisations_publish_only_what_gives_their_own_words_again(loaded: Flask) -> None:
    assert list_records(OrganisationRole.PUBLISHER, OrganisationRole.PARTNER) == PUBLISHED
    assert list_records(OrganisationRole.SPEAKER) == SPEAK
    assert list_records(OrganisationRole.FUNDER) == {}


def test_a_card_of_the_report_names_who_publishes_it(loaded: Flask) -> None:
    page = Browser(loaded).get("/fr/library/?kind=report")
    cards = [text_of(card) for card in page.find_all("li", class_="entry")]
    (report,) = [card for card in cards if card.startswith("Rapport d’atelier")]
    assert "REJEFPO" in report
    assert "Conseil national de transition" not in report


def test_records_from_the_texts_have_no_date_of_their_own() -> None:
    dates = {
        number: BY_NUMBER[number]["date"] for numbers in PUBLISHED.values() for number in numbers
    }
    assert set(dates.values()) == {""}


def test_nothing_claims_more_than_the_texts() -> None:
    said = json.dumps(ITEMS, ensure_ascii=False)
    assert [claim for claim in CLAIMS if claim in said] == []


@pytest.mark.parametrize(
    ("numbers", "parts"),
    [
        (
            ("008", "010"),
            (
                ("gouvernance des structures collectives", "governance of collective structures"),
                ("éducation financière", "financial education"),
                ("marketing", "marketing"),
                ("leadership féminin", "women’s leadership"),
                ("hygiène de la production", "hygiene in food production"),
                ("canaux de distribution", "distribution channels"),
            ),
        ),
        (
            ("001", "002"),
            (
                ("entre 2013 et 2014", "between 2013 and 2014"),
                ("cafés débats", "debates over coffee"),
                ("coach", "coach"),
                ("modules de formation", "training modules"),
                ("film documentaire", "documentary"),
                ("Generations Leaders of Tomorrow", "Generations Leaders of Tomorrow"),
            ),
        ),
        (
            ("003", "002"),
            (("26 août au 1er septembre", "26 August to 1 September"), ("mai 2014", "May 2014")),
        ),
    ],
    ids=["FLOWER", "AIM", "FLD"],
)
def test_french_and_english_tell_the_same_parts(
    numbers: tuple[str, str], parts: tuple[tuple[str, str], ...]
) -> None:
    french, english = (BY_NUMBER[number]["body"].lower() for number in numbers)
    for in_french, in_english in parts:
        assert in_french.lower() in french.replace("\u00a0", " ")
        assert in_english.lower() in english
