"""Reads a file in a locked child process, and believes nothing that it says.

The child is given the open file and nothing else: no path, no environment, no network,
nowhere to write. It has a time limit, and what it says has a size limit.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.media.hearing import Hearing
from portal.media.readers.outcome import Failure, Reading, UnreadableError

CHILD = Path(__file__).with_name("child.py")
_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a child may take, how often life is signalled, how much may be heard."""

    seconds: float = 180
    beat_seconds: float = 10
    bytes: int = 48 * 1024 * 1024
    line_bytes: int = 1024 * 1024


def read(stream: IO[bytes], file_format: str, *, beat: Callable[[], None]) -> Reading:
    """Return what a child learns of an open file, or raise UnreadableError.

    `beat` is called about every ten seconds; what it raises ends the child.
    """
    command = [sys.executable, "-I", "-B", str(CHILD), file_format]
    return run(command, stream, patience=Patience(), beat=beat)


def run(
    command: list[str], stream: IO[bytes], *, patience: Patience, beat: Callable[[], None]
) -> Reading:
    """Run a child on an open file and return what it says, or raise UnreadableError."""
    hearing = Hearing()
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command,
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        for line in _lines(process, patience=patience, beat=beat):
            hearing.hear(line)
    except UnreadableError:
        if not hearing.is_complete:
            raise
    finally:
        status = _end(process)
    return _conclude(hearing, status)


def _lines(
    process: subprocess.Popen[bytes], *, patience: Patience, beat: Callable[[], None]
) -> Iterator[bytes]:
    """Yield the lines that a child writes until it closes its output."""
    heard, rest = 0, b""
    for block in _blocks(process, patience=patience, beat=beat):
        heard += len(block)
        *lines, rest = (rest + block).split(b"\n")
        if heard > patience.bytes or len(rest) > patience.line_bytes:
            raise UnreadableError(Failure.TOO_BIG, "output")
        yield from lines


def _blocks(
    process: subprocess.Popen[bytes], *, patience: Patience, beat: Callable[[], None]
) -> Iterator[bytes]:
    output = _output(process)
    poll = select.poll()
    poll.register(output, select.POLLIN)
    end = time.monotonic() + patience.seconds
    next_beat = time.monotonic() + patience.beat_seconds
    while (moment := time.monotonic()) < end:
        if moment >= next_beat:
            beat()
            next_beat = moment + patience.beat_seconds
        if poll.poll(1000 * max(0, min(end, next_beat) - moment)):
            block = os.read(output, _BLOCK)
            if not block:
                return
            yield block
    raise UnreadableError(Failure.TOO_SLOW, "wall clock")


def _output(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
    return process.stdout.fileno()


def _end(process: subprocess.Popen[bytes]) -> int:
    """Kill what is left of a child and of anything it started, and return its status."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with process:
        return process.wait()


def _conclude(hearing: Hearing, status: int) -> Reading:
    if hearing.is_complete:
        return hearing.reading
    if status == -signal.SIGXCPU:
        raise UnreadableError(Failure.TOO_SLOW, "processor")
    raise UnreadableError(Failure.DAMAGED, f"child ended with {status}")
