"""Transcripts and chapters that come with an import."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.extensions import db
from portal.library.importing import Outcome, import_items
from portal.media.models import File
from portal.transcripts.models import Transcript, TranscriptKind
from tests.factories import silence

pytestmark = pytest.mark.usefixtures("people", "_english")


@pytest.fixture
def _english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("premier.wav", "second.wav"):
        (tmp_path / name).write_bytes(silence().getvalue())
    (tmp_path / "second.wav").write_bytes(silence().getvalue() + b"\0\0")
    (tmp_path / "premier.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour.\n")
    (tmp_path / "second.bam.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nAw ni ce.\n")
    (tmp_path / "titres.v2.txt").write_text("[0:00] Accueil\n[0:30] La terre")
    return tmp_path


def bring(folder: Path, **columns: object) -> tuple[Outcome, dict[str, str]]:
    row = {"identifier": "a", "kind": "recording", "title": "Voix", **columns}
    path = folder / "items.jsonl"
    path.write_text(json.dumps(row))
    (line,) = import_items(path)
    return line.outcome, line.problems


ALL = {
    "file": ["premier.wav", "second.wav"],
    "consent": "nobody",
    "transcript": "premier.vtt|second.bam.srt",
    "chapters": "titres.v2.txt",
}


def kept() -> list[tuple[str, TranscriptKind, str, list[str]]]:
    rows = db.session.query(File.name, Transcript).join(Transcript, Transcript.file_id == File.id)
    return [
        (name, one.kind, one.language_code, [cue.text for cue in one.cues])
        for name, one in rows.order_by(Transcript.id)
    ]


def test_words_go_to_the_recording_of_their_name_in_the_language_of_their_name(
    folder: Path,
) -> None:
    assert bring(folder, **ALL) == (Outcome.CREATED, {})
    assert kept() == [
        ("premier.wav", TranscriptKind.WORDS, "fra", ["Bonjour."]),
        ("second.wav", TranscriptKind.WORDS, "bam", ["Aw ni ce."]),
        ("premier.wav", TranscriptKind.CHAPTERS, "fra", ["Accueil", "La terre"]),
    ]


def test_the_same_words_again_change_nothing_and_other_words_replace_them(folder: Path) -> None:
    bring(folder, **ALL)
    assert bring(folder, **ALL) == (Outcome.UNCHANGED, {})
    (folder / "premier.vtt").write_text("[0:00] Bonsoir.")
    assert bring(folder, **ALL) == (Outcome.UPDATED, {})
    assert kept()[0][3] == ["Bonsoir."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent.vtt", "“absent.vtt” was not found beside the import file."),
        ("../absent.vtt", "was not found beside the import file."),
        ("premier.wav", "This is not a text file."),
        ("faux.vtt", "Line 3: write the time as"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_kept(
    folder: Path, name: str, said: str
) -> None:
    (folder / "faux.vtt").write_text("WEBVTT\n\n00:01.000 -> 00:02.000\nx")
    outcome, problems = bring(folder, file="premier.wav", transcript=name)
    assert outcome is Outcome.REFUSED
    assert said in problems["transcript"]
    assert db.session.query(Transcript).count() == 0


def test_words_without_a_recording_are_refused(folder: Path) -> None:
    outcome, problems = bring(folder, transcript="premier.vtt")
    assert outcome is Outcome.REFUSED
    assert "no recording" in problems["transcript"]
