import errno
import hashlib
import io
import os
import time
from pathlib import Path

import pytest

from portal.config import Settings
from portal.errors import InvalidError, NotFoundError
from portal.media import storage

CONTENT = b"Les femmes de Segou" * 100
SHA256 = hashlib.sha256(CONTENT).hexdigest()

pytestmark = pytest.mark.usefixtures("app")


class FullDisk(io.BytesIO):
    """A stream whose bytes no longer find room: what the system says when a disk is full."""

    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class BrokenLine(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        if not content:
            raise ConnectionResetError
        return content


def files_below(settings: Settings) -> list[Path]:
    return [path for path in settings.files_dir.rglob("*") if path.is_file()]


def keep(content: bytes = CONTENT) -> storage.StoredBytes:
    return storage.store(io.BytesIO(content), limit=1_000_000)


def age(folder: Path, seconds: int) -> None:
    for path in folder.iterdir():
        os.utime(path, (time.time() - seconds,) * 2)


def test_bytes_live_under_their_sha256(settings: Settings) -> None:
    assert keep() == storage.StoredBytes(sha256=SHA256, size=len(CONTENT))
    path = settings.files_dir / SHA256[:2] / SHA256[2:4] / SHA256
    assert storage.path_of(SHA256) == path
    assert files_below(settings) == [path]
    with storage.open_bytes(SHA256) as file:
        assert file.read() == CONTENT


def test_the_same_bytes_are_stored_once(settings: Settings) -> None:
    keep()
    keep()
    assert len(files_below(settings)) == 1


def test_sending_damaged_bytes_again_mends_them() -> None:
    keep()
    storage.path_of(SHA256).write_bytes(b"damaged")
    keep()
    assert storage.path_of(SHA256).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("stream", "limit"),
    [(io.BytesIO(CONTENT), len(CONTENT) - 1), (io.BytesIO(), 10), (FullDisk(), 10)],
    ids=["too large", "empty", "full disk"],
)
def test_what_cannot_be_kept_leaves_nothing_behind(
    stream: io.BytesIO, limit: int, settings: Settings
) -> None:
    with pytest.raises(InvalidError) as raised:
        storage.store(stream, limit=limit)
    assert raised.value.problems.keys() == {"file"}
    assert files_below(settings) == []


def test_a_broken_line_leaves_nothing_behind(settings: Settings) -> None:
    with pytest.raises(ConnectionResetError):
        storage.store(BrokenLine(CONTENT), limit=1_000_000)
    assert files_below(settings) == []


@pytest.mark.parametrize("address", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_an_address_that_is_no_sha256_is_not_found(address: str) -> None:
    with pytest.raises(NotFoundError):
        storage.path_of(address)


def test_unknown_bytes_are_not_found() -> None:
    with pytest.raises(NotFoundError):
        storage.open_bytes("0" * 64)


def test_discarded_bytes_can_be_read_until_the_bin_is_emptied(settings: Settings) -> None:
    keep()
    storage.discard(SHA256)
    assert not storage.path_of(SHA256).exists()
    assert storage.find_bytes(SHA256).read_bytes() == CONTENT
    assert storage.empty_bin(lambda _: False) == 0
    age(settings.files_dir / "bin", storage.BIN_SECONDS + 1)
    assert storage.empty_bin(lambda _: False) == 1
    assert files_below(settings) == []


def test_bytes_that_are_used_again_come_back_from_the_bin(settings: Settings) -> None:
    keep()
    storage.discard(SHA256)
    age(settings.files_dir / "bin", storage.BIN_SECONDS + 1)
    storage.empty_bin(lambda sha256: sha256 == SHA256)
    assert storage.path_of(SHA256).read_bytes() == CONTENT


def test_discarding_twice_is_no_error() -> None:
    keep()
    storage.discard(SHA256)
    storage.discard(SHA256)


def test_arrivals_of_a_dead_process_are_forgotten_after_a_day(settings: Settings) -> None:
    keep()
    folder = settings.files_dir / "incoming"
    (folder / "half").write_bytes(b"half")
    storage.forget_broken_arrivals()
    assert (folder / "half").exists()
    age(folder, storage.INCOMING_SECONDS + 1)
    storage.forget_broken_arrivals()
    assert not (folder / "half").exists()
