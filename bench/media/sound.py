"""Speed, memory and weight of the copies made of a long recording.

`python -m bench.media.sound` prints the table. The recording is 27 minutes of French read
by the voices of espeak-ng, with pauses; the copies are made by the locked child as the
worker has them made. Memory is the peak that the kernel knows of the locked child alone.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from portal.media import sandbox

MINUTES = 27
RATE = 22_050
ROOM = 500_000_000
VOICES = ("fr+f2", "fr+m3", "fr+f4", "fr-be+f3", "fr-ch+m1")
TEXT = (
    "Bonjour à toutes et à tous. Nous sommes réunies à Ségou pour parler de la caisse du village.",
    "Chaque femme verse deux cents francs par semaine, et la trésorière note tout dans le cahier.",
    "La première année, nous étions douze. Aujourd'hui, nous sommes quatre-vingt-dix.",
    "Qui décide des prêts ? L'assemblée, jamais une seule personne.",
    "Notre recommandation est simple : que la mairie nous donne un lieu pour nous réunir.",
)
PAUSES = (0.4, 0.9, 0.6, 2.5)
GOALS = {"light": 3_800_000, "swift": 3_800_000, "standard": 6_600_000}
TIMES_REAL, MEGABYTES = 20, 150


def main() -> None:
    """Measure and print."""
    if not shutil.which("espeak-ng"):
        sys.exit("apt-get install espeak-ng")
    with tempfile.TemporaryFile() as recording:
        seconds = record(recording, 60 * MINUTES)
        size = recording.seek(0, os.SEEK_END)
        print(f"recording: {seconds / 60:.1f} min, WAV of {size / 1e6:.1f} MB")
        print_row("work", "seconds", "processor", "× real", "goal", "MB RAM", "goal")
        measure(recording, seconds, "clean", ("clean",))
        sizes = measure(recording, seconds, "sound", tuple(GOALS))
    print_row("\ncopy", "MB", "goal MB", "kb/s")
    for name, size in sizes.items():
        kilobits = 8 * size / seconds / 1000
        print_row(name, f"{size / 1e6:.2f}", f"{GOALS[name] / 1e6:.1f}", f"{kilobits:.1f}")


def measure(
    recording: BinaryIO, seconds: float, work: str, names: tuple[str, ...]
) -> dict[str, int]:
    """Have copies made, print what it cost, and return the bytes of each."""
    with ExitStack() as files:
        outputs = {name: files.enter_context(tempfile.TemporaryFile()) for name in names}
        start, worked = time.perf_counter(), _processor_seconds()
        task = sandbox.Task(work, "wav", 1_200, ROOM)
        with _watched() as peaks:
            sandbox.make(recording, task, outputs, beat=lambda: None)
        spent, worked = time.perf_counter() - start, _processor_seconds() - worked
        print_row(
            *(work, f"{spent:.1f}", f"{worked:.1f}", f"{seconds / worked:.0f}", f"{TIMES_REAL}"),
            *(f"{max(peaks, default=0) / 1e6:.0f}", f"{MEGABYTES}"),
        )
        return {name: output.seek(0, os.SEEK_END) for name, output in outputs.items()}


def record(file: BinaryIO, seconds: float) -> float:
    """Write a recording of so many seconds and return how long it became."""
    frames = 0
    with wave.open(file, "wb") as recording:
        recording.setparams((1, 2, RATE, 0, "NONE", ""))
        for sentence in _sentences():
            recording.writeframes(sentence)
            frames += len(sentence) // 2
            if frames >= seconds * RATE:
                break
    file.flush()
    return frames / RATE


def _sentences() -> Iterator[bytes]:
    """Yield the samples of each sentence in each voice, and of the pauses between them."""
    spoken = {(voice, words): _speak(voice, words) for voice in VOICES for words in TEXT}
    for turn in count():
        voice = VOICES[turn % len(VOICES)]
        for words, pause in zip(TEXT, (*PAUSES, 1.2), strict=True):
            yield spoken[voice, words]
            yield bytes(2 * int(RATE * pause))


def _speak(voice: str, words: str) -> bytes:
    command = ["espeak-ng", "-v", voice, "--stdout", words]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    return made[44:]


def _processor_seconds() -> float:
    """Return what all children together have used of a processor: other work does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _watched() -> Iterator[list[int]]:
    """Give a list that holds, at the end, the peaks in bytes of the children seen meanwhile."""
    peaks: list[int] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            for path in Path("/proc/self/task").glob("*/children"):
                for child in path.read_text().split():
                    with suppress(OSError, IndexError):
                        status = Path(f"/proc/{child}/status").read_text()
                        peaks.append(1024 * int(status.split("VmHWM:")[1].split()[0]))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def print_row(*cells: str) -> None:
    """Print cells in columns."""
    print("".join(cell.ljust(12) for cell in cells))


if __name__ == "__main__":
    main()
