"""Import files made to break the import: no row spoils another."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.library.importing import Outcome, import_items

GOOD = {"identifier": "good", "kind": "document", "title": "Une note"}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"file": "a\0b"},
        {"file": "x" * 5000},
        {"file": "\ud800"},
        {"file": "../../etc/passwd"},
        {"file": "/etc/passwd"},
        {"file": "."},
        {"identifier": "e" * 121},
        {"identifier": ["list"]},
        {"title": {"a": 1}},
        {"domains": [[[]], {"a": []}]},
        {"contributors": [{"name": {"x": 1}, "role": "thief"}, 5]},
    ],
)
def test_a_spoilt_row_is_refused_and_the_next_is_read(
    app: Flask, tmp_path: Path, spoilt: dict[str, Any]
) -> None:
    path = tmp_path / "items.jsonl"
    rows = ({**GOOD, "identifier": "bad", **spoilt}, GOOD)
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [line.outcome for line in import_items(path)] == [Outcome.REFUSED, Outcome.CREATED]


def test_an_identifier_loses_what_cannot_be_kept(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(json.dumps({**GOOD, "identifier": "k\ud800\0 "}))
    assert [line.identifier for line in import_items(path)] == ["k"]
    assert [line.outcome for line in import_items(path)] == [Outcome.UNCHANGED]


def test_a_table_that_never_closes_a_cell_is_refused(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    endless = '"' + "x" * (16 * 1024 * 1024 + 1)
    path.write_text(f"identifier,kind,title\ngood,document,Une note\nbad,document,{endless}")
    assert [line.outcome for line in import_items(path)] == [Outcome.CREATED, Outcome.REFUSED]
