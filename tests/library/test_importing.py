import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.content.models import Status, Visibility
from portal.content.revisions import list_revisions
from portal.extensions import db, run_pending
from portal.library.consents import find_consent, withdraw_consent
from portal.library.file_queries import list_shown_files
from portal.library.importing import Outcome, import_items
from portal.library.models import Consent, ConsentKind, Item, ItemKind
from portal.media.models import Purpose
from portal.search.models import OutboxEntry
from tests.conftest import People
from tests.media.media_samples import make_audio

VOICE = make_audio("mp3", seconds=1)
GOOD = {
    "identifier": "note-1",
    "kind": "document",
    "title": "L’eau potable à Ségou",
    "language": "fra",
    "date": "2023-05",
    "domains": ["eau-assainissement", "Femmes handicapées"],
    "places": ["Ségou", "bamako"],
    "organisations": ["rejefpo"],
    "contributors": [{"name": "Fanta", "role": "author"}],
    "rights": "cc-by",
    "status": "published",
}


def write_json_lines(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "items.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "items.csv"
    path.write_text(text, encoding=encoding)
    return path


def only_item() -> Item:
    return db.session.query(Item).one()


def test_a_row_creates_a_published_item_with_its_terms(people: People, tmp_path: Path) -> None:
    (line,) = import_items(write_json_lines(tmp_path, GOOD))
    assert line.outcome is Outcome.CREATED
    item = only_item()
    assert item.kind is ItemKind.DOCUMENT
    assert item.status is Status.PUBLISHED
    assert {domain.slug for domain in item.domains} == {"eau-assainissement", "handicap"}
    assert {place.slug for place in item.places} == {"segou", "bamako"}
    assert item.owner is people.organisation
    assert item.contributors[0].name == "Fanta"
    assert db.session.query(OutboxEntry).filter_by(object_id=item.id).count()


def test_a_second_run_changes_nothing(people: People, tmp_path: Path) -> None:
    path = write_json_lines(tmp_path, GOOD)
    list(import_items(path))
    (line,) = import_items(path)
    assert line.outcome is Outcome.UNCHANGED
    assert len(list_revisions("item", only_item().id)) == 1


def test_a_row_updates_only_the_columns_it_has(people: People, tmp_path: Path) -> None:
    list(import_items(write_json_lines(tmp_path, GOOD)))
    update = {"identifier": "note-1", "summary": "Un nouveau résumé."}
    (line,) = import_items(write_json_lines(tmp_path, update))
    assert line.outcome is Outcome.UPDATED
    item = only_item()
    assert item.summary == "Un nouveau résumé."
    assert item.title == GOOD["title"]
    assert len(item.domains) == 2
    assert item.status is Status.PUBLISHED


def test_a_dry_run_reports_the_same_and_changes_nothing(people: People, tmp_path: Path) -> None:
    path = write_json_lines(tmp_path, GOOD, {**GOOD, "identifier": "bad", "date": "mai"})
    dry = list(import_items(path, dry_run=True))
    assert db.session.query(Item).count() == 0
    assert db.session.query(OutboxEntry).count() == 0
    assert dry == list(import_items(path))


def test_a_bad_row_never_stops_or_spoils_the_others(people: People, tmp_path: Path) -> None:
    rows: list[dict[str, Any] | str] = [
        GOOD,
        "this is not JSON",
        "[1, 2]",
        {**GOOD, "identifier": ""},
        {**GOOD, "identifier": "two", "kind": "poem"},
        {**GOOD, "identifier": "three", "title": "x" * 301},
        {**GOOD, "identifier": "four", "unknown column": "x"},
        {**GOOD, "identifier": "five", "contributors": [{"name": "A", "role": "queen"}]},
        {**GOOD, "identifier": "six", "title": {"a": 1}},
        {**GOOD, "identifier": "last"},
    ]
    outcomes = [line.outcome for line in import_items(write_json_lines(tmp_path, *rows))]
    assert outcomes == [Outcome.CREATED, *[Outcome.REFUSED] * 8, Outcome.CREATED]
    assert {item.identifier for item in db.session.query(Item)} == {"note-1", "last"}


@pytest.mark.parametrize(
    ("column", "written", "near"),
    [
        ("places", "Segoo", "Ségou"),
        ("domains", "vgb", "vbg"),
        ("language", "francais", None),
        ("language", "franssais", "français"),
        ("organisations", "rejefop", "rejefpo"),
    ],
)
def test_an_unknown_term_is_reported_with_the_nearest_known(
    people: People, tmp_path: Path, column: str, written: str, near: str | None
) -> None:
    value = written if column == "language" else [written]
    (line,) = import_items(write_json_lines(tmp_path, {**GOOD, column: value}))
    if near is None:
        assert line.outcome is Outcome.CREATED
    else:
        assert near in line.problems[column]


def test_a_csv_reads_like_json_lines(people: People, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "identifier,kind,title,domains,contributors,rights,status\n"
        'c1,recording,"Voix, une","vbg|mgf","Fanta (speaker)|Awa",cc-by,published\n',
        encoding="utf-8-sig",
    )
    (line,) = import_items(path)
    assert line.outcome is Outcome.CREATED
    item = only_item()
    assert item.title == "Voix, une"
    assert [domain.slug for domain in item.domains] == ["vbg", "mgf"]
    assert [(c.name, c.role.value) for c in item.contributors] == [
        ("Fanta", "speaker"),
        ("Awa", "author"),
    ]


def test_a_csv_row_with_too_many_cells_is_refused(people: People, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "identifier,kind,title\na,document,b,c,d\ne,document,f\n")
    assert [line.outcome for line in import_items(path)] == [Outcome.REFUSED, Outcome.CREATED]


def test_files_come_with_their_row_once(people: People, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Le texte de la note.", encoding="utf-8")
    path = write_json_lines(tmp_path, {**GOOD, "file": ["note.txt"]})
    list(import_items(path))
    list(import_items(path))
    assert [file.name for file in only_item().files] == ["note.txt"]
    (tmp_path / "note.txt").write_text("Le texte corrigé.", encoding="utf-8")
    (line,) = import_items(path)
    assert line.outcome is Outcome.UPDATED
    assert [file.size for file in only_item().files] == [len("Le texte corrigé.".encode())]


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "missing.txt", "virus.exe"])
def test_a_file_that_cannot_be_taken_refuses_the_whole_row(
    people: People, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "import"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "virus.exe").write_bytes(b"MZ\x90\x00" + bytes(200))
    (line,) = import_items(write_json_lines(folder, {**GOOD, "file": [name]}))
    assert line.outcome is Outcome.REFUSED
    assert "file" in line.problems
    assert db.session.query(Item).count() == 0


