"""Recordings with what gives people away planted in them, made by Debian's ffmpeg."""

import struct
import subprocess
import tempfile
from pathlib import Path

from tests.media.clean_proofs import DEVICE, NAME, PLACE, SECRET, run
from tests.media.media_samples import make_audio, make_image

TAGS = {
    "title": f"Voix {SECRET}",
    "artist": NAME,
    "comment": f"dit à {PLACE}",
    "date": "2031-03-04",
    "creation_time": "2031-03-04T10:11:12Z",
    "location": "+12.6392-008.0029/",
    "make": DEVICE,
    "description": PLACE,
    "originator": NAME,
}
CODERS = {
    "mp3": "-c:a libmp3lame -write_id3v1 1 -f mp3",
    "m4a": "-c:a aac -movflags use_metadata_tags -f ipod",
    "3gp": "-c:a aac -f 3gp",
    "ogg": "-c:a libvorbis -f ogg",
    "opus": "-c:a libopus -f ogg",
    "flac": "-c:a flac -f flac",
    "wav": "-c:a pcm_s24le -write_bext 1 -f wav",
    "mp4": "-map 1:v -c:v mpeg4 -c:a aac -f mov -movflags use_metadata_tags",
    "webm": "-map 1:v -c:v libvpx -c:a libopus -f webm",
}
COVERED = ("mp3", "flac")
TAIL = f"PK\x03\x04<gpx><name>{SECRET}</name></gpx>".encode() * 40
_COVER = "-map 1:v -c:v copy -disposition:v attached_pic"
_PICTURES = "-f lavfi -i testsrc=d=3:r=5:s=64x64"
_MEASURE = ("-af", "ebur128=dualmono=true", "-f", "null", "-")
_CHAPTER = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle=Chez {SECRET}\n"


def make_sound(output: str, *, source: str = "sine=f=440:d=3", source_options: str = "") -> bytes:
    """A sound of three seconds, written as these options of ffmpeg say."""
    return _ffmpeg([*source_options.split(), "-f", "lavfi", "-i", source], output.split())


def plant(kind: str) -> bytes:
    """A recording whose container says all it can."""
    if kind == "amr":
        return make_audio("amr")
    tags = [word for name, value in TAGS.items() for word in ("-metadata", f"{name}={value}")]
    with tempfile.TemporaryDirectory() as folder:
        chapter, cover = Path(folder, "chapter"), Path(folder, "cover.jpg")
        chapter.write_text(_CHAPTER)
        cover.write_bytes(make_image("JPEG", (32, 32)))
        beside = ["-i", str(cover)] if kind in COVERED else _PICTURES.split()
        attached = _COVER.split() if kind in COVERED else []
        inputs = ["-f", "lavfi", "-i", "sine=f=440:d=3", *beside, "-i", str(chapter)]
        options = ["-map", "0:a", *attached, "-map_chapters", "2", *tags, *CODERS[kind].split()]
        return _ffmpeg(inputs, options)


def samples(content: bytes) -> bytes:
    """All samples of a sound as ffmpeg decodes them, 16 bits each."""
    return run("ffmpeg", "-v", "quiet", "-i", written(content), "-map", "0:a", "-f", "s16le", "-")


def probe(content: bytes) -> str:
    """Everything that ffprobe says of a sound."""
    shown = ("-show_format", "-show_streams", "-show_chapters")
    return run("ffprobe", "-v", "quiet", *shown, written(content)).decode("utf-8", "replace")


def loudness_of(content: bytes) -> float:
    """The integrated loudness (LUFS) that ffmpeg measures of a single channel."""
    measured = subprocess.run(
        ["ffmpeg", "-nostdin", "-i", written(content), *_MEASURE],
        capture_output=True,
        check=True,
    ).stderr.decode()
    return float(measured.rpartition("I:")[2].split()[0])


def wav_chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def with_wav_chunks(wav: bytes, *chunks: bytes) -> bytes:
    body = wav[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_folder = tempfile.TemporaryDirectory()


def written(content: bytes) -> str:
    """The path of a file that holds this, until the next is written."""
    path = Path(_folder.name, "sound")
    path.write_bytes(content)
    return str(path)


def _ffmpeg(inputs: list[str], options: list[str]) -> bytes:
    path = Path(_folder.name, "made")
    run("ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, *options, str(path))
    return path.read_bytes()
