"""The files of the demonstration, line by line; what is fictitious says so in each name."""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARKS = {"fr": "(démonstration)", "en": "(demonstration)", "ar": "(للعرض)", "bm": "(misali)"}
TAGS = {"fra": "fr", "eng": "en", "ara": "ar", "bam": "bm"}
ACRONYM_MARK = "-démo"

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """An organisation as the files describe it, with what it does where."""

    said: Mapping[str, Any]
    work: list[Line]
    is_fictitious: bool

    @property
    def slug(self) -> str:
        """Its address."""
        return str(self.said["slug"])


def list_drafts(folder: Path) -> list[Draft]:
    """Return the organisations that public texts name, then the fictitious ones."""
    work: dict[str, list[Line]] = {}
    for row in _read_table(folder / "interventions.csv"):
        work.setdefault(row.pop("organisation"), []).append(row)
    fictitious = map(_mark, read_lines(folder / "fictitious.jsonl"))
    return [
        Draft(line, work.get(line["slug"], []), is_fictitious)
        for lines, is_fictitious in ((list_named(folder), False), (fictitious, True))
        for line in lines
    ]


def list_named(folder: Path) -> list[Line]:
    """Return the lines of the organisations that public texts name."""
    return read_lines(folder / "named.jsonl")


def list_proposals(folder: Path) -> list[Line]:
    """Return the changes that wait for somebody's yes."""
    return read_lines(folder / "proposals.jsonl")


def read_lines(path: Path) -> list[Line]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ref_of(*names: str) -> str:
    """Return the ref of a row, the same at each loading."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def _read_table(path: Path) -> list[Line]:
    """Return the rows of a table without their empty cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: text for name, text in row.items() if text} for row in csv.DictReader(file)]


def _mark(line: Line) -> Line:
    """Return the line with its mark in every name, so that it travels wherever a name does."""
    tag = TAGS[line.get("language_code", "fra")]
    translations = line.get("translations", {})
    marked = {
        "name": f"{line['name']} {MARKS[tag]}",
        "translations": {one: f"{name} {MARKS[one]}" for one, name in translations.items()},
    }
    if "acronym" in line:
        marked["acronym"] = line["acronym"] + ACRONYM_MARK
    return {**line, **marked}
