"""Tables that go out: what they say, to whom, and what libhxl thinks of them."""

import csv
import io
import json
from time import process_time
from typing import Any

import hxl
import pytest
from flask import Flask

from portal import ROOT
from portal.content.models import Visibility
from portal.directory.exchange.cells import guard, unguard
from portal.directory.models import (
    Contact,
    ContactKind,
    Organisation,
    OrganisationKind,
    Qualifier,
    WorkStatus,
)
from portal.extensions import db
from portal.vocabulary.models import Place, PlaceKind
from tests.browser import Browser
from tests.conftest import People
from tests.factories import add_work, fill_sheet, ids_of, make_organisation

# Of libraries that libhxl brings.
pytestmark = [
    pytest.mark.filterwarnings("ignore:defusedxml.cElementTree:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

A_MOMENT = 0.5
FORMATS = ("csv", "xlsx", "json")
SPLIT = ("Oui;=cmd()", 'Oui; "=cmd()', "Oui\n=cmd()", "Oui\t+1; -1", ";;@a", "a;'=1\n''-1")


@pytest.fixture
def workers(people: People) -> Organisation:
    """An organisation at work, with all that could break a table in its words."""
    ours = make_organisation(
        "nyeta", name="=Ɲɛtaa « نساء »", acronym="", kind=OrganisationKind.ASSOCIATION
    )
    db.session.add(
        Contact(
            ref="c1",
            organisation_id=ours.id,
            kind=ContactKind.PHONE,
            value="+223 70 11 22 33",
            visibility=Visibility.PUBLIC,
            consented_on="2025",
        )
    )
    add_work(
        ours,
        "vbg",
        "segou",
        start="2024-05",
        end="2026",
        description='+Écoute;\n"jour", nuit',
        reached=120,
        reached_women=80,
        reached_girls=40,
        qualifier=Qualifier.AT_LEAST,
        source="Rapport 2025",
    )
    add_work(ours, "mgf", "mali", status=WorkStatus.PLANNED)
    return ours


def fetch(browser: Browser, address: str) -> bytes:
    response = browser.client.get(f"/fr/directory/export/{address}")
    assert response.status_code == 200
    return response.data


def read_rows(browser: Browser, address: str) -> list[dict[str, Any]]:
    headers, tags, *rows = json.loads(fetch(browser, address))
    assert len(headers) == len(tags)
    return [dict(zip(tags, row, strict=True)) for row in rows]


def read_hxl(content: bytes) -> Any:
    return hxl.data(io.BytesIO(content)).cache()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(
    ("address", "schema"),
    [("{}?status=under-way&status=planned", "3w"), ("organisations/{}", "organisations")],
)
def test_libhxl_finds_nothing_wrong(
    browse: Any, workers: Organisation, file_format: str, address: str, schema: str
) -> None:
    source = read_hxl(fetch(browse(), address.format(file_format)))
    said: list[str] = []
    path = ROOT / "docs" / "hxl" / f"{schema}.csv"
    with path.open("rb") as file:
        rules = hxl.schema(hxl.data(file).cache(), callback=lambda error: said.append(str(error)))
        assert rules.validate(source), said
    assert list(source)


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_says_the_same(browse: Any, workers: Organisation, file_format: str) -> None:
    rows = list(read_hxl(fetch(browse(), file_format)))
    assert len(rows) == 1
    (row,) = rows
    assert unguard(row.get("#org+name")) == "=Ɲɛtaa « نساء »"
    assert unguard(row.get("#activity+description")) == '+Écoute;\n"jour", nuit'
    assert row.get("#adm1+name") == "Ségou"
    assert row.get("#adm1+code+v_law2023_006") == "04"
    assert str(row.get("#reached+f+children")) == "40"
    assert row.get("#status+code") == "under-way"


def test_no_cell_begins_a_formula(browse: Any, workers: Organisation) -> None:
    text = fetch(browse(), "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell and cell[0] in "=+-@\t\r"]


def test_a_cell_of_many_lines_is_read_in_the_time_of_reading_it_once() -> None:
    cell = "a" + "\n" * 18_000 + "b"
    began = process_time()
    assert unguard(guard(cell)) == cell
    assert process_time() - began < A_MOMENT


@pytest.mark.parametrize("text", SPLIT)
def test_no_formula_begins_where_french_spreadsheets_split(
    browse: Any, workers: Organisation, text: str
) -> None:
    workers.interventions[0].description = text
    db.session.commit()
    for line in fetch(browse(), "csv").decode("utf-8-sig").splitlines():
        cells = [cell.lstrip(' \t"') for cell in line.split(";")]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_what_semicolons_would_split_stands_in_quotes(browse: Any, workers: Organisation) -> None:
    workers.name = "Musow; jigi"
    db.session.commit()
    assert '"Musow; jigi",' in fetch(browse(), "organisations/csv").decode()


def test_excel_is_told_that_it_is_utf_8(browse: Any, workers: Organisation) -> None:
    assert fetch(browse(), "csv").startswith(b"\xef\xbb\xbf")


def test_the_question_is_that_of_the_list(browse: Any, workers: Organisation) -> None:
    assert len(read_rows(browse(), "json")) == 1
    assert len(read_rows(browse(), "json?status=planned&status=under-way")) == 2
    assert not read_rows(browse(), "json?domain=mgf")
    assert len(read_rows(browse(), "organisations/json?domain=vbg&place=segou")) == 1


def test_words_narrow_the_table_as_they_narrow_the_list(
    browse: Any, workers: Organisation, people: People
) -> None:
    add_work(fill_sheet(people.organisation), "vbg", "gao")
    assert len(read_rows(browse(), "json")) == 2
    rows = read_rows(browse(), "json?q=rejefpo")
    assert [row["#org+code"] for row in rows] == ["rejefpo"]
    rows = read_rows(browse(), "organisations/json?q=rejefpo")
    assert [row["#org+code"] for row in rows] == ["rejefpo"]


def test_a_place_is_no_finer_than_is_shown(browse: Any, workers: Organisation) -> None:
    (work,) = (one for one in workers.interventions if one.status is WorkStatus.UNDER_WAY)
    work.ref, work.place_level = "w1", PlaceKind.COUNTRY
    (work.shown_place_id,) = ids_of(Place, ("mali",))
    workers.seat_id = ids_of(Place, ("segou",))[0]
    workers.seat_level, workers.shown_seat_id = PlaceKind.COUNTRY, work.shown_place_id
    db.session.commit()
    for address in ("csv", "organisations/csv", "json", "organisations/json"):
        assert "gou" not in fetch(browse(), address).decode()


def test_contacts_never_go_out(browse: Any, people: People, workers: Organisation) -> None:
    for browser in (browse(), browse(people.administrator)):
        for address in ("csv", "json", "organisations/csv", "organisations/json"):
            assert "70 11" not in fetch(browser, address).decode()


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        (Visibility.PUBLIC, {"visitor", "member", "own", "other"}),
        (Visibility.MEMBERS, {"member", "own", "other"}),
        (Visibility.ORGANISATION, {"own"}),
    ],
)
def test_nobody_takes_away_what_she_may_not_see(
    browse: Any, people: People, visibility: Visibility, seen_by: set[str]
) -> None:
    add_work(people.organisation, "vbg", "gao", visibility=visibility)
    viewers = {
        "visitor": None,
        "member": people.stranger,
        "own": people.editor,
        "other": people.stranger,
    }
    for name, viewer in viewers.items():
        assert bool(read_rows(browse(viewer), "json")) is (name in seen_by)


def test_a_hidden_sheet_takes_its_works_along(browse: Any, workers: Organisation) -> None:
    workers.is_unlisted = True
    db.session.commit()
    assert not read_rows(browse(), "json")
    assert "nyeta" not in fetch(browse(), "organisations/json").decode()


def test_a_table_is_an_attachment_that_no_engine_keeps(browse: Any, workers: Organisation) -> None:
    response = browse().client.get("/ar/directory/export/xlsx")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=3w-ar-")
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_she_has_is_not_sent_again(browse: Any, workers: Organisation) -> None:
    client = browse().client
    tag = client.get("/fr/directory/export/csv").headers["ETag"]
    again = client.get("/fr/directory/export/csv", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    workers.name = "Un autre nom"
    db.session.commit()
    changed = client.get("/fr/directory/export/csv", headers={"If-None-Match": tag})
    assert changed.status_code == 200


def test_an_unknown_format_is_not_found(app: Flask, browse: Any) -> None:
    assert browse().client.get("/fr/directory/export/ods").status_code == 404
