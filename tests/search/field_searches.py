"""Searches as people of the field type them, and what the site-wide search page shows first.

`field_searches.json` was written from the demonstration content, before the search was tuned to
it. Each search names the pages that would help: one of them among the first answers is enough.
`python -m tests.search.field_searches FOLDER` prints those that fail on a data folder.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus, urlsplit
from xml.etree.ElementTree import Element

import click
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.config import Settings
from tests.browser import parse

FILE = Path(__file__).with_suffix(".json")
FIRST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSearch:
    """What was typed, on which interface, in which language, and the pages that help."""

    interface: str
    language: str
    typed: str
    finds: tuple[str, ...]
    why: str

    @property
    def url(self) -> str:
        return f"/{self.interface}/search?q={quote_plus(self.typed)}"


def load_searches() -> list[FieldSearch]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return [FieldSearch(**{**row, "finds": tuple(row["finds"])}) for row in rows]


def list_answers(client: FlaskClient, url: str) -> list[str]:
    """Return the paths, without language, of the answers that a page shows, in its order.

    What a page without answers shows to help is no answer.
    """
    root = parse(client.get(url).get_data(as_text=True))
    if any(element.get("class") == "empty" for element in root.iter("div")):
        return []
    paths = [urlsplit(a.get("href", "")).path for a in _list_headings(root)]
    return list(dict.fromkeys(path.split("/", 2)[2] for path in paths))


def list_failures(app: Flask) -> list[str]:
    """Return the searches of which no helpful page is among the first answers."""
    client = app.test_client()
    failures = []
    for search in load_searches():
        shown = list_answers(client, search.url)[:FIRST]
        if not set(search.finds) & set(shown):
            failures.append(f"{search.url} {search.typed!r} ({search.why}): {shown}")
    return failures


def _list_headings(root: Element) -> Iterator[Element]:
    """Yield the link of each answer: the heading of an entry of a list."""
    for entry in root.iter("li"):
        if entry.get("class") == "entry":
            yield from entry.findall("h3/a")


def main() -> None:
    app = create_app(Settings(environment="testing", data_dir=Path(sys.argv[1])))
    failures = list_failures(app)
    total = len(load_searches())
    click.echo("\n".join([*failures, f"{total - len(failures)} of {total}"]))


if __name__ == "__main__":
    main()
