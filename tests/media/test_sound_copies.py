"""The copies of a sound that phones can afford: small, one loudness, whatever came in."""

import json
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from portal.media import sandbox
from portal.media.readers.outcome import Failure, Making, UnreadableError
from tests.media.clean_proofs import SECRET, run
from tests.media.media_samples import AUDIO, make_amr_wb, make_audio, make_video
from tests.media.sound_drafts import loudness_of, make_sound, plant, samples, written

NAMES = ("light", "swift", "standard")
VOICE = "aevalsrc='0.2*sin(700*t)*(1+sin(9*t))':d=6:s=44100"


@dataclass(frozen=True)
class Copies:
    """What was made of a sound, and what was learned of it."""

    making: Making
    light: bytes
    swift: bytes
    standard: bytes


def copies_of(content: bytes, file_format: str) -> Copies:
    with ExitStack() as files:
        outputs = {name: files.enter_context(tempfile.TemporaryFile()) for name in NAMES}
        file = files.enter_context(tempfile.TemporaryFile())
        file.write(content)
        file.flush()
        task = sandbox.Task("sound", file_format, 60, 50_000_000)
        making = sandbox.make(file, task, outputs, beat=lambda: None)
        for output in outputs.values():
            output.seek(0)
        return Copies(making, **{name: output.read() for name, output in outputs.items()})


def stream_of(content: bytes) -> dict[str, str]:
    shown = ("-show_streams", "-show_format", "-of", "json")
    found = json.loads(run("ffprobe", "-v", "error", *shown, written(content)))
    (stream,) = found["streams"]
    return {**found["format"], **stream}


@pytest.fixture(scope="module")
def copies() -> Copies:
    return copies_of(make_sound("-c:a pcm_s16le -f wav", source=VOICE), "wav")


def test_the_light_copy_is_opus_in_ogg(copies: Copies) -> None:
    stream = stream_of(copies.light)
    assert copies.making.formats == {"light": "opus", "swift": "webm", "standard": "mp3"}
    assert (stream["codec_name"], stream["format_name"]) == ("opus", "ogg")
    assert stream["channels"] == 1
    assert len(copies.light) * 8 / 6 < 18_000


def test_its_frames_last_60_milliseconds(copies: Copies) -> None:
    durations = run(
        *("ffprobe", "-v", "error", "-show_entries", "packet=duration_time", "-of", "csv=p=0"),
        written(copies.light),
    )
    assert durations.decode().split()[1] == "0.060000"


def test_the_standard_copy_is_mp3(copies: Copies) -> None:
    stream = stream_of(copies.standard)
    assert (stream["codec_name"], stream["channels"]) == ("mp3", 1)
    assert int(stream["bit_rate"]) == pytest.approx(32_000, rel=0.02)


def test_the_swift_copy_is_the_light_one_in_another_wrapping(copies: Copies) -> None:
    stream = stream_of(copies.swift)
    assert (stream["codec_name"], stream["format_name"]) == ("opus", "matroska,webm")
    assert samples(copies.swift) == samples(copies.light)
    assert copies.swift.index(b"\x1c\x53\xbb\x6b") < 1_000  # where its parts lie is said first


def test_the_length_is_that_of_the_samples(copies: Copies) -> None:
    assert copies.making.duration == 6.0
    for copy in (copies.light, copies.swift, copies.standard):
        assert float(stream_of(copy)["duration"]) == pytest.approx(6.0, abs=0.06)


def test_no_copy_says_with_what_it_was_made(copies: Copies) -> None:
    for copy in (copies.light, copies.swift, copies.standard):
        assert not re.search(rb"Lav[cf]\d|libopus|ffmpeg\d", copy)


@pytest.mark.parametrize("decibels", [-25, -6, 8])
def test_quiet_and_loud_voices_come_out_alike(decibels: int) -> None:
    source = f"{VOICE},volume={decibels}dB"
    made = copies_of(make_sound("-c:a pcm_f32le -f wav", source=source), "wav")
    assert loudness_of(made.standard) == pytest.approx(-16, abs=1)
    assert loudness_of(made.light) == pytest.approx(-16, abs=1.2)


