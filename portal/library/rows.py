"""Rows of an import file, CSV or JSON Lines, read into values or refused with reasons."""

import errno
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from flask_babel import gettext as _

from portal.content.dates import read_date, read_day
from portal.content.models import Status, Visibility
from portal.content.text import clean_line, clean_text
from portal.errors import InvalidError
from portal.library.consents import ConsentValues
from portal.library.models import ConsentKind, ContributorRole, ItemKind, OrganisationRole, Rights
from portal.library.row_files import RawRow
from portal.library.terms import Terms
from portal.library.transcripts.importing import TRACK_COLUMNS, TrackFile, read_track
from portal.library.values import ItemValues
from portal.media.types import sniff
from portal.vocabulary.queries import fold
from portal.vocabulary.several import divide

# What the system says of a text that cannot be the name of a file.
_NO_NAMES = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})

COLUMNS = (
    "identifier", "kind", "title", "summary", "body", "language", "date", "domains", "places",
    "organisations", "owner", "contributors", "rights", "visibility", "status", "file",
    "consent", "consent_until", *TRACK_COLUMNS,
)  # fmt: skip
SEPARATOR = "|"
LONGEST_IDENTIFIER = 120

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a good row asks for: a record, its status, files to carry, and what goes with them."""

    identifier: str
    values: ItemValues
    status: Status | None
    files: tuple[Path, ...]
    consent: ConsentValues | None
    tracks: tuple[TrackFile, ...]


@dataclass(slots=True)
class RowReader:
    """Reads raw rows against the vocabularies; files are looked for beside the import file."""

    terms: Terms
    folder: Path
    problems: dict[str, str] = field(default_factory=dict)

    def read(self, row: RawRow, existing: ItemValues | None) -> Plan:
        """Return the plan of a row, over the existing values where a column is absent.

        Raises InvalidError with every problem of the row.
        """
        self.problems = {
            name: _("This column is not known.") for name in row if name not in COLUMNS
        }
        identifier = self._text(row, "identifier")
        if not identifier:
            self.problems["identifier"] = _("Write an identifier.")
        if len(identifier) > LONGEST_IDENTIFIER:
            limit = LONGEST_IDENTIFIER
            self.problems["identifier"] = _("Shorten this to %(limit)s characters.", limit=limit)
        values = self._values(row, existing)
        plan = Plan(
            identifier=identifier,
            values=values,
            status=self._choice(row, "status", Status) if row.get("status") else None,
            files=tuple(self._files(row)),
            consent=self._consent(row, values.visibility),
            tracks=tuple(self._tracks(row, values.language_code)),
        )
        self.problems |= values.problems
        if self.problems:
            raise InvalidError(self.problems)
        return plan

    def _values(self, row: RawRow, existing: ItemValues | None) -> ItemValues:
        readers: dict[str, tuple[str, Callable[[], object]]] = {
            "kind": ("kind", lambda: self._choice(row, "kind", ItemKind)),
            "title": ("title", lambda: clean_line(self._text(row, "title"))),
            "summary": ("summary", lambda: self._text(row, "summary")),
            "body": ("body", lambda: self._text(row, "body")),
            "date": ("date", lambda: read_date(self._text(row, "date"))),
            "rights": ("rights", lambda: self._choice(row, "rights", Rights)),
            "visibility": ("visibility", lambda: self._choice(row, "visibility", Visibility)),
            "language": ("language_code", lambda: self._term(row, "language")),
            "domains": ("domain_ids", lambda: self._terms(row, "domains")),
            "places": ("place_ids", lambda: self._terms(row, "places")),
            "owner": ("owner_id", lambda: self._term(row, "owner")),
            "contributors": ("contributors", lambda: tuple(self._contributors(row))),
        }
        given = {
            name: read() for column, (name, read) in readers.items() if row.get(column) is not None
        }
        given = {name: value for name, value in given.items() if value is not None}
        if row.get("organisations") is not None:
            given |= self._organisations(row)
        if existing is None and "kind" not in given:
            self.problems.setdefault("kind", _("Write document, report or recording."))
        base = existing or ItemValues(kind=ItemKind.DOCUMENT, title="")
        values = replace(base, **given)  # type: ignore[arg-type]
        if values.owner_id is None and len(values.organisation_ids) == 1:
            values = replace(values, owner_id=values.organisation_ids[0])
        return values

    def _text(self, row: RawRow, column: str) -> str:
        value = row.get(column, "")
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return clean_text(str(value))
        self.problems[column] = _("Write plain text here.")
        return ""

    def _choice(self, row: RawRow, column: str, choices: type[Choice]) -> Choice | None:
        text = self._text(row, column)
        if not text:
            return None
        try:
            return choices(text)
        except ValueError:
            self.problems[column] = _(
                "“%(text)s” is not known. Write one of: %(choices)s.",
                text=text,
                choices=", ".join(choices),
            )
            return None

    def _list(self, row: RawRow, column: str) -> list[Any]:
        value = row.get(column) or []
        if isinstance(value, str):
            value = value.split(SEPARATOR)
        if isinstance(value, list):
            return [part.strip() if isinstance(part, str) else part for part in value if part]
        self.problems[column] = _("Write a list here.")
        return []

    def _term(self, row: RawRow, column: str) -> int | str | None:
        text = self._text(row, column)
        return self._find(column, text) if text else None

    def _terms(self, row: RawRow, column: str) -> tuple[int, ...]:
        names = self.terms.names[column]
        parts = (
            part
            for text in self._list(row, column)
            for part in divide(str(text), lambda name: fold(name) in names)
        )
        found = (self._find(column, part) for part in parts)
        return tuple(sorted({id_ for id_ in found if isinstance(id_, int)}))

    def _find(self, column: str, text: str) -> int | str | None:
        id_ = self.terms.find(column, text)
        if id_ is None:
            self.problems[column] = self.terms.explain_unknown(column, text)
        return id_

    def _contributors(self, row: RawRow) -> Iterator[tuple[str, ContributorRole]]:
        for entry in self._list(row, "contributors"):
            if isinstance(entry, dict):
                name, role = str(entry.get("name", "")), str(entry.get("role", ""))
            else:
                name, _bracket, role = str(entry).partition("(")
            role = role.strip(" )") or ContributorRole.AUTHOR
            if role in set(ContributorRole) and name.strip():
                yield clean_line(name), ContributorRole(role)
            else:
                self.problems["contributors"] = _(
                    "Write each as “Name (role)”, with one of these roles: %(roles)s.",
                    roles=", ".join(ContributorRole),
                )

    def _organisations(self, row: RawRow) -> dict[str, object]:
        """Return the organisations by what they do; one without a role publishes the item."""
        found = [self._organisation(entry) for entry in self._list(row, "organisations")]
        roles = {(id_, role) for id_, role in found if isinstance(id_, int)}
        publisher = OrganisationRole.PUBLISHER
        return {
            "organisation_ids": tuple(sorted(id_ for id_, role in roles if role is publisher)),
            "other_organisations": tuple(
                sorted(pair for pair in roles if pair[1] is not publisher)
            ),
        }

    def _organisation(self, entry: object) -> tuple[int | str | None, OrganisationRole]:
        """Read “Name (role)”; brackets without a role are part of a name."""
        if isinstance(entry, dict):
            name, role = str(entry.get("name", "")), str(entry.get("role", ""))
        else:
            name, _bracket, role = str(entry).rpartition("(")
            role = role.rstrip(") ")
            if role not in set(OrganisationRole):
                name, role = str(entry), ""
        if role and role not in set(OrganisationRole):
            self.problems["organisations"] = _(
                "Write each as “Name (role)”, with one of these roles: %(roles)s.",
                roles=", ".join(OrganisationRole),
            )
            return None, OrganisationRole.PUBLISHER
        known = OrganisationRole(role or OrganisationRole.PUBLISHER)
        return self._find("organisations", name.strip()), known

    def _consent(self, row: RawRow, audience: Visibility) -> ConsentValues | None:
        """Return who agreed to the files, as far as the record is meant to be seen."""
        kind, until = self._choice(row, "consent", ConsentKind), self._day(row, "consent_until")
        return ConsentValues(kind=kind, audience=audience, until=until) if kind else None

    def _day(self, row: RawRow, column: str) -> date | None:
        try:
            return read_day(self._text(row, column))
        except InvalidError as error:
            self.problems[column] = str(error)
            return None

    def _files(self, row: RawRow) -> Iterable[Path]:
        for path in self._paths(row, "file"):
            try:
                sniff(path, path.name)
            except InvalidError as error:
                self.problems |= error.problems
            yield path

    def _tracks(self, row: RawRow, language_code: str) -> Iterator[TrackFile]:
        """Yield the lines of each file; `message.bam.vtt` are Bambara lines of `message`."""
        for column in TRACK_COLUMNS:
            for path in self._paths(row, column):
                stem, _dot, suffix = path.stem.rpartition(".")
                found = self.terms.find("language", suffix) if stem else None
                code = str(found or language_code)
                try:
                    yield read_track(
                        path, column, stem=stem if found else path.stem, language_code=code
                    )
                except InvalidError as error:
                    self.problems |= error.problems

    def _paths(self, row: RawRow, column: str) -> Iterator[Path]:
        for name in self._list(row, column):
            path = self._find_file(str(name))
            if path:
                yield path
            else:
                self.problems[column] = _(
                    "“%(name)s” was not found beside the import file.", name=name
                )

    def _find_file(self, name: str) -> Path | None:
        """Return a file beside the import file or below it; a name that cannot be one is none."""
        try:
            path = (self.folder / name).resolve()
            is_here = path.is_relative_to(self.folder.resolve()) and path.is_file()
        except ValueError:
            return None
        except OSError as error:
            if error.errno not in _NO_NAMES:
                raise
            return None
        return path if is_here else None


def identifier_of(row: RawRow) -> str:
    """Return the identifier of a row as it is kept, or nothing when it has none."""
    value = row.get("identifier")
    return clean_text(str(value)) if isinstance(value, (str, int, float)) else ""
