"""Copies bytes and tells what they were."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from portal.cli.backups.manifest import Copied

_BLOCK = 1024 * 1024


def copy_stream(source: BinaryIO, target: Path) -> Copied:
    """Copy what is left of an open file to `target`, which is whole or not there at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                file.write(block)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(target)
    return Copied(target.name, digest.hexdigest(), size)


def describe(path: Path) -> Copied:
    """Read a file and tell its name, its sha256 and its size."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Copied(path.name, sha256, os.fstat(file.fileno()).st_size)
