"""A drawer of awkward files: bombs, cut, locked, disguised, strangely named, hostile.

Each is made on the spot and says how a person would expect it to end: `refused` at the
door, `done`, or one of the failures of `readers.outcome.Failure`.
"""

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.media import media_samples as samples
from tests.media.media_samples import SENTENCE, WORD, make_docx_of_parts, make_word_body, make_zip

Make = Callable[[], bytes]

PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
SOUNDS = ("mp3", "m4a", "ogg", "opus", "wav", "flac", "amr", "3gp")
PICTURES = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Awkward:
    """A file as somebody might send it, and the ends that are right for it."""

    case: str
    name: str
    make: Make
    ends: frozenset[str]


def awkward(case: str, name: str, make: Make, *ends: str) -> Awkward:
    return Awkward(case, name, make, frozenset(ends))


def constant(content: bytes) -> Make:
    return lambda: content


@cache
def whole(kind: str) -> bytes:
    """An ordinary file of a format."""
    if kind in SOUNDS:
        return samples.make_audio(kind)
    if kind in PICTURES:
        return samples.make_image(PICTURES[kind])
    return {
        "pdf": lambda: samples.make_pdf(*[SENTENCE] * 5),
        "docx": samples.make_docx,
        "odt": samples.make_odt,
        "pptx": lambda: samples.make_pptx("Titre", "Suite"),
    }[kind]()


def docx(body: str, dtd: str = "") -> bytes:
    return make_docx_of_parts(f"{dtd}<w:document {WORD}><w:body>{body}</w:body></w:document>")


def pdf_page(page: bytes, *more: bytes, catalogue: bytes = b"") -> bytes:
    return samples.make_pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%s>>" % page,
        *more,
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), entries, content)


def pdf_bomb(size: int) -> bytes:
    """A page whose content unpacks twice, to `size` spaces."""
    packed = zlib.compress(zlib.compress(b" " * size, 9), 9)
    filters = b"/Filter[/FlateDecode/FlateDecode]"
    return pdf_page(b"/Contents 4 0 R", stream(packed, filters))


def pdf_with_picture(width: int, height: int) -> bytes:
    entries = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d"
        b"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode" % (width, height)
    )
    page = b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>"
    draw = stream(b"200 0 0 200 0 0 cm /I Do")
    return pdf_page(page, draw, stream(zlib.compress(bytes(1000)), entries))


def locked_pdf(*, user: str, owner: str) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole("pdf"))) as document:
        document.save(output, encryption=pikepdf.Encryption(user=user, owner=owner))
    return output.getvalue()


