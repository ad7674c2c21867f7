"""Loading the vocabularies that come with the product."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from portal.config import LANGUAGES
from portal.extensions import db
from portal.vocabulary.models import Domain, Labels, Language, Place, PlaceKind

DATA = Path(__file__).parent / "data"

Row = dict[str, str]
Term = TypeVar("Term", Domain, Place)


def load_vocabularies() -> None:
    """Create or update every domain, place and language from the product's own data.

    Places that administrators added stay, and so do the names that they gave to others.
    """
    for row in _rows("domains.csv"):
        domain = _find_or_add(Domain, row["slug"])
        domain.position = int(row["position"])
        domain.labels = _labels(row)
        domain.dac_codes = row["dac_codes"].split()
    for row in _rows("places.csv"):
        _load_place(row)
    for row in _rows("languages.csv"):
        language = db.session.get(Language, row["code"]) or Language(code=row["code"])
        language.tag = row["tag"]
        language.is_right_to_left = row["right_to_left"] == "yes"
        language.position = int(row["position"])
        language.labels = _labels(row)
        db.session.add(language)
    db.session.commit()


def product_aliases(slug: str) -> tuple[str, ...] | None:
    """Return the other names that the product gives to a place; None for a place not its own."""
    return _read_product_aliases().get(slug)


@cache
def _read_product_aliases() -> dict[str, tuple[str, ...]]:
    return {row["slug"]: _aliases(row) for row in _rows("places.csv")}


def _aliases(row: Row) -> tuple[str, ...]:
    return tuple(alias for alias in row["aliases"].split("|") if alias)


def _load_place(row: Row) -> None:
    """Load a place; its parent stands above it in the file."""
    place = _find_or_add(Place, row["slug"])
    place.kind = PlaceKind(row["kind"])
    place.position = int(row["position"])
    place.labels = _labels(row)
    place.aliases = list(dict.fromkeys((*_aliases(row), *(place.aliases or ()))))
    place.codes = (place.codes or {}) | {
        scheme: row[column]
        for scheme, column in (
            ("iso-3166-2", "iso_3166_2"),
            ("ml-law-2023-006", "law_2023_006"),
            ("ml-law-2023-007", "law_2023_007"),
        )
        if row[column]
    }
    place.parent_id = _find_or_add(Place, row["parent"]).id if row["parent"] else None
    db.session.flush()


def _find_or_add(model: type[Term], slug: str) -> Term:
    term = db.session.query(model).filter_by(slug=slug).one_or_none()
    if term is None:
        term = model(slug=slug)
        db.session.add(term)
    return term


def _labels(row: Row) -> Labels:
    return {language: row[f"label_{language}"] for language in LANGUAGES}


def _rows(name: str) -> Iterator[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
