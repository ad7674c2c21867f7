"""A backup holds all that its database names, and a site comes back from it."""

import fcntl
import io
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import func, select

from portal import ROOT, create_app
from portal.auth.models import LoginSession, RoleName
from portal.auth.queries import get_user
from portal.cli.backups.bytes import describe
from portal.cli.backups.folder import BackupFolder
from portal.cli.backups.target import Target
from portal.cli.running import UNFINISHED
from portal.config import Settings
from portal.content.lifecycle import Action
from portal.extensions import db, run_pending
from portal.library.attachments import attach_file
from portal.library.consents import (
    ConsentValues,
    confirm_consent,
    find_consent,
    is_taken_back,
    withdraw_consent,
)
from portal.library.models import ConsentKind, Item
from portal.library.services import take_step
from portal.media import storage
from portal.media.models import File, FileState
from portal.media.tasks import process
from portal.uploads.models import Upload, UploadState
from tests.disks import mount, small_disk
from tests.factories import make_item, make_organisation, make_user, publish

SECRET = "a secret that must never be in a backup, for its finder"
MINUTE = 60


@pytest.fixture(scope="module")
def saved_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site made by its migrations, with one record, made once."""
    data_dir = tmp_path_factory.mktemp("saved") / "site"
    app = create_app(Settings(environment="testing", data_dir=data_dir, secret_key=SECRET))
    with app.app_context():
        app.test_cli_runner().invoke(args=["setup"])
        organisation = make_organisation("rejefpo")
        editor = make_user("editor", RoleName.EDITOR, organisation)
        item = make_item(editor, organisation, title="Compte rendu de Ségou")
        attach_file(item, io.BytesIO(b"Les femmes de Segou."), name="segou.txt", author=editor)
        publish(item, editor)
        db.session.remove()
        db.engine.dispose()
    return data_dir


@pytest.fixture
def settings(saved_site: Path, tmp_path: Path) -> Settings:
    shutil.copytree(saved_site, tmp_path / "site")
    return Settings(environment="testing", data_dir=tmp_path / "site", secret_key=SECRET)


@pytest.fixture
def item(app: Flask) -> Item:
    return db.session.scalars(select(Item)).one()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command of the site, or of another one."""

    def run_command(*words: object, on: Flask = app) -> Result:
        with on.app_context():
            result = on.test_cli_runner().invoke(args=[str(word) for word in words])
            db.session.remove()
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        return result

    return run_command


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Flask]:
    """A site of nobody yet, in another data folder."""
    settings = Settings(environment="testing", data_dir=tmp_path / "elsewhere", secret_key=SECRET)
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


def send_again(item: Item, text: str) -> File:
    return attach_file(item, io.BytesIO(text.encode()), name="suite.txt", author=None)


def start_upload(settings: Settings, content: bytes, size: int) -> Upload:
    """An upload of which a part is here."""
    row = Upload(
        nonce="n" * 32,
        user_id=1,
        destination="item",
        record_id=1,
        name="long.mp3",
        size=size,
        state=UploadState.ARRIVING,
        expires_at=db.session.scalar(select(func.max(File.uploaded_at))),
    )
    db.session.add(row)
    db.session.commit()
    settings.uploads_dir.mkdir(exist_ok=True)
    (settings.uploads_dir / str(row.id)).write_bytes(content)
    return row


def test_a_site_comes_back_with_everything(
    item: Item, settings: Settings, folder: Path, run: Run, elsewhere: Flask
) -> None:
    upload = start_upload(settings, b"half of it", 20)
    sha256, slug, upload_id = item.files[0].sha256, item.slug, upload.id
    assert run("backup", folder).exit_code == 0
    result = run("restore", folder, on=elsewhere)
    assert result.exit_code == 0, result.output
    with elsewhere.app_context():
        assert db.session.scalar(select(Item.slug)) == slug
        assert storage.find_bytes(sha256).read_bytes() == b"Les femmes de Segou."
    restored: Settings = elsewhere.extensions["settings"]
    assert (restored.uploads_dir / str(upload_id)).read_bytes() == b"half of it"
    assert run("media", "check", on=elsewhere).exit_code == 0
    assert run("index", "check", "--no-repair", on=elsewhere).exit_code == 0
    found = elsewhere.test_client().get("/fr/library/?q=Ségou")
    assert "Compte rendu de" in found.get_data(as_text=True)


def test_an_upload_that_lost_bytes_is_found(item: Item, settings: Settings, run: Run) -> None:
    upload = start_upload(settings, b"half of it", 20)
    assert run("media", "check").exit_code == 0
    upload.state = UploadState.COMPLETE
    db.session.commit()
    result = run("media", "check")
    assert result.exit_code == 1
    assert "10 bytes that had arrived are gone" in result.output


