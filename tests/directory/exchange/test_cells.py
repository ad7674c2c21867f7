"""Texts in cells of exported tables: none begins a formula, and each comes back as it was."""

import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.content.text import clean_text
from portal.directory.exchange.cells import FORMULA_SIGNS, guard, read_cell, unguard, write_line
from portal.directory.exchange.columns import ORGANISATIONS
from portal.directory.exchange.exporting import Sheet
from portal.directory.exchange.writing import write
from portal.media.readers.report import Report
from portal.media.readers.table import read

SIGNS = tuple("=+-@")
SPLITTERS = re.compile("[;\t\r\n]")
BLANKS = ' "\u00a0\u202f\u3000'
DANGEROUS = f"{FORMULA_SIGNS};\t\n'{BLANKS}|,aé1"
TEXTS = st.text(alphabet=st.sampled_from(DANGEROUS), max_size=12) | st.text(max_size=30)
COLUMN = ORGANISATIONS[0]


def formula_starts(text: str) -> list[str]:
    """Return the parts of a cell that a spreadsheet could take for a formula."""
    parts = (part.lstrip(BLANKS) for part in SPLITTERS.split(text))
    return [part for part in parts if unicodedata.normalize("NFKC", part).startswith(SIGNS)]


def export(text: str, file_format: str) -> bytes:
    return b"".join(write(Sheet("t", [COLUMN, COLUMN], [["a", text]]), file_format))


def import_text(content: bytes, file_format: str) -> str | None:
    """Return what the reader and the importer make of the last cell of a table."""
    output = io.BytesIO()
    read(io.BytesIO(content), file_format, Report(output))
    messages = [json.loads(line) for line in output.getvalue().splitlines()]
    rows = [message["row"] for message in messages if "row" in message]
    cells = rows[-1][1]
    return read_cell(cells[1]) if len(cells) > 1 else None


def test_formula_signs_are_all_signs_that_normalise_to_one() -> None:
    points = map(chr, (*range(0xD800), *range(0xE000, 0x20000)))
    found = {one for one in points if unicodedata.normalize("NFKC", one).startswith(SIGNS)}
    assert found == set(FORMULA_SIGNS)


@given(TEXTS)
@example("＝1+1")
@example("'＠a; －1")
@example("''=1")
def test_guarded_cell_begins_no_formula_and_unguards_to_the_same_text(text: str) -> None:
    assert formula_starts(guard(text)) == []
    assert unguard(guard(text)) == text


@given(TEXTS)
def test_csv_line_begins_no_formula_wherever_it_is_split(text: str) -> None:
    line = write_line([text, 1, None, text])
    cells = next(csv.reader(io.StringIO(line, newline="")))
    assert [formula_starts(cell) for cell in cells] == [[]] * 4
    assert formula_starts(line) == []


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@settings(deadline=None)  # a workbook is written and read by a child process
@given(text=TEXTS)
def test_exported_text_comes_back_from_import(text: str, file_format: str) -> None:
    text = clean_text(text)
    assert import_text(export(text, file_format), file_format) == (text or None)


@given(TEXTS)
def test_json_holds_the_text_as_it_is(text: str) -> None:
    assert json.loads(export(text, "json"))[-1] == ["a", text]
