"""Where index generations lie: `<schema>-<time>/` directories and a CURRENT pointer.

A generation is complete only when its manifest says so: the manifest names the table of
contents to read and the size and checksum of every file. Whoosh never syncs its files,
so the manifest is also how damage is noticed: nothing but a file that is missing,
unreadable or not what was written is damage.
"""

import errno
import hashlib
import json
import os
import shutil
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import get_native_id

MANIFEST = "MANIFEST"
CURRENT = "CURRENT"
DOUBT = "DOUBT"

Stamps = dict[str, tuple[int, int] | None]

# Errors that tell of a lack of descriptors or memory, and nothing about a file.
_SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR, errno.EAGAIN})

_SHAPING = (
    "analysis/*.py",
    *(
        f"engine/{name}.py"
        for name in (
            *("builder", "draft", "postings", "records"),
            *("terms", "vocabulary", "wording", "words"),
        )
    ),
)


class DamagedIndexError(Exception):
    """The files of a generation are not what its manifest says."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one commit of a generation consists of."""

    contents: int
    documents: int
    files: dict[str, tuple[int, int]] = field(default_factory=dict)


@cache
def schema_hash() -> str:
    """Return letters that change with the analysis and with the format of the files."""
    package = Path(__file__).parent.parent
    digest = hashlib.blake2b(f"{sys.byteorder}".encode(), digest_size=5)
    for pattern in _SHAPING:
        for path in sorted(package.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def find_current(root: Path) -> Path | None:
    """Return the directory of the current generation, or None when there is none.

    Raises OSError where no file could be opened, whichever it is.
    """
    try:
        name = (root / CURRENT).read_text().strip()
    except OSError as error:
        if error.errno in _SHORTAGES:
            raise
        return None
    except UnicodeDecodeError:
        return None
    directory = root / name
    is_ours = name.startswith(f"{schema_hash()}-") and "/" not in name
    return directory if is_ours and (directory / MANIFEST).is_file() else None


def create_generation(root: Path) -> Path:
    """Return a new empty directory, not yet current."""
    root.mkdir(parents=True, exist_ok=True)
    directory = root / f"{schema_hash()}-{time.time_ns()}"
    directory.mkdir()
    return directory


def publish_generation(root: Path, directory: Path) -> None:
    """Make a directory the current generation, in one atomic step."""
    replace_file(root / CURRENT, directory.name)


def remove_others(root: Path, kept: Path) -> None:
    """Remove every generation but this one; readers keep the files they have open."""
    for directory in root.iterdir():
        if directory.is_dir() and directory != kept:
            shutil.rmtree(directory, ignore_errors=True)


def ask_for_check(root: Path) -> None:
    """Ask the worker to compare every file with its checksum; asking again changes nothing."""
    with suppress(OSError):
        (root / DOUBT).touch()


def is_check_asked(root: Path) -> bool:
    """Return whether a reader asked for a check that was not made yet."""
    return (root / DOUBT).exists()


def forget_doubt(root: Path) -> None:
    """Note that the check that readers asked for was made."""
    with suppress(OSError):
        (root / DOUBT).unlink()


def replace_file(path: Path, text: str) -> None:
    """Write a file so that readers see the old content or the new, never a part."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{get_native_id()}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_manifest(directory: Path) -> Manifest:
    """Return the manifest of a generation, or raise DamagedIndexError."""
    text = _read(directory / MANIFEST)
    try:
        content = json.loads(text)
        files = {name: (size, check) for name, (size, check) in content["files"].items()}
        return Manifest(content["contents"], content["documents"], files)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedIndexError(f"manifest of {directory.name}: {error}") from error


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Make a commit visible to readers."""
    content = {
        "contents": manifest.contents,
        "documents": manifest.documents,
        "files": manifest.files,
    }
    replace_file(directory / MANIFEST, json.dumps(content))


def measure(directory: Path, name: str) -> tuple[int, int]:
    """Return the size and the checksum of a file."""
    check, size = 0, 0
    with (directory / name).open("rb") as file:
        while part := file.read(1 << 20):
            check, size = zlib.crc32(part, check), size + len(part)
    return size, check


def verify(directory: Path, files: dict[str, tuple[int, int]]) -> None:
    """Raise DamagedIndexError when a file is missing or not what was written."""
    for name, expected in files.items():
        with _damage(name):
            found = measure(directory, name)
        if found != expected:
            raise DamagedIndexError(f"{name} is not what was written")


def verify_changed(directory: Path, verified: Stamps) -> Stamps:
    """Verify the files that changed since they were verified; return all as they are now."""
    files = read_manifest(directory).files
    stamps = {f"{directory.name}/{name}": _stamp(directory / name) for name in files}
    changed = {
        name: expected
        for name, expected in files.items()
        if verified.get(f"{directory.name}/{name}") != stamps[f"{directory.name}/{name}"]
    }
    verify(directory, changed)
    return stamps


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Raise DamagedIndexError where a file is missing or cannot be read."""
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno in _SHORTAGES:
            raise
        raise DamagedIndexError(f"{name}: {error}") from error


def _read(path: Path) -> str:
    with _damage(path.name):
        return path.read_text()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