def voice_row(folder: Path, **columns: str) -> Path:
    (folder / "voix.mp3").write_bytes(VOICE)
    row = {**GOOD, "kind": "recording", "file": ["voix.mp3"], **columns}
    return write_json_lines(folder, row)


def test_an_agreement_comes_with_the_row(people: People, tmp_path: Path) -> None:
    path = voice_row(tmp_path, consent="written", consent_until="2099-12-31", visibility="members")
    (line,) = import_items(path)
    assert (line.outcome, line.problems) == (Outcome.CREATED, {})
    item = only_item()
    consent = find_consent(item.files[0].id)
    assert consent
    assert (consent.kind, consent.audience) == (ConsentKind.WRITTEN, Visibility.MEMBERS)
    assert consent.until == date(2099, 12, 31)
    (line,) = import_items(path)
    assert line.outcome is Outcome.UNCHANGED
    assert db.session.query(Consent).count() == 1


@pytest.mark.parametrize("columns", [{}, {"consent": "spoken", "consent_until": "2001-01-01"}])
def test_a_recording_without_an_agreement_is_taken_in_and_reported(
    people: People, tmp_path: Path, columns: dict[str, str]
) -> None:
    path = voice_row(tmp_path, **columns)
    dry = list(import_items(path, dry_run=True))
    (line,) = import_items(path)
    assert dry == [line]
    assert line.outcome is Outcome.CREATED
    assert "voix.mp3" in line.problems["consent"]
    run_pending()
    item = only_item()
    assert item.status is Status.PUBLISHED
    assert list_shown_files(item) == []


def test_a_later_row_brings_the_agreement(people: People, tmp_path: Path) -> None:
    list(import_items(voice_row(tmp_path)))
    (line,) = import_items(voice_row(tmp_path, consent="nobody"))
    assert (line.outcome, line.problems) == (Outcome.UPDATED, {})
    run_pending()
    assert len(list_shown_files(only_item())) == 1


def test_what_was_taken_back_is_not_brought_back_by_a_row(people: People, tmp_path: Path) -> None:
    path = voice_row(tmp_path, consent="nobody")
    list(import_items(path))
    withdraw_consent(only_item().files[0], actor=people.editor)
    (line,) = import_items(path)
    assert line.outcome is Outcome.UNCHANGED
    assert "voix.mp3" in line.problems["consent"]
    run_pending()
    assert list_shown_files(only_item()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("consent", "perhaps"), ("consent_until", "demain"), ("consent_until", "2031")],
)
def test_an_agreement_that_cannot_be_understood_refuses_the_row(
    people: People, tmp_path: Path, column: str, value: str
) -> None:
    (line,) = import_items(voice_row(tmp_path, **{"consent": "written", column: value}))
    assert line.outcome is Outcome.REFUSED
    assert set(line.problems) == {column}


def test_a_row_that_archives_a_record_removes_its_copies(people: People, tmp_path: Path) -> None:
    list(import_items(voice_row(tmp_path, consent="nobody")))
    run_pending()
    db.session.expire_all()
    assert only_item().files[0].copy_for(Purpose.LIGHT)
    list(import_items(voice_row(tmp_path, status="archived")))
    assert only_item().files[0].renditions == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_typed_table_is_read_however_it_was_saved(
    people: People, tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = (
        ["Fonds, tri et cotes"],
        [],
        ["identifier", "kind", "title"],
        ["note-1", "document", "L’été à Ségou"],
        [],
        ["note-2", "document", "L’hiver", "trop"],
    )
    path = write_csv(tmp_path, "\n".join(separator.join(row) for row in rows), encoding)
    lines = list(import_items(path))
    assert [line.outcome for line in lines] == [Outcome.CREATED, Outcome.REFUSED]
    assert only_item().title == "L’été à Ségou"
