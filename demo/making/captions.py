"""What is said in a recording, sentence by sentence, as WebVTT; chapters, paragraph by paragraph.

Each sentence is spoken alone to learn how long it takes; the times are then stretched to the
length of the recording.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from demo.making.document import Document
from demo.making.speech import speak

SPEAKERS = {"fra": "Voix de synthèse", "ara": "صوت اصطناعي"}

_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")

Span = tuple[float, float]


def make_transcript(document: Document, spoken: Document, recording: Path, path: Path) -> None:
    """Write the sentences of a document at the times at which those of `spoken` are said."""
    spans = pairwise(_times(list(_sentences(spoken)), spoken.language, recording))
    voice = f"<v {SPEAKERS[document.language]}>" if document.language in SPEAKERS else ""
    _write(path, zip(spans, (voice + text for text in _sentences(document)), strict=True))


def make_chapters(titles: Sequence[str], spoken: Document, recording: Path, path: Path) -> None:
    """Write a title for each paragraph."""
    paragraphs = [block.text for block in spoken.blocks]
    spans = pairwise(_times(paragraphs, spoken.language, recording))
    _write(path, zip(spans, titles, strict=True))


def _sentences(document: Document) -> Iterator[str]:
    for block in document.blocks:
        yield from _SENTENCE.split(block.text)


def _times(texts: Sequence[str], language: str, recording: Path) -> list[float]:
    """Return when each text begins, and when the last ends."""
    lengths = [_length_alone(text, language) for text in texts]
    share = _length(recording) / sum(lengths)
    return [0.0, *accumulate(length * share for length in lengths)]


def _length_alone(text: str, language: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        speech = Path(folder) / "speech.wav"
        speak(text, language, speech)
        return _length(speech)


def _length(sound: Path) -> float:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
    done = subprocess.run([*command, sound], capture_output=True, text=True, check=True)  # noqa: S603 - our own file
    return float(done.stdout)


def _write(path: Path, cues: Iterator[tuple[Span, str]]) -> None:
    lines = [f"{_clock(start)} --> {_clock(end)}\n{text}\n" for (start, end), text in cues]
    path.write_text("WEBVTT\n\n" + "\n".join(lines), encoding="utf-8")


def _clock(seconds: float) -> str:
    tenths = int(seconds * 10)
    return f"00:{tenths // 600:02}:{tenths // 10 % 60:02}.{tenths % 10}00"
