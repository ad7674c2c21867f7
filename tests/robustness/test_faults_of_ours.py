"""A fault of the machine or of the program is not taken for a fault of what people brought."""

import errno
import signal
import subprocess
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.auth import passwords
from portal.auth.models import LoginFailure
from portal.cli.backups.errors import BackupError
from portal.cli.backups.snapshot import read_revision
from portal.directory.exchange import jobs
from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.directory.merging.models import DistinctPair
from portal.extensions import db, is_conflict
from portal.media import tesseract
from portal.media.readers.outcome import CANNOT_BEGIN, KilledError, UnreadableError
from portal.media.sandbox import PYTHON, Patience, ended, run
from portal.search.synonym_file import SynonymFile, write_synonyms
from tests.conftest import People

LOCKED = OperationalError("UPDATE", {}, Exception("database is locked"))


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_child_that_was_stopped_with_the_site_says_nothing_of_its_file(told: int) -> None:
    assert isinstance(ended(-told), KilledError)
    assert isinstance(ended(-signal.SIGSEGV), UnreadableError)
    assert isinstance(ended(1), UnreadableError)


def test_a_child_that_cannot_begin_says_nothing_of_its_file(tmp_path: Path) -> None:
    """As where a library is missing, or the kernel refuses a lock."""
    start = "import resource; resource.setrlimit = None; "
    child = f"{start}import runpy, sys; sys.argv = ['child', 'read', 'txt']; "
    child += f"runpy.run_path({PYTHON[-1]!r}, run_name='__main__')"
    (tmp_path / "file").write_text("La paix")
    with (tmp_path / "file").open("rb") as stream, pytest.raises(KilledError, match="begin"):
        run([PYTHON[0], "-c", child], stream, patience=Patience(), beat=lambda: None)
    assert isinstance(ended(CANNOT_BEGIN), KilledError)


@pytest.mark.parametrize(
    "problem", [subprocess.TimeoutExpired("tesseract", 20), OSError(errno.EMFILE, "Too many")]
)
def test_a_program_that_could_not_be_asked_is_asked_again(
    problem: Exception, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run_once(*_arguments: object, **_options: object) -> subprocess.CompletedProcess[str]:
        raise problem

    monkeypatch.setattr(
        "portal.media.tesseract.shutil.which", lambda _name: str(tmp_path / "tesseract")
    )
    monkeypatch.setattr("portal.media.tesseract.subprocess.run", run_once)
    assert tesseract.find_tesseract() is None
    found = subprocess.CompletedProcess([], 0, stdout='languages in "/data"\nfra\n')
    monkeypatch.setattr("portal.media.tesseract.subprocess.run", lambda *_, **__: found)
    program = tesseract.find_tesseract()
    assert program is not None
    assert program.languages == ["fra"]


def test_a_lack_of_memory_is_no_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise VerificationError("Memory allocation error")

    right = passwords.hash_password("a long enough password")
    assert passwords.is_right_password(right, "a long enough password")
    assert not passwords.is_right_password(right, "another long password")
    monkeypatch.setattr(PasswordHasher, "verify", fail)
    with pytest.raises(VerificationError):
        passwords.is_right_password(right, "a long enough password")


def test_only_what_another_request_did_is_a_conflict(app: Flask, people: People) -> None:
    def fail_to_insert(row: db.Model) -> IntegrityError:
        db.session.add(row)
        with pytest.raises(IntegrityError) as caught:
            db.session.flush()
        db.session.rollback()
        return caught.value

    ours, editor = people.organisation.id, people.editor.id
    missing = DistinctPair(one_id=ours, other_id=9999, judged_by_id=editor)
    nameless = LoginFailure(subject=None)
    assert is_conflict(fail_to_insert(missing))
    assert not is_conflict(fail_to_insert(nameless))


def test_an_import_met_by_a_locked_database_is_left_to_the_sweep(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_import: DirectoryImport) -> None:
        raise LOCKED

    import_ = DirectoryImport(
        name="table.csv", content=b"nom\nx", language="fr", sent_by_id=people.administrator.id
    )
    db.session.add(import_)
    db.session.commit()
    monkeypatch.setitem(jobs.STEPS, ImportState.WAITING, (fail, ImportState.CHECKED))
    jobs.work_on(import_.id)
    db.session.expire_all()
    assert (import_.state, import_.problem) == (ImportState.WAITING, "")


def test_only_a_database_without_tables_is_told_to_be_set_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="portal setup"):
        read_revision(create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    with pytest.raises(OperationalError):
        read_revision(create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'portal.sqlite'}"))


def test_synonyms_that_could_not_be_opened_are_read_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bytes:
        raise OSError(errno.EMFILE, "Too many open files")

    write_synonyms(tmp_path, [["vbg", "violences"]])
    file = SynonymFile(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert not file.read().find(["vbg"])
    assert file.read().find(["vbg"])


def test_the_health_says_why_when_the_database_fails(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise LOCKED

    monkeypatch.setattr("portal.home.health.count_waiting", fail)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"database": False, "index": False, "waiting": None}
    assert "database is locked" in caplog.text
