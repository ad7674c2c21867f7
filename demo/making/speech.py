"""Recordings read aloud by espeak-ng and packed by ffmpeg: a synthetic voice, named as one."""

import subprocess
import tempfile
from pathlib import Path

from demo.making.document import Document

ARTIST = "Voix de synthèse (espeak-ng), démonstration Musoya"
VOICES = {"fra": "fr", "eng": "en-gb", "ara": "ar", "bam": "sw"}
WORDS_PER_MINUTE = {"fra": 150, "eng": 145, "ara": 130, "bam": 120}
# No Bambara voice exists: the plain vowels of the Swahili one read this spelling best.
BAMBARA_FOR_SWAHILI = str.maketrans(
    {"ɛ": "e", "Ɛ": "E", "ɔ": "o", "Ɔ": "O", "ɲ": "ny", "Ɲ": "Ny", "ŋ": "ng'", "c": "ch", "C": "Ch"}
)
ENCODINGS = {
    ".mp3": ("-c:a", "libmp3lame", "-b:a", "24k", "-ar", "22050"),
    ".m4a": ("-c:a", "aac", "-b:a", "24k", "-ar", "22050"),
    ".opus": ("-c:a", "libopus", "-b:a", "16k", "-frame_duration", "60"),
    ".ogg": ("-c:a", "libopus", "-b:a", "20k", "-frame_duration", "60"),
    ".wav": ("-c:a", "pcm_s16le", "-ar", "8000"),
    ".flac": ("-c:a", "flac", "-ar", "16000", "-sample_fmt", "s16"),
}


def make_recording(document: Document, path: Path) -> None:
    """Read the text aloud, mono and small, with its title and its honest artist as tags."""
    with tempfile.TemporaryDirectory() as folder:
        speech = Path(folder) / "speech.wav"
        speak("\n\n".join(block.text for block in document.blocks), document.language, speech)
        _encode(speech, path, document)


def speak(text: str, language: str, speech: Path) -> None:
    """Read a text aloud into a WAV file."""
    if language == "bam":
        text = text.translate(BAMBARA_FOR_SWAHILI)
    voice, speed = VOICES[language], str(WORDS_PER_MINUTE[language])
    command = ["espeak-ng", "-v", voice, "-s", speed, "-w", str(speech), "--stdin"]
    subprocess.run(command, input=text.encode(), check=True)  # noqa: S603 - our own words


def _encode(speech: Path, path: Path, document: Document) -> None:
    tags = {
        "title": document.title,
        "artist": ARTIST,
        "album": "Démonstration Musoya",
        "comment": "Texte de démonstration, CC BY 4.0",
    }
    tag_options = [
        part for name, value in tags.items() for part in ("-metadata", f"{name}={value}")
    ]
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(speech), "-map_metadata", "-1", "-ac", "1"]
    command += [*ENCODINGS[path.suffix], *tag_options, "-fflags", "+bitexact"]
    command += ["-flags:a", "+bitexact", str(path)]
    subprocess.run(command, check=True)  # noqa: S603 - our own words
