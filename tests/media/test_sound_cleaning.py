"""The clean copy of a sound has every sample and says nothing, by tools that are not ours."""

import io
import re
import struct
from collections.abc import Callable

import pytest
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import COMM, GEOB, ID3, PRIV
from mutagen.oggvorbis import OggVorbis

from portal.media.readers.outcome import Trace
from tests.media.clean_proofs import SECRET, clean, exiftool, failure_of_cleaning, holds_secret
from tests.media.media_samples import make_amr_wb, make_audio, make_video
from tests.media.sound_drafts import (
    CODERS,
    COVERED,
    TAIL,
    make_sound,
    plant,
    probe,
    samples,
    wav_chunk,
    with_wav_chunks,
)

KINDS = [*CODERS, "amr"]
FILMED = ("mp4", "webm")
OF_CONTAINERS = {
    "language",
    "handler_name",
    "vendor_id",
    "major_brand",
    "minor_version",
    "compatible_brands",
    "DURATION",
}


def changed(content: bytes, change: Callable[[io.BytesIO], None]) -> bytes:
    file = io.BytesIO(content)
    change(file)
    return file.getvalue()


@pytest.fixture(scope="module", params=KINDS)
def planted(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """A format, and a recording in it that says all it can."""
    return request.param, plant(request.param)


def test_nothing_that_was_planted_is_left(planted: tuple[str, bytes]) -> None:
    kind, content = planted
    assert holds_secret(content + TAIL)
    copy = clean(content + TAIL, kind).content
    assert not holds_secret(copy)
    assert b"gpx" not in copy
    seen, probed = "" if kind == "amr" else exiftool(copy), probe(copy)  # it knows no AMR
    for told in (seen.partition("---- System")[0] + seen.partition("---- File")[2], probed):
        assert SECRET not in told
        assert "12.63" not in told
        assert "2031" not in told
    assert set(re.findall(r"^TAG:([^=]+)=", probed, re.MULTILINE)) <= OF_CONTAINERS
    assert "[CHAPTER]" not in probed


def test_every_sample_is_kept(planted: tuple[str, bytes]) -> None:
    kind, content = planted
    before, after = samples(content), samples(clean(content, kind).content)
    assert len(before) > 40_000
    if kind == "webm":  # the end of its last packet is said in another way
        after = after[: len(before)]
    assert after == before


def test_what_was_removed_is_told(planted: tuple[str, bytes]) -> None:
    kind, content = planted
    copy = clean(content, kind)
    told = {
        "amr": set(),
        "3gp": {Trace.PLACE, Trace.MOMENTS},
        "wav": {Trace.PEOPLE, Trace.MOMENTS, Trace.COMMENTS, Trace.TAGS},
    }.get(kind, {Trace.PEOPLE, Trace.MOMENTS, Trace.COMMENTS, Trace.TAGS, Trace.PLACE})
    assert copy.removed() >= told
    assert (Trace.COVER in copy.removed()) == (kind in COVERED)
    assert (Trace.MOVING_PICTURE in copy.removed()) == (kind in FILMED)


def test_the_sound_of_a_video_is_all_that_is_left_of_it() -> None:
    content = make_video()
    copy = clean(content, "mp4")
    probed = probe(copy.content)
    assert "codec_type=video" not in probed
    assert "codec_name=aac" in probed
    assert samples(copy.content) == samples(content)


def test_a_camera_that_wrote_plain_samples_gives_flac() -> None:
    content = make_sound("-c:a pcm_s16le -f mov")
    copy = clean(content, "mp4")
    assert copy.content.startswith(b"fLaC")
    assert samples(copy.content) == samples(content)


def test_a_video_without_sound_has_no_copy() -> None:
    assert failure_of_cleaning(make_video(sound=""), "mp4") == "empty"


@pytest.mark.parametrize("options", ["-id3v2_version 3", "-id3v2_version 4 -write_xing 0"])
def test_mp3_loses_every_kind_of_tag(options: str) -> None:
    sound = make_sound(f"-c:a libmp3lame {options} -f mp3")

    def tag(file: io.BytesIO) -> None:
        tags = ID3(file)
        tags.add(COMM(encoding=1, lang="fra", desc=SECRET, text=SECRET))
        tags.add(GEOB(encoding=3, mime="text/plain", filename=SECRET, desc="", data=b"x"))
        tags.add(PRIV(owner=SECRET, data=SECRET.encode()))
        file.seek(0)
        tags.save(file)
        file.seek(0)
        ape = APEv2()
        ape["Place"] = SECRET
        ape.save(file)

    lyrics = f"LYRICSBEGININD0000200LYR{len(SECRET):05}{SECRET}"
    tagged = changed(sound, tag) + f"{lyrics}{len(lyrics):06}LYRICS200".encode()
    tagged += b"TAG" + SECRET.encode().ljust(125, b"\0")
    assert tagged.count(SECRET.encode()) >= 5
    copy = clean(tagged, "mp3").content
    assert not holds_secret(copy)
    assert samples(copy) == samples(sound)


def test_what_is_hidden_between_the_frames_of_an_mp3_is_left_out() -> None:
    sound = make_sound("-c:a libmp3lame -write_xing 0 -id3v2_version 0 -f mp3")
    middle = sound.index(sound[:2], len(sound) // 2)
    copy = clean(sound[:middle] + TAIL + sound[middle:], "mp3")
    assert Trace.HIDDEN in copy.removed()
    assert not holds_secret(copy.content)
    assert len(copy.content) > len(sound) - 3_000


def test_wav_keeps_its_samples_alone() -> None:
    sound = make_sound("-c:a pcm_s16le -bitexact -f wav")
    secret = SECRET.encode()
    chunks = [
        wav_chunk(b"iXML", b"<BWFXML><NOTE>" + secret + b"</NOTE></BWFXML>"),
        wav_chunk(b"cue ", struct.pack("<II", 1, 1) + bytes(20)),
        wav_chunk(b"LIST", b"adtl" + wav_chunk(b"labl", b"\1\0\0\0" + secret)),
        wav_chunk(b"id3 ", b"ID3" + secret),
        wav_chunk(b"XMP_", secret),
    ]
    copy = clean(with_wav_chunks(sound, *chunks), "wav")
    assert Trace.HIDDEN in copy.removed()
    assert not holds_secret(copy.content)
    assert samples(copy.content) == samples(sound)


@pytest.mark.parametrize(
    "options",
    ["pcm_u8", "pcm_s24le -ac 6", "pcm_f32le", "pcm_alaw -ar 8000", "adpcm_ima_wav", "pcm_f64le"],
)
def test_wav_is_cleaned_however_its_samples_are_written(options: str) -> None:
    sound = make_sound(f"-c:a {options} -f wav")
    copy = clean(sound, "wav").content
    assert samples(copy) == samples(sound)
    assert b"LIST" not in copy


def test_wav_of_unknown_size_is_cleaned() -> None:
    sound = bytearray(make_sound("-c:a pcm_s16le -bitexact -f wav"))
    struct.pack_into("<I", sound, 40, 0xFFFFFFFF)
    assert samples(clean(bytes(sound), "wav").content) == samples(bytes(sound))


def test_flac_loses_the_blocks_of_programs() -> None:
    sound = make_sound("-c:a flac -ac 2 -sample_fmt s32 -f flac")
    application = b"\x02" + (4 + len(SECRET)).to_bytes(3) + b"secr" + SECRET.encode()
    first = 4 + 4 + 34
    tagged = sound[:first] + application + sound[first:]
    copy = clean(tagged, "flac").content
    assert not holds_secret(copy)
    assert samples(copy) == samples(sound)
    assert FLAC(io.BytesIO(copy)).info.bits_per_sample == 24


@pytest.mark.parametrize(("kind", "coder"), [("ogg", "libvorbis"), ("opus", "libopus")])
def test_ogg_loses_comments_that_fill_many_pages(kind: str, coder: str) -> None:
    sound = make_sound(f"-c:a {coder} -f ogg")

    def tag(file: io.BytesIO) -> None:
        import mutagen

        tags = mutagen.File(file)
        tags["comment"] = [SECRET * 30_000]
        file.seek(0)
        tags.save(file)

    tagged = changed(sound, tag)
    assert len(tagged) > len(sound) + 200_000
    copy = clean(tagged, kind).content
    assert not holds_secret(copy)
    assert samples(copy) == samples(sound)


def test_ogg_files_that_follow_each_other_are_all_kept() -> None:
    first, second = make_sound("-c:a libvorbis -f ogg"), make_audio("ogg", title=SECRET)
    copy = clean(first + second, "ogg").content
    assert not holds_secret(copy)
    assert samples(copy) == samples(first + second)
    assert OggVorbis(io.BytesIO(copy)).tags.vendor == ""


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "flac", "wav", "amr"])
def test_a_recording_that_breaks_off_keeps_what_there_is(kind: str) -> None:
    content = plant(kind)
    cut = content[: len(content) * 2 // 3]
    heard = samples(clean(cut, kind).content)
    assert len(samples(content)) // 4 < len(heard) <= len(samples(content))


def test_what_follows_amr_does_not_pass_for_its_frames() -> None:
    for kind, sound in (("amr", make_audio("amr")), ("amr-wb", make_amr_wb())):
        for tail in (TAIL, f"<gpx>{SECRET}".encode(), b"\x3c" * 7 + SECRET.encode() * 9):
            copy = clean(sound + tail, kind).content
            assert not holds_secret(copy)
            assert copy == sound[: len(copy)]
            assert len(copy) > len(sound) - 400


@pytest.mark.parametrize("kind", [*CODERS, "amr", "amr-wb"])
def test_what_is_no_sound_has_no_copy(kind: str) -> None:
    assert failure_of_cleaning(b"\0" * 4_000, kind) in {"damaged", "empty"}