def test_a_second_backup_copies_only_what_is_new(
    item: Item, folder: Path, run: Run, elsewhere: Flask
) -> None:
    assert "new here: 1 files" in run("backup", folder).output
    assert "new here: 0 files" in run("backup", folder).output
    file = send_again(item, "La suite.")
    assert "new here: 1 files" in run("backup", folder).output
    first = BackupFolder(folder).names()[0]
    assert run("restore", folder, "--from", first, on=elsewhere).exit_code == 0
    with elsewhere.app_context():
        assert db.session.scalars(select(File.sha256)).all() != []
        assert file.sha256 not in db.session.scalars(select(File.sha256)).all()


def test_old_backups_go_and_take_only_their_own_files(
    item: Item, settings: Settings, folder: Path, run: Run
) -> None:
    first = item.files[0].sha256
    run("backup", folder)
    db.session.execute(db.text("DELETE FROM file"))
    db.session.commit()
    second = send_again(item, "La suite.").sha256
    assert "1 old backups deleted" in run("backup", folder, "--keep", 1).output
    root = BackupFolder(folder)
    assert len(root.names()) == 1
    assert not root.path_of(first).exists()
    assert root.path_of(second).exists()
    assert run("restore", "--check", folder).exit_code == 0


def test_a_backup_is_for_its_owner_alone_and_holds_no_secret(
    item: Item, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("SITE_NAME", "L'équipe")
    monkeypatch.setenv("QUEUE_URL", "redis://:opensesame@localhost/0")
    result = run("backup", folder)
    paths = [folder, *folder.rglob("*")]
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in paths)
    contents = b"".join(path.read_bytes() for path in paths if path.is_file())
    for secret in (SECRET, "opensesame"):
        assert secret not in result.output
        assert secret.encode() not in contents
    assert b"SITE_NAME='L'\"'\"'\xc3\xa9quipe'" in contents


def test_people_sign_in_again_after_a_restore(
    item: Item, folder: Path, run: Run, browse: Callable, elsewhere: Flask
) -> None:
    browse(get_user("editor"))
    assert db.session.scalar(select(func.count(LoginSession.token_hash))) == 1
    run("backup", folder)
    run("restore", folder, on=elsewhere)
    with elsewhere.app_context():
        assert db.session.scalar(select(func.count(LoginSession.token_hash))) == 0


def refusal(run: Run, folder: Path) -> str:
    before = sorted(folder.rglob("*"))
    result = run("backup", folder)
    assert result.exit_code == 1
    assert sorted(folder.rglob("*")) == before
    return result.output


def test_a_folder_inside_the_data_folder_is_refused(
    item: Item, settings: Settings, run: Run
) -> None:
    assert "is inside the data folder: choose" in refusal(run, settings.data_dir / "backups")


def test_a_folder_with_other_things_is_refused(item: Item, folder: Path, run: Run) -> None:
    folder.mkdir()
    (folder / "photos.zip").touch()
    assert "holds other things: choose" in refusal(run, folder)


def test_a_folder_of_another_site_is_refused(
    item: Item, folder: Path, run: Run, elsewhere: Flask
) -> None:
    run("setup", on=elsewhere)
    run("backup", folder, on=elsewhere)
    assert "holds the backups of another site: choose" in refusal(run, folder)


def test_an_empty_data_folder_is_not_saved(folder: Path, run: Run, elsewhere: Flask) -> None:
    result = run("backup", folder, on=elsewhere)
    assert (result.exit_code, folder.exists()) == (1, False)
    assert "There is no site in" in result.output


def test_a_lost_original_is_told_and_the_rest_is_saved(
    item: Item, folder: Path, run: Run, elsewhere: Flask
) -> None:
    send_again(item, "La suite.")
    storage.path_of(item.files[0].sha256).unlink()
    result = run("backup", folder)
    assert result.exit_code == 1
    assert "1 files that the database names were missing" in result.output
    assert run("restore", folder, on=elsewhere).exit_code == 0
    assert "is not on this disk" in run("media", "check", on=elsewhere).output


def test_what_is_discarded_during_a_backup_waits(item: Item) -> None:
    sha256 = item.files[0].sha256
    storage.discard(sha256)
    os.utime(storage.find_bytes(sha256), (0, 0))
    with storage.hold_bin():
        assert storage.empty_bin(lambda _: False) == 0
    assert storage.find_bytes(sha256)
    assert storage.empty_bin(lambda _: False) == 1


