"""Has a locked child process work on a file, and believes nothing that it says.

The child is given open files and nothing else: no path, no environment, no network,
nowhere else to write. It has a time limit, and what it says and writes has a size limit.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from portal.media.hearing import MakingHearing, ReadingHearing
from portal.media.readers.outcome import (
    CANNOT_BEGIN,
    Failure,
    KilledError,
    Making,
    Reading,
    UnreadableError,
)

CHILD = Path(__file__).with_name("child.py")
_BLOCK = 64 * 1024
_PARTING_SECONDS = 3  # on a busy machine a child that has said all takes a while to end
_WALL = 3  # a busy machine has other things to do
_TOLD_TO_STOP = frozenset({-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})
PYTHON = (sys.executable, "-I", "-B", str(CHILD))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a child may take, how often life is signalled, how much may be heard."""

    seconds: float = 180
    beat_seconds: float = 10
    bytes: int = 48 * 1024 * 1024
    line_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made of a file of which format, within which limits."""

    work: str
    file_format: str
    processor_seconds: int
    written_bytes: int


def read(stream: IO[bytes], file_format: str, *, beat: Callable[[], None]) -> Reading:
    """Return what a child learns of an open file, or raise UnreadableError.

    `beat` is called about every ten seconds; what it raises ends the child.
    """
    return run([*PYTHON, "read", file_format], stream, patience=Patience(), beat=beat)


def run(
    command: list[str], stream: IO[bytes], *, patience: Patience, beat: Callable[[], None]
) -> Reading:
    """Run a reading child on an open file and return what it says, or raise UnreadableError.

    What fails after it said that all text and facts are out spoils nothing.
    """
    hearing = ReadingHearing()
    try:
        status = listen(command, stream, hearing.hear, patience=patience, beat=beat)
    except UnreadableError:
        if not hearing.is_complete:
            raise
    else:
        if not hearing.is_complete:
            raise ended(status)
    return hearing.reading


def make(
    stream: IO[bytes],
    task: Task,
    outputs: Mapping[str, IO[bytes]],
    *,
    beat: Callable[[], None],
) -> Making:
    """Return what a child wrote into `outputs`, or raise UnreadableError.

    An output without a format in the answer was not made, whatever is in it.
    """
    hearing = MakingHearing(outputs.keys())
    limits = [str(task.processor_seconds), str(task.written_bytes)]
    descriptors = {name: output.fileno() for name, output in outputs.items()}
    named = [f"{name}={number}" for name, number in descriptors.items()]
    status = listen(
        [*PYTHON, "make", task.work, task.file_format, *limits, *named],
        stream,
        hearing.hear,
        patience=replace(Patience(), seconds=_WALL * task.processor_seconds),
        descriptors=tuple(descriptors.values()),
        beat=beat,
    )
    if status or not hearing.is_complete:
        raise ended(status)
    return hearing.making


def listen(  # noqa: PLR0913 - a child is given all of this
    command: list[str],
    stream: IO[bytes],
    hear: Callable[[bytes], None],
    *,
    patience: Patience,
    beat: Callable[[], None],
    descriptors: tuple[int, ...] = (),
) -> int:
    """Have a child work on an open file, hear its lines, and return how it ended."""
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command,
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
        pass_fds=descriptors,
    )
    try:
        for line in _lines(process, patience=patience, beat=beat):
            hear(line)
    finally:
        status = _end(process)
    return status


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
        process.wait(timeout=_PARTING_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with process:
        return process.wait()


def ended(status: int) -> UnreadableError | KilledError:
    """Return why a child that ended early did so."""
    if status == -signal.SIGKILL:
        return KilledError("no room in memory, or by hand")
    if status in _TOLD_TO_STOP:
        return KilledError("told to stop, with the site")
    if status == CANNOT_BEGIN:
        return KilledError("could not begin: a fault of ours")
    if status == -signal.SIGXCPU:
        return UnreadableError(Failure.TOO_SLOW, "processor")
    return UnreadableError(Failure.DAMAGED, f"child ended with {status}")
