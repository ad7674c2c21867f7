"""Makes clean copies as the worker does, and looks into them with tools that are not ours."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.media import sandbox
from portal.media.readers.outcome import Fate, Reading, Trace, UnreadableError

SECRET = "Zzsecret"
NAME = f"Awa {SECRET} Keïta"
PLACE = f"Bankoni {SECRET}"
DEVICE = f"Tecno {SECRET}"
SCRIPT = f"app.alert('{SECRET}')"
PATH = f"C:\\Users\\{SECRET}\\Desktop"
DEMO = Path(__file__).parents[2] / "demo/files"


@dataclass(frozen=True)
class Copy:
    """What was made of a file, and what was found in it."""

    content: bytes
    findings: dict[tuple[Trace, Fate], int]

    def removed(self) -> set[Trace]:
        return {trace for trace, fate in self.findings if fate is Fate.REMOVED}

    def count(self, trace: Trace, fate: Fate = Fate.REMOVED) -> int:
        return self.findings.get((trace, fate), 0)


def make_copy(content: bytes, file_format: str, work: str = "clean", name: str = "clean") -> Copy:
    """Make a copy in the locked child; one that was not reported is empty."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as output:
        file.write(content)
        file.flush()
        task = sandbox.Task(work, file_format, 60, 200_000_000)
        making = sandbox.make(file, task, {name: output}, beat=lambda: None)
        output.seek(0)
        findings = {(each.trace, each.fate): each.count for each in making.findings}
        assert len(findings) == len(making.findings)
        return Copy(output.read() if name in making.formats else b"", findings)


def clean(content: bytes, file_format: str) -> Copy:
    copy = make_copy(content, file_format)
    assert copy.content
    return copy


def failure_of_cleaning(content: bytes, file_format: str) -> str:
    with pytest.raises(UnreadableError) as raised:
        make_copy(content, file_format)
    return raised.value.failure.value


def read_copy(content: bytes, file_format: str) -> Reading:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return sandbox.read(file, file_format, beat=lambda: None)


def run(*command: str, content: bytes = b"") -> bytes:
    program = shutil.which(command[0])
    assert program, f"{command[0]} is missing: run scripts/test-tools"
    return subprocess.run(
        [program, *command[1:]], input=content, capture_output=True, check=True
    ).stdout


def exiftool(content: bytes) -> str:
    """Everything that exiftool can read in a file, groups and unknown tags included."""
    return run("exiftool", "-a", "-u", "-U", "-g1", "-ee", "-", content=content).decode()


def holds_secret(content: bytes) -> bool:
    """Whether a planted word is in the bytes, in any encoding that files use for words."""
    lower = content.lower()
    word = SECRET.lower()
    return any(
        form in lower
        for form in (
            word.encode(),
            word.encode("utf-16-le"),
            word.encode("utf-16-be"),
            word.encode("utf-8").hex().encode(),
            word.encode("utf-16-be").hex().encode(),
        )
    )


def unpacked_pdf(content: bytes, folder: Path) -> bytes:
    """A PDF as qpdf writes it with all its streams unpacked, after it found nothing wrong."""
    path = folder / "copy.pdf"
    path.write_bytes(content)
    checked = run("qpdf", "--check", str(path)).decode()
    assert "WARNING" not in checked
    structure = run("qpdf", "--json", "--json-stream-data=inline", str(path))
    options = ("--qdf", "--object-streams=disable", "--stream-data=uncompress")
    return structure + run("qpdf", *options, str(path), "-")


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def assert_package_is_clean(content: bytes, folder: Path) -> None:
    """No part holds a planted word; nothing is hidden between or behind the parts."""
    path = folder / "copy.zip"
    path.write_bytes(content)
    run("unzip", "-tq", str(path))
    assert not holds_secret(content)
    assert not holds_secret(run("unzip", "-p", str(path)))
    assert SECRET not in exiftool(content)
    with zipfile.ZipFile(path) as archive:
        assert not archive.comment
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.infolist():
            assert not entry.extra
            assert not entry.comment
            assert not entry.filename.endswith((".jpg", ".png")) or SECRET not in exiftool(
                archive.read(entry)
            )
