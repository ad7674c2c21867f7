"""Two thousand organisations and ten thousand works: pages stay light and quick."""

import random
import statistics
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert

from portal.content.models import Status
from portal.directory.models import (
    Intervention,
    Membership,
    Organisation,
    OrganisationKind,
    WorkStatus,
)
from portal.extensions import db, today
from portal.vocabulary.queries import list_domains, list_places

ORGANISATIONS = 2_000
WORKS = 10_000
NETWORKS = 20
LARGEST = 12_000
LONGEST_MS = 150

Ask = Callable[[str], tuple[int, float]]


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, object]]]:
    """The rows of a large directory, the same each time."""
    chance = random.Random(4)  # noqa: S311 - noise, not a secret
    words = ("Femmes", "Jeunes", "Réseau", "Action", "Espoir", "Paix", "Benkadi", "Musow", "Droits")
    first, last = 101, 100 + ORGANISATIONS
    kinds = list(OrganisationKind)
    organisations = [
        {
            "id": id_,
            "slug": f"org-{id_}",
            "name": f"{' '.join(chance.sample(words, 4))} {id_}",
            "acronym": f"ORG{id_}",
            "kind": kinds[id_ % 3] if id_ < first + NETWORKS else chance.choice(kinds[3:]),
            "status": Status.PUBLISHED,
            "checked_on": today(),
        }
        for id_ in range(first, last + 1)
    ]
    memberships = [
        {"ref": f"m{id_}", "organisation_id": id_, "network_id": first + id_ % NETWORKS}
        for id_ in range(first + NETWORKS, last + 1)
    ]
    works = [
        {
            "ref": f"w{number}",
            "organisation_id": chance.randint(first, last),
            "status": chance.choice(list(WorkStatus)),
            "domain": chance.random(),
            "place": chance.random(),
            "description": "Causeries, écoute et accompagnement dans douze quartiers.",
            "reached": chance.randint(0, 2000),
            "checked_on": today(),
        }
        for number in range(WORKS)
    ]
    return {"organisations": organisations, "memberships": memberships, "works": works}


@pytest.fixture
def ask(app: Flask, rows: dict[str, list[dict[str, object]]]) -> Ask:
    """Ask for a page of the large directory: its bytes on the wire, its milliseconds of CPU."""
    domains, places = list_domains(), list_places()
    db.session.execute(insert(Organisation), rows["organisations"])
    db.session.execute(insert(Membership), rows["memberships"])
    db.session.execute(
        insert(Intervention), [_at_home(row, domains, places) for row in rows["works"]]
    )
    db.session.commit()
    client = app.test_client(use_cookies=False)

    def ask(address: str) -> tuple[int, float]:
        sizes, times = [], []
        for turn in range(4):
            separator = "&" if "?" in address else "?"
            begun = time.process_time()
            response = client.get(
                f"{address}{separator}turn={turn}", headers={"Accept-Encoding": "br"}
            )
            times.append(time.process_time() - begun)
            assert response.status_code == 200
            sizes.append(len(response.data))
        return max(sizes), statistics.median(times[1:]) * 1000

    return ask


def _at_home(
    row: dict[str, object], domains: list[object], places: list[object]
) -> dict[str, object]:
    """Return a work on one of the domains, in one of the places."""
    domain = domains[int(row["domain"] * len(domains))]
    place = places[int(row["place"] * len(places))]
    rest = {name: value for name, value in row.items() if name not in {"domain", "place"}}
    return {**rest, "domain_id": domain.id, "place_id": place.id, "shown_place_id": place.id}


def test_pages_of_a_large_directory_are_light_and_quick(ask: Ask) -> None:
    slow_or_heavy = {}
    for address in (
        "/fr/directory/",
        "/ar/directory/",
        "/fr/directory/?domain=vbg&place=segou",
        "/ar/directory/?all=place&status=finished&status=under-way",
        "/fr/directory/org-101",
        "/ar/directory/org-1500",
    ):
        size, milliseconds = ask(address)
        if size > LARGEST or milliseconds > LONGEST_MS:
            slow_or_heavy[address] = (size, round(milliseconds))
    assert slow_or_heavy == {}
