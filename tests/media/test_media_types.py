import codecs
import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.media.models import Family
from portal.media.refusals import refusal_of
from portal.media.signatures.kind import kind_of
from portal.media.types import HEAD_BYTES, TYPES, UnsupportedTypeError, refuse_early, sniff
from tests.media import media_samples as samples

SamplePath = Callable[[bytes], Path]

pytestmark = pytest.mark.usefixtures("app")

TAKEN = {
    "pdf": lambda: samples.make_pdf("Un"),
    "docx": samples.make_docx,
    "odt": samples.make_odt,
    "pptx": lambda: samples.make_pptx("Un"),
    "txt": samples.SENTENCE.encode,
    "jpeg": lambda: samples.make_image("JPEG"),
    "png": lambda: samples.make_image("PNG"),
    "webp": lambda: samples.make_image("WEBP"),
    **{kind: lambda kind=kind: samples.make_audio(kind) for kind in samples.AUDIO},
    "amr-wb": samples.make_amr_wb,
    "mp4": samples.make_video,
    "webm": lambda: samples.make_video("webm", sound="libopus"),
}


def ole(stream: str) -> bytes:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    return bytes(header) + f"Root Entry\0{stream}\0".encode("utf-16-le").ljust(512, b"\0")


def open_document(kind: str) -> bytes:
    return samples.make_zip({"mimetype": f"application/vnd.oasis.opendocument.{kind}"})


REFUSED = {
    "archive": samples.make_zip({"a.txt": "a", "b.txt": "b"}),
    "cut-document": samples.make_pdf("Un", "Deux")[:800],
    "cut-short": samples.make_audio("m4a")[:1000],
    "damaged": samples.make_docx()[:-500],
    "e-book": samples.make_zip({"mimetype": "application/epub+zip"}),
    "encrypted": ole("EncryptedPackage"),
    "large-picture": samples.make_png_bomb(60_000),
    "macros": samples.make_zip({"word/document.xml": "", "word/vbaProject.bin": ""}),
    "old-slides": ole("PowerPoint Document"),
    "old-word": ole("WordDocument"),
    "open-document": open_document("presentation"),
    "picture": b"GIF89a" + bytes(20),
    "postscript": b"%!PS-Adobe-3.0\n",
    "program": b"MZ\x90\0" + bytes(200),
    "rich-text": rb"{\rtf1\ansi Bonjour}",
    "sound": b"FORM\0\0\0\0AIFF" + bytes(20),
    "ods": open_document("spreadsheet"),
    "xls": ole("Workbook"),
    "xlsx": samples.make_zip({"xl/workbook.xml": ""}),
    "silent-video": samples.make_video(sound=""),
    "video": b"RIFF\0\0\0\0AVI LIST" + bytes(20),
    "web-page": b"\xef\xbb\xbf <!-- page --> <!DOCTYPE html><script>alert(1)</script>",
    "unknown": bytes(range(256)),
}


@pytest.mark.parametrize("file_format", TAKEN)
def test_taken_formats_are_known_by_their_content(
    file_format: str, sample_path: SamplePath
) -> None:
    file_type = sniff(sample_path(TAKEN[file_format]()), "sans extension")
    assert file_type is TYPES[file_format]


@pytest.mark.parametrize("file_format", TAKEN)
def test_a_wrong_extension_changes_nothing(file_format: str, sample_path: SamplePath) -> None:
    assert sniff(sample_path(TAKEN[file_format]()), "x.exe").format == file_format


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_kinds_are_told_in_words(kind: str, sample_path: SamplePath) -> None:
    with pytest.raises(UnsupportedTypeError) as raised:
        sniff(sample_path(REFUSED[kind]), "rapport.pdf")
    assert raised.value.kind == kind
    assert raised.value.problems == {"file": refusal_of(kind)}
    assert kind == "unknown" or refusal_of(kind) != refusal_of("unknown")


def test_the_name_tells_markdown_from_plain_text(sample_path: SamplePath) -> None:
    path = sample_path(b"# Titre\n")
    assert sniff(path, "Notes.MD").format == "md"
    assert sniff(path, "notes.txt").format == "txt"


@pytest.mark.parametrize(
    "content",
    [
        "été".encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + "été".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "ɲɔgɔn".encode("utf-16-be"),
        ("Réunion à Ségou avec l’OLDDF – " * 20).encode("cp1252"),
        "حقوق النساء".encode(),
        ("é" * 600_000).encode(),
        b"avec une fin DOS\r\n\x1a",
    ],
    ids=["bom", "utf-16-le", "utf-16-be", "cp1252", "arabic", "over a megabyte", "dos"],
)
def test_text_is_taken_in_known_encodings(content: bytes, sample_path: SamplePath) -> None:
    assert sniff(sample_path(content), "a.txt").format == "txt"


