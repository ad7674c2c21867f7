"""Nobody but the user of the site reads its data folder, whatever the umask."""

import os
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import ROOT
from portal.data_folder import make_data_folder, tighten
from tests.journeys.conftest import free_port, wait_until_healthy

MINUTE = 60


def start(data_dir: Path, *words: object, **environment: str) -> subprocess.Popen[bytes]:
    """Start a command of the site with a umask that hides nothing."""
    return subprocess.Popen(
        [sys.executable, "-m", "portal", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir), **environment},
        umask=0,
    )


def run(data_dir: Path, *words: object) -> None:
    assert start(data_dir, *words).wait(2 * MINUTE) == 0


def readable_by_others(folder: Path) -> Iterator[str]:
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & 0o077 and not path.is_symlink():
            yield f"{path.relative_to(folder)} {mode:o}"


def test_a_site_under_umask_000_is_closed_to_others(tmp_path: Path) -> None:
    data_dir, backups = tmp_path / "data", tmp_path / "backups"
    items, (file,) = tmp_path / "items.csv", [tmp_path / "note.txt"]
    file.write_text("Une note.", "utf-8")
    items.write_text("identifier,kind,title,file\nx,document,Une note,note.txt\n", "utf-8")
    run(data_dir, "setup")
    run(data_dir, "user", "create", "fanta", "--password", "jeudi vert pirogue")
    run(data_dir, "library", "import", items)
    port = free_port()
    site = start(data_dir, "serve", PORT=str(port))
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", site)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/fr/", timeout=MINUTE) as page:
            page.read()
        run(data_dir, "index", "status")
        run(data_dir, "backup", backups)
        names = {path.name for path in data_dir.iterdir()}
        assert list(readable_by_others(data_dir)) == []
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(MINUTE)
    assert {"portal.sqlite", "queue.sqlite", "files", "index", "assets", "running.lock"} <= names
    assert list(readable_by_others(backups)) == []
    run(data_dir, "restore", backups, "--replace")
    assert list(readable_by_others(data_dir)) == []


@pytest.fixture
def loose_site(tmp_path: Path) -> Path:
    """The data folder of an older version, as a umask of 022 left it, beside other things."""
    folder = tmp_path / "data"
    for name in ("files/ab", "uploads", "before-restore-2026", "other"):
        (folder / name).mkdir(parents=True)
    for name in ("portal.sqlite", "portal.sqlite-wal", "files/ab/abc", "other/file"):
        (folder / name).touch()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def test_an_existing_folder_is_tightened(loose_site: Path) -> None:
    make_data_folder(loose_site)
    found = {line.split()[0].split("/")[0] for line in readable_by_others(loose_site)}
    assert found == {"other"}
    assert stat.S_IMODE(loose_site.stat().st_mode) == 0o700


def test_a_folder_without_a_site_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "file").touch()
    before = list(readable_by_others(tmp_path))
    make_data_folder(tmp_path)
    assert list(readable_by_others(tmp_path)) == before


def test_what_a_link_points_to_is_left_as_it_is(loose_site: Path, tmp_path: Path) -> None:
    (target := tmp_path / "target").touch(0o644)
    target.chmod(0o644)
    (loose_site / "files" / "link").symlink_to(target)
    tighten(loose_site)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
