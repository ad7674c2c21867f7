"""Spreadsheets as organisations send them: each read right, asked about, or refused with why."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask, current_app
from flask_babel import force_locale
from odf.table import TableCell

from portal.config import Settings
from portal.directory.exchange.headers import UnknownColumnsError
from portal.directory.exchange.layouts import choose_layout
from portal.directory.exchange.tables import LaidOut
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.tables import read_table
from tests.directory.exchange.spreadsheets import (
    HEAD,
    KALA,
    KORA,
    NAMES,
    OLD_WORKBOOK,
    document,
    line,
    rows_of,
    said,
    typed,
    words,
    workbook,
)

FIRST, SECOND = said(KORA), said(KALA)


@dataclass(frozen=True)
class Case:
    """A table, the rows that are read of it, the cells that are wrong, and what is told."""

    content: bytes
    rows: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    flaws: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def merged_downwards(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA, KALA)(_book, sheet)
    sheet.merge_range("A2:A3", KORA[0])


def merged_heads(book: Any, sheet: Any) -> None:
    sheet.merge_range("A1:G1", "Tableau de suivi – mai 2026")
    for cells, text in (("A3:A4", "Organisation"), ("B3:B4", "Domaine"), ("F3:F4", "Partenaire")):
        sheet.merge_range(cells, text)
    sheet.merge_range("C3:E3", "Localisation")
    sheet.write_row("C4", ["Région", "Cercle", "Commune"])
    sheet.write_row("A5", ["Collectif Essai Kora", "vbg", "Ségou", "Bla", "", "Fonds inventé"])


def merged_number(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA, KALA)(_book, sheet)
    sheet.merge_range("H2:H3", 1280)


def merged_over(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA, KALA)(_book, sheet)
    sheet.merge_range("F2:G2", "2023")


def formulas(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA, KALA, KALA)(_book, sheet)
    sheet.write_formula("H2", "=1000+250")  # xlsxwriter keeps 0 as its result
    sheet.write_formula("H3", "=SUM(H9:H10)", None, 30)
    sheet.write_formula("A4", "=Z1")
    sheet.write_formula("C4", '=IF(1,"vbg","")', None, "")


def nothing_but_formulas(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA)(_book, sheet)
    for place in range(8):
        sheet.write_formula(2, place, "=Z1", None, "")


def errors(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA, KALA)(_book, sheet)
    sheet.write_formula("C2", "=VLOOKUP(1,Z1:Z2,1)", None, "#N/A")
    sheet.write_formula("H3", "=1/0", None, "#DIV/0!")


def dates(book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA, KALA)(book, sheet)
    for cell, code in (
        ("F2", "dd/mm/yyyy"),
        ("G2", "mmm-yy"),
        ("F3", "yyyy"),
        ("G3", "[$-40C]mmmm"),
    ):
        sheet.write_datetime(cell, date(2023, 5, 12), book.add_format({"num_format": code}))
    sheet.write_number("H2", 1250.0)


def stray_blank(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA)(_book, sheet)
    sheet.write_string(65_000, 0, " ")
    sheet.write_blank(1_048_575, 16_383, None, _book.add_format({"bold": True}))
    sheet.write_string(1_048_575, 16_383, "\u00a0")


def hidden_parts(_book: Any, sheet: Any) -> None:
    rows_of([*HEAD, "Code de l’organisation"], [*KORA, "kora"], [*KALA, "kala"])(_book, sheet)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column("I:I", None, None, {"hidden": True})


def hidden_sheet(book: Any, sheet: Any) -> None:
    sheet.write(0, 0, "association")
    sheet.hide()


def too_many_rows(_book: Any, sheet: Any) -> None:
    for number in range(50_001):
        sheet.write_string(number, 0, "x")


def beside(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA)(_book, sheet)
    sheet.write_column("J1", ["Sigle", "KORA"])
    sheet.write_column("K1", ["Source", "liste des sigles"])


def wrapped(_book: Any, sheet: Any) -> None:
    rows_of(HEAD, KORA)(_book, sheet)
    sheet.write("B1", "Type\nd’organisation :")
    sheet.write_rich_string("A2", "Collectif ", _book.add_format({"bold": True}), "Essai Kora")


def with_macros() -> bytes:
    source = io.BytesIO(workbook(rows_of(HEAD, KORA)))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 20)
    return source.getvalue()


OPEN_DOCUMENT = document(
    (
        "Suivi",
        [
            line(words("Suivi", numbercolumnsspanned=8), *[None] * 7),
            line(),
            HEAD,
            line(
                words(KORA[0], numberrowsspanned=2, note="Awa : à vérifier"),
                *KORA[1:5],
                TableCell(valuetype="date", datevalue="2023-05-12"),
                "2024",
                TableCell(valuetype="float", value="1250"),
            ),
            line(None, *KALA[1:5], "", "", TableCell(formula="of:=[.Z1]")),
            line(*KALA[:7], words("#REF!", formula="of:=[.Z1]", stringvalue="")),
            line(*KALA, visibility="collapse"),
            line(*KALA, numberrowsrepeated=2),
            line(numberrowsrepeated=1_000_000),
        ],
    ),
    ("Listes", [["association"]]),
    hidden=["Listes"],
)

READ = {
    "a title above": Case(
        typed(["Liste – mai 2026", *[""] * 7], [""] * 8, HEAD, KORA),
        {4: FIRST},
        told=("Left out as titles or notes: 1 (Liste – mai 2026).",),
    ),
    "a title with commas above semicolons": Case(
        typed(["Liste, mai 2026, à relire, svp"], [], HEAD, KORA),
        {4: FIRST},
        told=("Left out as titles or notes: 1 (Liste, mai 2026, à relire, svp).",),
    ),
    "blank cells below": Case(typed(HEAD, KORA, *[[""] * 8] * 9), {2: FIRST}),
    "Windows letters": Case(typed(HEAD, KORA, encoding="cp1252"), {2: FIRST}),
    "UTF-16 with tabs": Case(typed(HEAD, KORA, separator="\t", encoding="utf-16"), {2: FIRST}),
    "Arabic headers and total": Case(
        typed(["المنظمة", "المجال", "المنطقة"], ["Kora", "vbg", "Ségou"], ["المجموع", "", "1"]),
        {2: {"organisation": "Kora", "domain": "vbg", "region": "Ségou"}},
        told=("Left out as totals: 3 (المجموع).",),
    ),
    "totals between and below": Case(
        typed(
            HEAD,
            KORA,
            ["Sous-total", *[""] * 6, "1250"],
            KALA,
            ["", "Total Gao", *[""] * 5, "30"],
            ["TOTAL GÉNÉRAL", *[""] * 6, "1 280 personnes"],
        ),
        {2: FIRST, 4: SECOND},
        told=("Left out as totals: 3 (Sous-total); 5 (Total Gao); 6 (TOTAL GÉNÉRAL).",),
    ),
    "an organisation called Total": Case(
        typed(HEAD, ["Total", *KORA[1:]], ["Total Essai", *KALA[1:]]),
        {2: said(["Total", *KORA[1:]]), 3: said(["Total Essai", *KALA[1:]])},
    ),
    "notes below": Case(
        typed(HEAD, KORA, ["* chiffres provisoires"], [], ["Fait à Ségou"], ["Awa, secrétaire"]),
        {2: FIRST},
        told=("Left out as titles or notes: 3 (* chiffres provisoires); 5 (Fait à Ségou); 6 (Awa",),
    ),
    "headers on each page": Case(
        typed(HEAD, KORA, HEAD, KALA),
        {2: FIRST, 4: SECOND},
        told=("Headers come again in these rows: 3.",),
    ),
    "two tables with other columns": Case(
        typed(
            HEAD, KORA, [], ["Suite"], ["Domaine", "Organisation", "Région"], ["vbg", "K", "Gao"]
        ),
        {2: FIRST, 6: {"domain": "vbg", "organisation": "K", "region": "Gao"}},
        told=("Left out as titles or notes: 4 (Suite).",),
    ),
    "two tables of two kinds": Case(
        typed(HEAD, KORA, [], ["Nom", "Sigle", "Siège"], ["Essai", "ES", "Gao"], ["K", "", "Gao"]),
        {2: FIRST},
        told=("Another table begins in row 4, and was not read.",),
    ),
    "errors and narrow columns in CSV": Case(
        typed(HEAD, [*KORA[:5], "########", "2024", "#VALEUR!"]),
        {2: said(KORA, start="", reached="")},
        {2: {"start": "F2", "reached": "H2"}},
    ),
    "instructions first": Case(
        workbook(
            rows_of(["Mode d’emploi"], HEAD, KALA),
            rows_of(HEAD, KORA),
            names=["Lisez-moi", "Données"],
        ),
        {2: FIRST},
        told=("The sheet “Données” was read. Not read: Lisez-moi.",),
    ),
    "an organisation merged downwards": Case(
        workbook(merged_downwards), {2: FIRST, 3: said(KALA, organisation=KORA[0])}
    ),
    "headers in two rows, merged": Case(
        workbook(merged_heads),
        {
            5: {
                "organisation": "Collectif Essai Kora",
                "domain": "vbg",
                "region": "Ségou",
                "cercle": "Bla",
            }
        },
        told=("Left out as titles or notes: 1", "not known and were left out: Partenaire."),
    ),
    "headers in two rows, not merged": Case(
        typed(
            ["Organisation", "Domaine", "Lieux", "", "Membres"],
            ["", "", "Région", "Cercle", "Personnes touchées"],
            ["Kora", "vbg", "Ségou", "Bla", "12"],
        ),
        {3: {"organisation": "Kora", "domain": "vbg", "region": "Ségou", "cercle": "Bla"}},
        told=("not known and were left out: Membres · Personnes touchées.",),
    ),
    "a number merged over rows": Case(
        workbook(merged_number),
        {2: said(KORA, reached=""), 3: said(KALA, reached="")},
        {2: {"reached": "H2"}, 3: {"reached": "H3"}},
    ),
    "cells merged over columns": Case(
        workbook(merged_over),
        {2: said(KORA, end=""), 3: SECOND},
        {2: {"end": "G2"}},
    ),
    "formulas without results": Case(
        workbook(formulas),
        {2: said(KORA, reached=""), 3: SECOND, 4: said(KALA, organisation="", domain="")},
        {2: {"reached": "H2"}, 4: {"organisation": "A4", "domain": "C4"}},
    ),
    "a row of formulas without results": Case(
        workbook(nothing_but_formulas),
        {2: FIRST, 3: {}},
        {3: {name: f"{letter}3" for name, letter in zip(NAMES, "ABCDEFGH", strict=True)}},
    ),
    "formulas that failed": Case(
        workbook(errors),
        {2: said(KORA, domain=""), 3: said(KALA, reached="")},
        {2: {"domain": "C2"}, 3: {"reached": "H3"}},
    ),
    "dates of Excel": Case(
        workbook(dates),
        {
            2: said(KORA, start="2023-05-12", end="2023-05"),
            3: said(KALA, start="2023", end="2023-05"),
        },
    ),
    "dates that count from 1904": Case(
        workbook(dates, date_1904=True),
        {
            2: said(KORA, start="2023-05-12", end="2023-05"),
            3: said(KALA, start="2023", end="2023-05"),
        },
    ),
    "a stray blank in the last cell": Case(workbook(stray_blank), {2: FIRST}),
    "hidden rows and columns": Case(
        workbook(hidden_parts),
        {2: {**FIRST, "organisation_code": "kora"}},
        told=(
            "Hidden rows were left out: 3.",
            "These columns are hidden, and were read: Code de l’organisation.",
        ),
    ),
    "a hidden sheet": Case(
        workbook(rows_of(HEAD, KORA), hidden_sheet, names=["Données", "Listes"]),
        {2: FIRST},
        told=("Hidden sheets were not read: Listes.",),
    ),
    "a table on each of two sheets": Case(
        workbook(rows_of(HEAD, KORA), rows_of(HEAD, KALA), names=["2023", "2024"]),
        {2: FIRST},
        told=("The sheet “2023” was read. Not read: 2024.",),
    ),
    "a sheet that is too large beside the table": Case(
        workbook(too_many_rows, rows_of(HEAD, KORA), names=["Brut", "Données"]),
        {2: FIRST},
        told=("The sheet “Données” was read. Not read: Brut.",),
    ),
    "headers on two lines, words in bold": Case(workbook(wrapped), {2: FIRST}),
    "a workbook with macros": Case(with_macros(), {2: FIRST}),
    "OpenDocument": Case(
        OPEN_DOCUMENT,
        {
            4: said(KORA, start="2023-05-12"),
            5: said(KALA, organisation=KORA[0], start="", reached=""),
            6: said(KALA, reached=""),
            8: SECOND,
            9: SECOND,
        },
        {5: {"reached": "H5"}, 6: {"reached": "H6"}},
        told=("Hidden rows were left out: 7.", "Hidden sheets were not read: Listes."),
    ),
    "an old workbook": Case(
        OLD_WORKBOOK.read_bytes(),
        {
            4: said(KORA, start="2023-05-12", end="2024-05"),
            5: said(KALA, organisation=KORA[0], reached=""),
            6: said(["Collectif Essai Kala", "association", "vbg", "Formation", "Ségou"]),
        },
        {6: {"start": "F6"}},
        told=(
            "The sheet “Données” was read. Not read: Lisez-moi.",
            "Hidden sheets were not read: Listes.",
            "Left out as totals: 8 (TOTAL).",
            "Hidden rows were left out: 7.",
        ),
    ),
}

ASKED = {
    "headers of one's own": typed(["Qui", "Quoi", "Où"], ["Kora", "vbg", "Ségou"]),
    "a title and headers of one's own": typed(["Liste"], [], ["Qui", "Quoi"], ["Kora", "vbg"]),
    "headers below row 25": typed(*[["note", str(n)] for n in range(30)], HEAD, KORA),
    "a table beside another": workbook(beside),
    "no headers": typed(KORA, KALA),
}

REFUSED = {
    "a web page with the name of a workbook": (
        b"<html><table></table></html>",
        Failure.UNSUPPORTED,
    ),
    "a workbook that was cut": (workbook(rows_of(HEAD))[:3000], Failure.DAMAGED),
    "a workbook with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(22)
        + b"\x09\x00"
        + bytes(480)
        + "EncryptedPackage\0".encode("utf-16-le").ljust(512, b"\0"),
        Failure.ENCRYPTED,
    ),
    "nothing": (b"\r\n", Failure.EMPTY),
}


def lay_out(content: bytes) -> LaidOut:
    settings: Settings = current_app.extensions["settings"]
    table = read_table(content, folder=settings.data_dir, beat=lambda: None)
    return LaidOut(table, choose_layout(table))


@pytest.mark.parametrize("name", READ)
def test_a_sent_spreadsheet_is_read(app: Flask, name: str) -> None:
    case = READ[name]
    with force_locale("en"):
        laid_out = lay_out(case.content)
        rows, notice = {row.number: row for row in laid_out.rows()}, laid_out.notice
    assert {number: dict(row.said) for number, row in rows.items()} == case.rows
    problems = {number: row.problems for number, row in rows.items() if row.problems}
    assert {n: set(one) for n, one in problems.items()} == {
        n: set(c) for n, c in case.flaws.items()
    }
    for number, cells in case.flaws.items():
        for column, cell in cells.items():
            assert f"ell {cell} " in problems[number][column]
    for sentence in case.told:
        assert sentence in notice
    if not case.told:
        assert notice == ""


@pytest.mark.parametrize("name", ASKED)
def test_a_spreadsheet_that_is_not_understood_is_asked_about(app: Flask, name: str) -> None:
    with pytest.raises(UnknownColumnsError):
        lay_out(ASKED[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_spreadsheet_that_cannot_be_read_is_refused(app: Flask, name: str) -> None:
    content, failure = REFUSED[name]
    with pytest.raises(UnreadableError) as refused:
        lay_out(content)
    assert refused.value.failure is failure
