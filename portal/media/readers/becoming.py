"""Becomes a program of the system, with the locks closed behind it."""

import os
from collections.abc import Sequence
from typing import NoReturn

from portal.media.readers.jail import lock
from portal.media.readers.program import Program
from portal.media.readers.reading import beginning

_ENVIRONMENT = {"LC_ALL": "C", "OMP_THREAD_LIMIT": "1"}


def become(program: Program, arguments: Sequence[str], *, seconds: int) -> NoReturn:
    """Close the locks and go on as the program, on the files that are open already."""
    with beginning():
        lock(seconds=seconds, program=program)
        os.execve(program.path, [str(program.path), *arguments], _ENVIRONMENT)  # noqa: S606 - no shell is wanted
