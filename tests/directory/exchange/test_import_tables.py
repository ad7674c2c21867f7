"""Tables that come in: recognised whoever wrote them, refused when they are made to harm."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask, current_app
from flask_babel import force_locale

from portal.config import LANGUAGES, Settings
from portal.directory.exchange.columns import TABLES, TableKind
from portal.directory.exchange.headers import find_layout
from portal.errors import InvalidError
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.tables import Sheet, Table, read_table
from tests.directory.exchange.brought import Bring, problems_of, words_of

ROWS = [["nom", "sigle", "type"], ["Ben ni diya", "BND", "Association"]]
TEXT = "nom;sigle;type\r\nBen ni diya;BND;Associàtion\r\n"


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    settings: Settings = current_app.extensions["settings"]
    yield settings.data_dir
    assert not list(settings.data_dir.glob("tmp*"))


def read(content: bytes, folder: Path) -> Table:
    return read_table(content, folder=folder, beat=lambda: None)


def only_sheet(table: Table) -> Sheet:
    (sheet,) = table.sheets
    return sheet


def workbook(fill: Any, *, sheets: tuple[str, ...] = ("A",)) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        fill(book, *[book.add_worksheet(name) for name in sheets])
    return buffer.getvalue()


def fill_rows(_book: Any, sheet: Any) -> None:
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        f"sep=;\r\n{TEXT}".encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        f"\r\n\r\n{TEXT}".encode(),
    ],
)
def test_a_typed_table_is_read_however_it_was_saved(folder: Path, content: bytes) -> None:
    rows = list(only_sheet(read(content, folder)).rows.values())
    assert rows[-1] == ["Ben ni diya", "BND", "Associàtion"]


def test_a_workbook_gives_what_was_typed(folder: Path) -> None:
    def fill(book: Any, sheet: Any, other: Any) -> None:
        sheet.write_row(2, 0, ["a", 12.0, 1.5, "=1+1"])
        sheet.write_datetime(
            3,
            0,
            date(2024, 5, 1),
            book.add_format({"num_format": "dd/mm/yyyy"}),
        )
        sheet.write_formula(4, 0, "=1+1", None, 2)
        other.write(0, 0, "left out")

    table = read(workbook(fill, sheets=("A", "B")), folder)
    first, second = table.sheets
    assert first.rows[3][:3] == ["a", "12", "1.5"]
    assert first.rows[4] == ["2024-05-01"]
    assert first.rows[5] == ["2"]
    assert second.name == "B"
    assert second.rows == {1: ["left out"]}


def bomb() -> bytes:
    source = io.BytesIO(workbook(fill_rows))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/image1.png", b"\0" * 50_000_000)
    return target.getvalue()


def wide_open(_book: Any, sheet: Any) -> None:
    sheet.write(0, 0, "name")
    sheet.write(1_048_575, 16_383, "x")


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"", Failure.EMPTY),
        (b"  \n ", Failure.EMPTY),
        (b"%PDF-1.4 nothing", Failure.UNSUPPORTED),
        (b"<html><body>name</body></html>", Failure.UNSUPPORTED),
        (b"name\0\1\2\n", Failure.UNSUPPORTED),
        (b"PK\x03\x04 broken", Failure.DAMAGED),
        (workbook(fill_rows)[:2000], Failure.DAMAGED),
        (bomb(), Failure.TOO_BIG),
        (b'name\n"' + b"x" * 200_000, Failure.DAMAGED),
    ],
)
def test_what_is_no_table_or_too_much_is_refused(
    folder: Path, content: bytes, failure: Failure
) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(content, folder)
    assert refused.value.failure is failure


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (["slug", "name", "acronym", "kind"], TableKind.ORGANISATIONS),
        (["Nom", "SIGLE", "Réseaux"], TableKind.ORGANISATIONS),
        (["organisation", "domaine", "région", "début"], TableKind.WORKS),
        (["Organisation", "Sector", "Region"], TableKind.WORKS),
        (["organization", "sector", "#adm1"], TableKind.WORKS),
        (["slug", "ref", "reached"], TableKind.WORKS),
    ],
)
def test_a_table_is_known_by_its_headers(app: Flask, head: list[str], kind: TableKind) -> None:
    assert find_layout({1: head}).kind is kind


def test_hashtags_say_more_than_headers(app: Flask) -> None:
    rows = {
        2: ["Une feuille"],
        4: ["x", "y", "nom", "z"],
        5: ["#org +impl", "#sector", "#adm1+NAME", "#affected"],
    }
    layout = find_layout(rows)
    assert layout.kind is TableKind.WORKS
    assert layout.places == {"organisation": 0, "domain": 1, "region": 2}
    assert layout.unknown == ("z",)
    assert layout.first == 5


HEAD = ["Organisation", "Domaine", "Région"]


@pytest.mark.parametrize(
    "rows",
    [
        {1: ["Liste des interventions – mai 2026"], 3: HEAD},
        {1: ["Organisation"], 2: HEAD},  # a title of one known word
        {1: ["Ministère"], 2: ["Région", "Ségou"], 6: HEAD, 7: ["AFAD", "VBG", "Ségou"]},
        {**{number: ["note"] for number in range(1, 25)}, 25: HEAD},
    ],
)
def test_headers_are_found_below_titles(app: Flask, rows: dict[int, list[str]]) -> None:
    layout = find_layout(rows)
    assert rows[layout.first] == HEAD
    assert layout.places == {"organisation": 0, "domain": 1, "region": 2}


def test_headers_are_looked_for_in_25_rows(app: Flask) -> None:
    with pytest.raises(InvalidError):
        find_layout({**{number: ["note"] for number in range(1, 26)}, 26: HEAD})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TableKind)
def test_a_header_means_its_own_column(app: Flask, kind: TableKind, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        headers = [str(column.label) for column in TABLES[kind]]
        layout = find_layout({1: headers})
    assert layout.places == {column.name: place for place, column in enumerate(TABLES[kind])}


@pytest.mark.parametrize("kind", TableKind)
def test_a_tag_means_one_column(kind: TableKind) -> None:
    tags = [column.tag for column in TABLES[kind]]
    assert len(tags) == len(set(tags))
    names = [column.name for column in TABLES[kind]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("head", [["x", "y"], ["=1"], ["#org"], ["#affected", "#date"]])
def test_columns_that_nobody_knows_are_refused(app: Flask, head: list[str]) -> None:
    if head == ["#org"]:
        assert find_layout({1: head}).kind is TableKind.ORGANISATIONS
    else:
        with pytest.raises(InvalidError):
            find_layout({1: head})


def test_what_was_left_out_is_told(bring: Bring) -> None:
    import_ = bring("name,kind,humeur\nBen ni diya,association,bonne\n")
    assert "humeur" in import_.notice


def test_a_column_that_comes_twice_is_read_once_and_told(bring: Bring) -> None:
    import_ = bring("name,kind,Nom\nBen ni diya,association,Autre\n")
    assert words_of(import_) == ["created"]
    assert import_.notice.endswith(": Nom.")
    assert "not known" not in import_.notice


@pytest.mark.parametrize(
    "cell",
    ["\u202eabc", "a" * 25_000, "x\u200by", "|" * 200, "=cmd()", "''''"],
)
def test_a_strange_cell_spoils_no_other_line(bring: Bring, cell: str) -> None:
    import_ = bring(f'name,kind\n"{cell}",association\nBen ni diya,association\n')
    assert words_of(import_)[-1] == "created"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("founded", "hier"),
        ("links", "javascript:alert(1)"),
        ("kind", "club"),
        ("region", "Atlantide"),
        ("languages", "klingon"),
        ("networks", "nobody"),
        ("slug", "../etc/passwd"),
        ("slug", "new"),
        ("visibility", "all"),
        ("region_law_006", "99"),
    ],
)
def test_a_wrong_cell_is_named_by_its_column(bring: Bring, column: str, cell: str) -> None:
    columns = {"name": "Ben ni diya", "kind": "association", column: cell}
    import_ = bring(f"{','.join(columns)}\n{','.join(columns.values())}\n")
    (problems,) = problems_of(import_)
    assert set(problems) == {"name" if column == "slug" else column}