def test_the_waveform_shows_where_it_is_loud() -> None:
    source = "aevalsrc='if(lt(t,2),0.5,if(lt(t,4),0,0.25))*sin(900*t)':d=6"
    waveform = copies_of(make_sound("-c:a flac -f flac", source=source), "flac").making.waveform
    assert len(waveform) == 200
    assert set(waveform[:66]) == {"z"}
    assert set(waveform[68:132]) == {"a"}
    assert set(waveform[136:]) <= {"m", "n"}


def test_silence_stays_silent() -> None:
    made = copies_of(make_sound("-c:a pcm_s16le -f wav", source="anullsrc=d=5"), "wav")
    assert made.making.waveform == "a" * 200
    assert made.making.duration == 5.0
    assert set(samples(made.standard)) == {0}


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.39])
def test_a_very_short_sound_is_copied_too(seconds: float) -> None:
    source = f"sine=f=440:d={seconds}"
    made = copies_of(make_sound("-c:a pcm_s16le -f wav", source=source), "wav")
    assert made.making.duration == pytest.approx(seconds, abs=0.01)
    assert len(made.making.waveform) == 200
    assert stream_of(made.light)["codec_name"] == "opus"


ODD: dict[str, Callable[[], tuple[bytes, str]]] = {
    **{kind: lambda kind=kind: (make_audio(kind, 2), kind) for kind in AUDIO},
    "amr-wb": lambda: (make_amr_wb(2), "amr-wb"),
    "24 bits": lambda: (make_sound("-c:a pcm_s24le -f wav -t 2"), "wav"),
    "float": lambda: (make_sound("-c:a pcm_f32le -f wav -t 2"), "wav"),
    "A-law": lambda: (make_sound("-c:a pcm_alaw -ar 8000 -f wav -t 2"), "wav"),
    "stereo": lambda: (make_sound("-c:a pcm_s16le -ac 2 -f wav -t 2"), "wav"),
    "six channels": lambda: (make_sound("-c:a pcm_s16le -ac 6 -f wav -t 2"), "wav"),
    "96 kHz": lambda: (make_sound("-c:a flac -ar 96000 -f flac -t 2"), "flac"),
    "one after another": lambda: (make_audio("ogg", 1) * 2, "ogg"),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_was_recorded_can_be_heard(name: str) -> None:
    made = copies_of(*ODD[name]())
    assert made.making.duration == pytest.approx(2, abs=0.1)
    assert stream_of(made.light)["sample_rate"] == "48000"


def test_the_sound_of_a_video_is_copied() -> None:
    assert copies_of(make_video(), "mp4").making.duration == pytest.approx(1, abs=0.1)


def test_no_tag_comes_along() -> None:
    made = copies_of(plant("mp3"), "mp3")
    for copy in (made.light, made.swift, made.standard):
        assert SECRET.encode() not in copy


@pytest.mark.parametrize("kind", ["mp3", "ogg", "flac", "wav", "amr"])
def test_a_recording_that_breaks_off_is_heard_up_to_there(kind: str) -> None:
    content = make_audio(kind, 6)
    made = copies_of(content[: len(content) * 2 // 3], kind)
    assert 2 < (made.making.duration or 0) < 5


@pytest.mark.parametrize("kind", ["mp3", "m4a", "ogg", "wav", "flac", "amr"])
def test_what_cannot_be_decoded_fails_in_words(kind: str) -> None:
    content = make_audio(kind)
    for damaged in (b"", content[:12], bytes(4_000), make_video(sound="")):
        with pytest.raises(UnreadableError) as raised:
            copies_of(damaged, kind)
        assert raised.value.failure in {Failure.DAMAGED, Failure.EMPTY}
