"""A memory limit for a process and all that it starts, by a control group of Linux."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path("/sys/fs/cgroup")


class MemoryGroup:
    """A control group with a limit, of version 2 or 1; `is_made` is False where none can be."""

    def __init__(self, megabytes: int) -> None:
        """Make the group, if this user and this machine may."""
        self.is_version_2 = (ROOT / "cgroup.controllers").exists()
        parent = ROOT if self.is_version_2 else ROOT / "memory"
        limit = "memory.max" if self.is_version_2 else "memory.limit_in_bytes"
        self.path = parent / f"portal-bench-{os.getpid()}"
        try:
            self.path.mkdir()
            (self.path / limit).write_text(str(megabytes * 1024 * 1024))
            self.is_made = True
        except OSError:
            self.is_made = False

    def __enter__(self) -> Self:
        """Return the group."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Remove the group; its processes have ended."""
        with suppress(OSError):
            self.path.rmdir()

    def join(self) -> None:
        """Put this process into the group; for `preexec_fn`."""
        if self.is_made:
            (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def peak_megabytes(self) -> int | None:
        """Return the most that was ever used, the page cache included, or None."""
        name = "memory.peak" if self.is_version_2 else "memory.max_usage_in_bytes"
        with suppress(OSError):
            return round(int((self.path / name).read_text()) / 1024 / 1024)
        return None

    def kills(self) -> int | None:
        """Return how many processes the kernel killed for memory, or None."""
        name = "memory.events" if self.is_version_2 else "memory.oom_control"
        with suppress(OSError):
            for line in (self.path / name).read_text().splitlines():
                if line.startswith("oom_kill "):
                    return int(line.split()[1])
        return None