@pytest.mark.parametrize(
    "content",
    [
        "حقوق النساء في مالي".encode("cp1256"),
        b"texte\x00cache",
        b"texte \x1b[31m rouge",
        b"RIFF\0\0\0\0XXXX",
        b"\xff\xfe\x00",
        b"OggS" + bytes(10),
        b"ID3\x04\0\0\0\0\0\0" + bytes(300),
        b"PK\x03\x04" + bytes(100),
        b"\xff\xfb\x90\x00" + bytes(2000),
    ],
)
def test_what_is_none_of_them_is_refused(content: bytes, sample_path: SamplePath) -> None:
    with pytest.raises(UnsupportedTypeError):
        sniff(sample_path(content), "a.txt")


def test_a_compressed_text_is_an_archive(sample_path: SamplePath) -> None:
    with pytest.raises(UnsupportedTypeError) as raised:
        sniff(sample_path(gzip.compress(b"a")), "a.txt.gz")
    assert raised.value.kind == "archive"


def test_a_polyglot_is_what_its_first_bytes_say(sample_path: SamplePath) -> None:
    picture, document = samples.make_image("JPEG"), samples.make_pdf("Un")
    assert sniff(sample_path(picture + document), "a.pdf").format == "jpeg"
    assert sniff(sample_path(picture + samples.make_docx()), "a.docx").format == "jpeg"
    with pytest.raises(UnsupportedTypeError):
        sniff(sample_path(b"MZ\0\0" + document), "a.pdf")


def test_a_pdf_may_have_a_little_before_its_header(sample_path: SamplePath) -> None:
    assert sniff(sample_path(b"\r\n\r\n" + samples.make_pdf("Un")), "a.pdf").format == "pdf"


def test_mp3_is_known_behind_its_tags(sample_path: SamplePath) -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x0f\x76" + bytes(2038)
    sound = samples.make_audio("mp3")
    assert sniff(sample_path(tag + sound), "a").format == "mp3"


def test_a_zip_directory_of_a_million_entries_is_not_read(sample_path: SamplePath) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"word/document{number}.xml", "")
    with pytest.raises(UnsupportedTypeError) as raised:
        sniff(sample_path(output.getvalue()), "a.docx")
    assert raised.value.kind == "damaged"


def test_every_type_says_what_a_browser_and_a_person_need() -> None:
    for file_type in TYPES.values():
        assert file_type.media_type.count("/") == 1
        assert file_type.extension.startswith(".")
        assert isinstance(file_type.family, Family)
        assert len(file_type.format) <= 12


WHOLE = [make() for make in TAKEN.values()] + list(REFUSED.values())
CHANGES = st.lists(st.tuples(st.integers(-400, 400), st.integers(0, 255)), max_size=8)


@given(content=st.sampled_from(WHOLE), changes=CHANGES, length=st.floats(0, 1))
def test_no_damage_makes_the_look_at_a_file_fail(
    content: bytes, changes: list[tuple[int, int]], length: float
) -> None:
    damaged = bytearray(content)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    for cut in (damaged, damaged[: int(length * len(damaged))]):
        kind = kind_of(io.BytesIO(bytes(cut)))
        assert kind in {*TYPES, *REFUSED}


def test_a_picture_of_too_many_pixels_is_refused_by_its_first_bytes() -> None:
    with pytest.raises(UnsupportedTypeError) as raised:
        refuse_early(samples.make_png_bomb(60_000).ljust(HEAD_BYTES, b"\0")[:HEAD_BYTES])
    assert raised.value.kind == "large-picture"
    refuse_early(samples.make_image("PNG").ljust(HEAD_BYTES, b"\0")[:HEAD_BYTES])


@pytest.mark.parametrize(
    "options",
    [{}, {"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}],
    ids=["plain", "for the web", "compressed"],
)
def test_a_pdf_without_its_end_is_refused_and_none_that_opens(options: dict) -> None:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.make_pdf("Un", "Deux", "Trois"))) as document:
        document.save(saved, **options)
    content = saved.getvalue()
    kinds = set()
    for percent in range(5, 101, 5):
        cut = content[: len(content) * percent // 100]
        kind = kind_of(io.BytesIO(cut))
        with suppress(pdfium.PdfiumError):
            pdfium.PdfDocument(cut).close()
            assert kind == "pdf", percent
        kinds.add(kind)
    assert kind == "pdf"
    assert "cut-document" in kinds