@pytest.mark.parametrize("damage", ["file", "database", "manifest", "gone"])
def test_a_damaged_backup_is_not_loaded(
    item: Item, folder: Path, run: Run, damage: str, elsewhere: Flask
) -> None:
    sha256 = item.files[0].sha256
    run("backup", folder)
    root = BackupFolder(folder)
    backup = folder / root.names()[0]
    path = {
        "file": root.path_of(sha256),
        "gone": root.path_of(sha256),
        "database": backup / "portal.sqlite",
        "manifest": backup / "manifest.json",
    }[damage]
    if damage == "gone":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]))
    assert run("restore", folder, "--check").exit_code == 1
    result = run("restore", folder, on=elsewhere)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    restored: Settings = elsewhere.extensions["settings"]
    assert not (restored.data_dir / "portal.sqlite").exists()


def test_a_site_is_replaced_only_when_asked_and_put_aside(
    item: Item, settings: Settings, folder: Path, run: Run
) -> None:
    run("backup", folder)
    item.title = "Changed afterwards"
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    result = run("restore", folder)
    assert result.exit_code == 1
    assert "--replace" in result.output
    result = run("restore", folder, "--replace")
    assert result.exit_code == 0, result.output
    assert db.session.scalar(select(Item.title)) == "Compte rendu de Ségou"
    (aside,) = settings.data_dir.glob("before-restore-*")
    with closing(sqlite3.connect(aside / "portal.sqlite")) as old:
        assert old.execute("SELECT title FROM item").fetchone() == ("Changed afterwards",)
    assert list((aside / "files").rglob("[0-9a-f]" * 64))


def test_what_was_taken_back_since_is_taken_back_again_or_at_least_said(
    item: Item, folder: Path, run: Run, elsewhere: Flask
) -> None:
    editor = get_user("editor")
    (file,) = item.files
    kept = attach_file(item, io.BytesIO(b"Une autre page."), name="b.txt", author=editor)
    for each in (file, kept):
        confirm_consent(each, ConsentValues(kind=ConsentKind.WRITTEN), author=editor)
    run("backup", folder)
    for each in (file, kept):
        withdraw_consent(each, actor=editor, reason="She asked.")
    confirm_consent(kept, ConsentValues(kind=ConsentKind.WRITTEN), author=editor)
    take_step(item, Action.ARCHIVE, actor=editor, reason="Over.")
    identifier = item.identifier
    db.session.remove()
    db.engine.dispose()
    result = run("restore", folder, "--replace")
    assert result.exit_code == 0, result.output
    assert "Files taken back in the old site, and here again: 1.\n" in result.output
    assert f"published here: 1.\n  {identifier}\n" in result.output
    assert "1 agreements hold and 1 records are published as on" in result.output
    first, second = db.session.scalars(select(File).order_by(File.id))
    consent = find_consent(first.id)
    assert consent
    assert (consent.reason, is_taken_back(second)) == ("She asked.", False)
    assert (first.state, first.renditions) == (FileState.WITHDRAWN, [])
    alone = run("restore", folder, on=elsewhere)
    assert "2 agreements hold and 1 records are published as on" in alone.output
    assert "taken back, unpublished or erased since is open again" in alone.output


def test_a_restore_that_goes_on_still_knows_the_old_site(settings: Settings) -> None:
    aside = Target(settings).prepare()
    assert aside
    assert (aside / "portal.sqlite").is_file()
    assert Target(settings).prepare() == aside


def test_an_older_backup_is_brought_up_to_date(
    item: Item, folder: Path, run: Run, elsewhere: Flask, tmp_path: Path
) -> None:
    run("backup", folder)
    backup, manifest = BackupFolder(folder).read()
    older = Settings(environment="testing", data_dir=backup, secret_key=SECRET)
    with create_app(older).app_context():
        downgrade(directory=str(ROOT / "migrations"), revision="0001")
        db.session.execute(db.text("PRAGMA journal_mode=DELETE"))
        db.session.remove()
        db.engine.dispose()
    database = describe(backup / "portal.sqlite")
    replace(manifest, revision="0001", database=database).write(backup)
    result = run("restore", folder, on=elsewhere)
    assert result.exit_code == 0, result.output
    with elsewhere.app_context():
        assert db.session.scalar(select(File.state)) is FileState.WAITING
        process.enqueue(1)
        run_pending()
        db.session.rollback()
        assert db.session.scalar(select(File.state)) is FileState.DONE
    assert run("media", "check", on=elsewhere).exit_code == 0


def test_a_backup_of_a_newer_version_is_refused(
    item: Item, folder: Path, run: Run, elsewhere: Flask
) -> None:
    run("backup", folder)
    backup, manifest = BackupFolder(folder).read()
    replace(manifest, version="9.0", revision="0999").write(backup)
    result = run("restore", folder, on=elsewhere)
    assert result.exit_code == 1
    assert "version 9.0, which is newer" in result.output


