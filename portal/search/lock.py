"""The indexer's lock: one process writes the index, and the file says which."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.extensions import now

_NAME = "indexer.lock"


@contextmanager
def hold_lock(root: Path) -> Iterator[bool]:
    """Yield whether this process may write now.

    The kernel holds the lock and frees it when its owner dies, so a file left behind by a
    killed indexer blocks nobody; its content is for people.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / _NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        owner = {"process": os.getpid(), "host": socket.gethostname(), "since": now().isoformat()}
        file.truncate(0)
        file.write(json.dumps(owner))
        file.flush()
        yield True
        file.truncate(0)


def find_owner(root: Path) -> dict[str, Any] | None:
    """Return who holds the lock, or held it when it was killed: process, host, seconds."""
    try:
        owner: dict[str, Any] = json.loads((root / _NAME).read_text())
        age = now() - datetime.fromisoformat(owner["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {**owner, "seconds": round(age.total_seconds())}
