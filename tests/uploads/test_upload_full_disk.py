"""A disk that is full, or fails, while an upload comes: what is here stays, and it goes on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.config import Settings
from portal.extensions import db, now
from portal.library.models import Item
from portal.uploads import partial
from portal.uploads.models import Upload
from portal.uploads.tasks import tidy
from tests.disks import fill, mount, small_disk
from tests.uploads.conftest import Sender, ask, patch
from tests.uploads.noise import sound_of

SOUND = sound_of(2_000_000)


@pytest.fixture
def disk(app: Flask, settings: Settings) -> Iterator[Path]:
    """A real file system of one megabyte, where uploads arrive."""
    with small_disk(settings.uploads_dir, size="1m") as folder:
        yield folder


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_disk_that_fills_up_keeps_what_it_has_and_goes_on_when_there_is_room(
    app: Flask, disk: Path, sender: Sender, item: Item
) -> None:
    address = sender.address(len(SOUND), filename="voix.wav")
    full = patch(app, address, 0, SOUND)
    assert full.status_code == 507
    assert "There is no room left for this file" in full.text
    offset = int(ask(app, "HEAD", address).headers["Upload-Offset"])
    assert 900_000 < offset < len(SOUND)
    before = open_files()
    for _try in range(3):
        assert patch(app, address, offset, SOUND[offset:]).status_code == 507
    assert open_files() == before
    mount("-o", "remount,size=8m", disk)
    answer = patch(app, address, offset, SOUND[offset:])
    assert answer.headers["Upload-State"] == "delivered"
    db.session.expire_all()
    assert [file.size for file in item.files] == [len(SOUND)]


def test_an_upload_that_no_byte_finds_room_for_says_so(
    app: Flask, disk: Path, sender: Sender
) -> None:
    address = sender.address(len(SOUND), filename="voix.wav")
    fill(disk / "ballast")
    before = open_files()
    for _try in range(3):
        answer = patch(app, address, 0, SOUND)
        assert answer.status_code == 507
        assert "There is no room left for this file" in answer.text
    assert open_files() == before
    assert ask(app, "HEAD", address).headers["Upload-Offset"] == "0"
    assert ask(app, "DELETE", address).status_code == 204
    assert db.session.query(Upload).count() == 0


def test_what_is_over_makes_room_on_a_full_disk(app: Flask, disk: Path, sender: Sender) -> None:
    addresses = [sender.address(len(SOUND), filename="voix.wav") for _upload in range(2)]
    patch(app, addresses[1], 0, SOUND)
    db.session.query(Upload).update({Upload.expires_at: now() - timedelta(minutes=1)})
    db.session.commit()
    tidy()
    assert db.session.query(Upload).count() == 0
    assert {path.name for path in disk.iterdir()} == {"announcing"}


def test_a_write_that_fails_is_a_fault_of_ours_and_loses_nothing(
    app: Flask, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = sender.address(len(SOUND), filename="voix.wav")
    patch(app, address, 0, SOUND[:300_000])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as broken:
        broken.setattr(partial.os, "pwrite", fail)
        assert patch(app, address, 300_000, SOUND[300_000:]).status_code == 500
    assert ask(app, "HEAD", address).headers["Upload-Offset"] == "300000"
    answer = patch(app, address, 300_000, SOUND[300_000:])
    assert answer.headers["Upload-State"] == "delivered"


def fail(*_arguments: object) -> int:
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize("is_cut", [False, True])
def test_what_is_acknowledged_or_cut_is_sure_to_be_on_the_disk(
    app: Flask, sender: Sender, monkeypatch: pytest.MonkeyPatch, *, is_cut: bool
) -> None:
    address = sender.address(len(SOUND), filename="voix.wav")
    synced: dict[str, int] = {}

    def note(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        synced[path.name] = path.stat().st_size

    monkeypatch.setattr(partial.os, "fsync", note)
    promised = 500_000 if is_cut else 300_000
    answer = patch(app, address, 0, SOUND[:300_000], promised)
    assert answer.headers["Upload-Offset"] == "300000"
    number = str(db.session.query(Upload).one().id)
    assert synced[number] == 300_000
    assert "uploads" in synced, "the name of the file too"