def compound(stream_name: str) -> bytes:
    """The start of a compound file with one named stream."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    directory = f"{stream_name}\0".encode("utf-16-le").ljust(512, b"\0")
    return bytes(header) + directory


def zip_of_many(count: int) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", make_word_body(PARAGRAPH.format("Un")))
        for number in range(count):
            archive.writestr(f"word/{number}", b"")
    return output.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    output = io.BytesIO(content)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return output.getvalue()


def picture_bomb(kind: str, side: int) -> bytes:
    output = io.BytesIO()
    Image.new("1", (side, side)).save(output, kind)
    return output.getvalue()


def webp_bomb() -> bytes:
    """A small WebP that claims to be as large as the format allows."""
    content = bytearray(whole("webp"))
    at = content.find(b"\x9d\x01\x2a")
    struct.pack_into("<HH", content, at + 3, 16_000, 16_000)
    return bytes(content)


def png_with_text_bomb(size: int) -> bytes:
    output, notes = io.BytesIO(), PngInfo()
    notes.add_text("Comment", "a" * size, zip=True)
    Image.new("RGB", (80, 80)).save(output, "PNG", pnginfo=notes)
    return output.getvalue()


def jpeg_claiming(width: int, height: int) -> bytes:
    content = bytearray(whole("jpeg"))
    at = content.find(b"\xff\xc0")
    struct.pack_into(">HH", content, at + 5, height, width)
    return bytes(content)


def jpeg_of_segments(count: int) -> bytes:
    content = whole("jpeg")
    return content[:2] + b"\xff\xe3\x00\x04ab" * count + content[2:]


def jpeg_with_circular_exif() -> bytes:
    """EXIF whose directory names itself as the next one."""
    tiff = b"II*\0" + struct.pack("<IH", 8, 1)
    tiff += struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    exif = b"Exif\0\0" + tiff
    content = whole("jpeg")
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]


def wav_claiming(size: int) -> bytes:
    content = bytearray(whole("wav"))
    at = content.find(b"data")
    struct.pack_into("<I", content, at + 4, size)
    struct.pack_into("<I", content, 4, size)
    return bytes(content)


def mp3_with_tag(claimed: int) -> bytes:
    """Sound behind an ID3 tag that claims to be larger than the file."""
    size = bytes(claimed >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + size + bytes(100) + whole("mp3")


def m4a_of_endless_tables() -> bytes:
    content = bytearray(whole("m4a"))
    at = content.find(b"stsz")
    struct.pack_into(">I", content, at + 12, 0x7FFFFFFF)
    return bytes(content)


def flac_claiming_samples() -> bytes:
    content = bytearray(whole("flac"))
    content[21] |= 0x0F
    content[22:26] = b"\xff\xff\xff\xff"
    return bytes(content)


def bombs() -> Iterator[Awkward]:
    yield awkward(
        "docx whose text unpacks to 40 MB",
        "bombe.docx",
        lambda: docx(PARAGRAPH.format("a" * 40 * MEGABYTE)),
        "too_big",
    )
    yield awkward(
        "docx with a billion laughs",
        "rires.docx",
        lambda: docx(PARAGRAPH.format("&e9;"), f'<!DOCTYPE d [<!ENTITY e0 "ha">{LAUGHS}]>'),
        "damaged",
    )
    yield awkward(
        "docx with a picture of 30 MB of nothing",
        "image.docx",
        lambda: with_part(whole("docx"), "word/media/image1.png", bytes(30 * MEGABYTE)),
        "too_big",
    )
    yield awkward("docx of 20 000 parts", "parts.docx", lambda: zip_of_many(20_000), "refused")
    yield awkward(
        "docx nested 20 000 deep",
        "profond.docx",
        lambda: docx("<w:p>" * 20_000 + "</w:p>" * 20_000),
        "damaged",
    )
    yield awkward(
        "odt whose text unpacks to 40 MB",
        "bombe.odt",
        lambda: make_zip(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": b" " * 40_000_000,
            }
        ),
        "too_big",
    )
    yield awkward(
        "png of 3.6 thousand megapixels", "a.png", lambda: samples.make_png_bomb(60_000), "refused"
    )
    yield awkward(
        "png of white, 20 000 wide", "b.png", lambda: picture_bomb("PNG", 20_000), "refused"
    )
    yield awkward("webp claiming 16 000 × 16 000", "c.webp", webp_bomb, "too_big")
    yield awkward(
        "jpeg claiming 65 000 × 65 000", "d.jpg", lambda: jpeg_claiming(65_000, 65_000), "too_big"
    )
    yield awkward(
        "png with 30 MB of comment",
        "e.png",
        lambda: png_with_text_bomb(30 * MEGABYTE),
        "done",
        "damaged",
    )
    yield awkward("jpeg of 30 000 segments", "f.jpg", lambda: jpeg_of_segments(30_000), "done")
    yield awkward("jpeg whose exif has no end", "g.jpg", jpeg_with_circular_exif, "done")
    yield awkward(
        "pdf of 10 000 pages",
        "pages.pdf",
        lambda: samples.make_pdf_of_pages(10_000),
        "too_many_pages",
    )
    yield awkward(
        "pdf claiming a million pages",
        "million.pdf",
        lambda: samples.make_pdf_claiming_pages(1_000_000),
        "too_many_pages",
    )
    yield awkward(
        "pdf whose page unpacks to 300 MB",
        "flate.pdf",
        lambda: pdf_bomb(300 * MEGABYTE),
        "done",
        "too_big",
    )
    yield awkward(
        "pdf with a picture of 10 000 megapixels",
        "affiche.pdf",
        lambda: pdf_with_picture(100_000, 100_000),
        "done",
    )
    yield awkward(
        "pdf whose tree of pages turns in a circle",
        "cercle.pdf",
        lambda: samples.make_pdf_of_objects(
            b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R]>>"
        ),
        "damaged",
        "empty",
        "done",
    )
    yield awkward(
        "pdf nested 50 000 deep",
        "tableaux.pdf",
        lambda: pdf_page(b"/X 4 0 R", b"[" * 50_000 + b"]" * 50_000),
        "done",
        "damaged",
    )
    yield awkward("text of 41 MB", "long.txt", lambda: b"a\n" * 20_500_000, "too_big")
    yield awkward("markdown of brackets", "a.md", lambda: b"[" * 200_000, "done")
    yield awkward("markdown of quotes in quotes", "b.md", lambda: b"> " * 100_000 + b"x", "done")
    yield awkward("wav claiming 4 GB", "voix.wav", lambda: wav_claiming(0xFFFFFFF0), "done")
    yield awkward(
        "mp3 behind a tag that never ends", "voix.mp3", lambda: mp3_with_tag(200_000_000), "refused"
    )
    yield awkward(
        "m4a whose tables never end", "voix.m4a", m4a_of_endless_tables, "done", "damaged"
    )
    yield awkward("flac claiming hours", "voix.flac", flac_claiming_samples, "done")


def cut_files() -> Iterator[Awkward]:
    """Files whose second half never arrived, and files of which only the start did."""
    halves = {
        "pdf": ("refused",),
        "docx": ("refused",),
        "odt": ("refused",),
        "pptx": ("refused",),
        "jpeg": ("damaged",),
        "png": ("damaged",),
        "webp": ("damaged",),
        "m4a": ("refused",),
        "3gp": ("refused",),
        **dict.fromkeys(("mp3", "ogg", "opus", "wav", "flac", "amr"), ("done",)),
    }
    for kind, ends in halves.items():
        name = f"moitie.{kind}"
        yield awkward(
            f"half a {kind}", name, lambda kind=kind: whole(kind)[: len(whole(kind)) // 2], *ends
        )
    for kind in halves:
        yield awkward(
            f"the first 40 bytes of a {kind}",
            f"debut.{kind}",
            lambda kind=kind: whole(kind)[:40],
            "refused", "damaged", "empty",
        )  # fmt: skip
    yield awkward("nothing at all", "vide.pdf", constant(b""), "refused")
    yield awkward("one byte", "a.txt", constant(b"a"), "done")
    yield awkward("spaces alone", "b.txt", constant(b" \n\n \t"), "empty")
    yield awkward("zeros alone", "c.txt", constant(bytes(5000)), "refused")
    yield awkward("text that turns binary", "d.txt", lambda: b"a" * 2_000_000 + b"\0\1", "damaged")
    yield awkward(
        "docx without its document", "e.docx", lambda: make_zip({"word/document": ""}), "damaged"
    )
    yield awkward("docx without a word", "f.docx", lambda: docx(""), "empty")
    yield awkward("pptx without slides", "g.pptx", samples.make_pptx, "empty")
    yield awkward("pdf in name only", "h.pdf", constant(b"%PDF-1.7 and nothing more"), "refused")
    yield awkward(
        "pdf whose table of objects lies",
        "i.pdf",
        lambda: whole("pdf").replace(b"startxref\n", b"startxref\n9"),
        "done",
    )


def locked_files() -> Iterator[Awkward]:
    yield awkward(
        "pdf with a password", "a.pdf", lambda: locked_pdf(user="u", owner="o"), "encrypted"
    )
    yield awkward(
        "pdf locked against changes alone", "b.pdf", lambda: locked_pdf(user="", owner="o"), "done"
    )
    yield awkward("docx with a password", "c.docx", lambda: compound("EncryptedPackage"), "refused")
    yield awkward(
        "docx in a locked archive",
        "d.docx",
        lambda: samples.encrypted_zip(whole("docx")),
        "encrypted",
    )
    manifest = (
        '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    yield awkward(
        "odt with a password",
        "e.odt",
        lambda: make_zip(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<x/>",
                "META-INF/manifest.xml": manifest,
            }
        ),
        "encrypted",
    )


def disguised_files() -> Iterator[Awkward]:
    page = b"<html><script>alert(1)</script></html>"
    yield awkward("pdf called docx", "lettre.docx", lambda: whole("pdf"), "done")
    yield awkward("docx called pdf", "lettre.pdf", lambda: whole("docx"), "done")
    yield awkward("mp3 called jpg", "photo.jpg", lambda: whole("mp3"), "done")
    yield awkward("jpeg called mp3", "voix.mp3", lambda: whole("jpeg"), "done")
    yield awkward("opus called mp3", "note.mp3", lambda: whole("opus"), "done")
    yield awkward("amr called wav", "note.wav", lambda: whole("amr"), "done")
    yield awkward("text called exe", "programme.exe", constant(SENTENCE.encode()), "done")
    yield awkward(
        "program called pdf", "rapport.pdf", constant(b"MZ\x90\0" + bytes(600)), "refused"
    )
    yield awkward("web page called txt", "page.txt", constant(page), "refused")
    yield awkward(
        "svg called png", "logo.png", constant(b"<svg xmlns='x'><script/></svg>"), "refused"
    )
    yield awkward(
        "pdf that is also an archive", "a.pdf", lambda: whole("pdf") + whole("docx"), "done"
    )
    yield awkward(
        "jpeg that is also an archive", "a.jpg", lambda: whole("jpeg") + whole("docx"), "done"
    )
    yield awkward("png that is also a page", "a.png", lambda: whole("png") + page, "done")
    yield awkward("mp3 that is also a page", "a.mp3", lambda: whole("mp3") + page, "done")
    yield awkward(
        "wav that is also an archive", "a.wav", lambda: whole("wav") + whole("docx"), "done"
    )
    yield awkward(
        "page that is also a pdf", "b.pdf", lambda: page + whole("pdf"), "done", "refused"
    )
    yield awkward("program that is also a pdf", "c.pdf", lambda: b"MZ\0" + whole("pdf"), "refused")
    yield awkward(
        "docx that is also a program for Java",
        "d.docx",
        lambda: with_part(whole("docx"), "META-INF/MANIFEST.MF", b"Main-Class: A"),
        "done",
    )
    yield awkward(
        "docx with a macro",
        "e.docx",
        lambda: with_part(whole("docx"), "word/vbaProject.bin", b"x"),
        "refused",
    )


def foreign_files() -> Iterator[Awkward]:
    """Kinds that the library does not take, each refused with what to send instead."""
    starts = {
        "a.gif": b"GIF89a" + bytes(60),
        "a.heic": b"\0\0\0\x18ftypheic" + bytes(60),
        "a.tiff": b"II*\0" + bytes(60),
        "a.rar": b"Rar!\x1a\x07\0" + bytes(60),
        "a.7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
        "a.tar.gz": b"\x1f\x8b\x08" + bytes(60),
        "a.rtf": b"{\\rtf1 bonjour}",
        "a.ps": b"%!PS-Adobe-3.0\n",
        "a.wma": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(60),
        "a.mid": b"MThd" + bytes(60),
        "a.avi": b"RIFF\x40\0\0\0AVI LIST" + bytes(60),
        "a.flv": b"FLV\x01" + bytes(60),
        "a.elf": b"\x7fELF" + bytes(60),
        "a.class": b"\xca\xfe\xba\xbe" + bytes(60),
    }
    for name, content in starts.items():
        yield awkward(f"the foreign kind {name}", name, constant(content), "refused")
    yield awkward("a video with sound", "b.mp4", samples.make_video, "done")
    yield awkward("an old Word document", "a.doc", lambda: compound("WordDocument"), "refused")
    yield awkward(
        "a spreadsheet", "a.xlsx", lambda: make_zip({"xl/workbook.xml": "<x/>"}), "refused"
    )
    yield awkward("an archive", "a.zip", lambda: make_zip({"a.txt": "a"}), "refused")
    yield awkward(
        "an e-book", "a.epub", lambda: make_zip({"mimetype": "application/epub+zip"}), "refused"
    )
    yield awkward("a video without sound", "a.mp4", lambda: samples.make_video(sound=""), "refused")


def hostile_files() -> Iterator[Awkward]:
    entity = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    launch = b"/OpenAction<</S/Launch/F(cmd.exe)>>"
    words = b"/Contents 4 0 R"
    yield awkward("docx that asks for a file", "a.docx", lambda: docx("&x;", entity), "damaged")
    yield awkward(
        "docx with paths upwards",
        "b.docx",
        lambda: with_part(whole("docx"), "../../x", b"x"),
        "done",
    )
    yield awkward(
        "pdf that runs a script",
        "a.pdf",
        lambda: pdf_page(words, stream(b""), catalogue=script),
        "done",
    )
    yield awkward(
        "pdf that starts a program",
        "b.pdf",
        lambda: pdf_page(words, stream(b""), catalogue=launch),
        "done",
    )
    yield awkward("text in UTF-16", "c.txt", constant(SENTENCE.encode("utf-16")), "done")
    yield awkward(
        "text of Windows", "d.txt", constant(SENTENCE.replace("’", "'").encode("cp1252")), "done"
    )
    yield awkward(
        "text that turns its direction", "e.txt", constant("a\u202eb\u2066c".encode()), "done"
    )
    yield awkward(
        "markdown with scripts",
        "f.md",
        constant(b"# <script>alert(1)</script>\n[a](javascript:b)"),
        "done",
    )


def strange_names() -> Iterator[Awkward]:
    names = {
        "in Arabic": "تقرير ورشة العمل.txt",
        "in Bambara, decomposed": unicodedata.normalize("NFD", "ɲɔgɔn dɛmɛ – Ségou.txt"),
        "of 255 bytes": "é" * 125 + "a.txt",
        "of 2 000 letters": "n" * 2000 + ".txt",
        "of emoji": "👩🏾‍🦱🎉.txt",
        "of dots": "..",
        "that climbs": "../../../etc/passwd",
        "of a Windows path": "C:\\Users\\Awa\\Desktop\\note.txt",
        "with a line break": "a\r\nSet-Cookie: x=y.txt",
        "with a zero": "a\0b.txt",
        "that reads backwards": "rapport\u202efdp.exe.txt",
        "that starts with a dot": ".htaccess",
        "that ends in spaces": "note.txt   ",
        "of a device": "CON.txt",
        "with percent signs": "%2e%2e%2fnote%00.txt",
        "with quotes": 'l\'"note" «du» jour; filename=x.txt',
        "of a script": "<script>alert(1)</script>.txt",
        "without an extension": "note",
        "of combining marks": "e" + "\u0301" * 300 + ".txt",
        "of halves of letters": "a\ud800.txt",
    }
    for case, name in names.items():
        yield awkward(f"a name {case}", name, constant(SENTENCE.encode()), "done")


AWKWARD_FILES = [
    *bombs(),
    *cut_files(),
    *locked_files(),
    *disguised_files(),
    *foreign_files(),
    *hostile_files(),
    *strange_names(),
]