def portal(data_dir: Path, *words: object) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    environment = {**os.environ, "DATA_DIR": str(data_dir), "LOG_LEVEL": "WARNING"}
    return subprocess.Popen(
        [sys.executable, "-m", "portal", *map(str, words)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output_of(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=MINUTE)
    assert process.returncode == 0, output
    return output


def test_a_site_that_is_written_to_is_saved_whole(
    item: Item, settings: Settings, folder: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.cli.busy_site", str(settings.data_dir)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    try:
        writer.stdout.readline()
        for _ in range(2):
            output_of(portal(settings.data_dir, "backup", folder))
        assert writer.poll() is None
    finally:
        writer.kill()
        written = len(writer.communicate()[0].splitlines())
    assert written > 3
    for number, name in enumerate(BackupFolder(folder).names()):
        target = tmp_path / f"copy {number}"
        output_of(portal(target, "restore", folder, "--from", name))
        assert "0 problems" in output_of(portal(target, "media", "check", "--grace", "0"))
        output_of(portal(target, "index", "check", "--no-repair"))


@pytest.mark.parametrize("seconds", [1.2, 1.8])
def test_a_killed_backup_is_never_taken_for_a_whole_one(
    item: Item, settings: Settings, folder: Path, run: Run, seconds: float
) -> None:
    for number in range(30):
        send_again(item, f"{number}" * 100_000)
    killed = portal(settings.data_dir, "backup", folder)
    time.sleep(seconds)
    killed.kill()
    killed.communicate()
    if BackupFolder(folder).names():
        assert run("restore", folder, "--check").exit_code == 0
    else:
        assert "There is no whole backup" in run("restore", folder, "--check").output
    assert run("backup", folder).exit_code == 0
    assert run("restore", folder, "--check").exit_code == 0
    assert not (folder / "unfinished").exists()


@pytest.mark.parametrize("seconds", [1.5, 2.2])
def test_a_killed_restore_says_so_and_can_be_run_again(
    item: Item, folder: Path, run: Run, tmp_path: Path, seconds: float
) -> None:
    run("backup", folder)
    target = tmp_path / "target"
    killed = portal(target, "restore", folder)
    time.sleep(seconds)
    killed.kill()
    killed.communicate()
    if (target / UNFINISHED).exists():
        worker = portal(target, "worker")
        assert "run portal restore again" in worker.communicate(timeout=MINUTE)[0]
        assert worker.returncode == 1
    if not (target / "portal.sqlite").exists() or (target / UNFINISHED).exists():
        output_of(portal(target, "restore", folder))
    assert "0 problems" in output_of(portal(target, "media", "check"))
    output_of(portal(target, "index", "check", "--no-repair"))


def test_a_backup_without_room_says_so_and_leaves_the_former_as_they_were(
    item: Item, folder: Path, run: Run
) -> None:
    with small_disk(folder, size="13m"):
        assert run("backup", folder).exit_code == 0
        send_again(item, "large" * 1_000_000)
        full = run("backup", folder)
        assert full.exit_code == 1
        assert f"There is no room in {folder} for 5 MB" in full.output
        assert len(BackupFolder(folder).names()) == 1
        assert run("restore", folder, "--check").exit_code == 0
        mount("-o", "remount,size=30m", folder)
        assert run("backup", folder).exit_code == 0
        assert run("restore", folder, "--check").exit_code == 0


def test_a_restore_without_room_says_so_and_can_be_run_again(
    item: Item, folder: Path, run: Run, tmp_path: Path
) -> None:
    send_again(item, "large" * 1_000_000)
    run("backup", folder)
    with small_disk(tmp_path / "target", size="4m") as target:
        full = portal(target, "restore", folder)
        assert f"There is no room in {target}: free some" in full.communicate(timeout=MINUTE)[0]
        assert full.returncode == 1
        assert (target / UNFINISHED).exists()
        mount("-o", "remount,size=30m", target)
        output_of(portal(target, "restore", folder))
        assert "0 problems" in output_of(portal(target, "media", "check"))


def is_held(path: Path) -> bool:
    try:
        with path.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def test_a_site_that_runs_is_not_replaced(item: Item, settings: Settings, folder: Path) -> None:
    output_of(portal(settings.data_dir, "backup", folder))
    worker = portal(settings.data_dir, "worker")
    try:
        while not is_held(settings.data_dir / "running.lock"):
            time.sleep(0.1)
        restore = portal(settings.data_dir, "restore", folder, "--replace")
        assert "The site is running" in restore.communicate(timeout=MINUTE)[0]
        assert restore.returncode == 1
        assert worker.poll() is None
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=MINUTE)
