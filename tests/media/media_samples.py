"""Files of every kind, made on the spot."""

import io
import math
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from fractions import Fraction

import av
from docx import Document
from docx.enum.text import WD_BREAK
from fpdf import FPDF
from fpdf.encryption import AccessPermission
from odf import style, table, text
from odf.opendocument import OpenDocumentText
from PIL import Image

SENTENCE = "Les femmes de Ségou ont dit leur droit à la terre."
AUDIO = {
    "mp3": ("mp3", "libmp3lame", 44_100),
    "m4a": ("ipod", "aac", 44_100),
    "ogg": ("ogg", "vorbis", 44_100),
    "opus": ("ogg", "libopus", 48_000),
    "wav": ("wav", "pcm_s16le", 44_100),
    "flac": ("flac", "flac", 44_100),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "3gp": ("3gp", "aac", 44_100),
}
AMR_WB_FRAME = b"\x44" + bytes(60)
OFFICE = "http://schemas.openxmlformats.org"
WORD = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main"'


def make_pdf(*pages: str, password: str = "") -> bytes:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=14)
    for page in pages:
        pdf.add_page()
        pdf.multi_cell(0, 8, page)
    if password:
        permission = AccessPermission.all()
        pdf.set_encryption(owner_password="owner", user_password=password, permissions=permission)
    return bytes(pdf.output())


def make_docx() -> bytes:
    document = Document()
    document.add_heading("Rapport de l’atelier", level=1)
    document.add_paragraph(SENTENCE)
    rows = document.add_table(rows=2, cols=2).rows
    for row, words in zip(rows, (("Région", "Cercle"), ("Ségou", "Bla")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Deuxième page, en bambara : ɲɔgɔn dɛmɛ.")
    return _saved(document)


def make_long_docx(paragraphs: int) -> bytes:
    document = Document()
    for number in range(paragraphs):
        document.add_paragraph(f"{number}. {SENTENCE}")
    return _saved(document)


def make_docx_of_parts(document: str, **parts: str) -> bytes:
    """A DOCX written by hand, around the content of its body."""
    types = "officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{types}/{name}" Target="{name}.xml"/>'
        for name in parts
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return make_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" '
            f'Type="{OFFICE}/{types}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{relations}'
            "</Relationships>",
            "word/document.xml": document,
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def make_word_body(body: str) -> str:
    return f"<w:document {WORD}><w:body>{body}</w:body></w:document>"


def make_odt() -> bytes:
    document = OpenDocumentText()
    new_page = style.Style(name="NewPage", family="paragraph")
    new_page.addElement(style.ParagraphProperties(breakbefore="page"))
    document.automaticstyles.addElement(new_page)
    document.text.addElement(text.H(outlinelevel=1, text="Rapport de l’atelier"))
    paragraph = text.P(text=SENTENCE)
    note = text.Note(noteclass="footnote", id="n1")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(text.P(text="Selon la loi de 2015."))
    note.addElement(body)
    paragraph.addElement(note)
    document.text.addElement(paragraph)
    grid = table.Table()
    row = table.TableRow()
    for word in ("Ségou", "Bla"):
        cell = table.TableCell()
        cell.addElement(text.P(text=word))
        row.addElement(cell)
    grid.addElement(row)
    document.text.addElement(grid)
    document.text.addElement(text.P(stylename=new_page, text="Deuxième page."))
    return _saved(document)


def make_pptx(*slides: str) -> bytes:
    drawing = f'xmlns:a="{OFFICE}/drawingml/2006/main"'
    relation = f'xmlns:r="{OFFICE}/officeDocument/2006/relationships"'
    types = f"{OFFICE}/officeDocument/2006/relationships"
    numbers = range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="s{n}"/>' for n in numbers)
    targets = "".join(
        f'<Relationship Id="s{n}" Type="{types}/slide" Target="slides/slide{n}.xml"/>'
        for n in numbers
    )
    pages = {
        f"ppt/slides/slide{n}.xml": f"<sld {drawing}><a:p><a:r><a:t>{words}</a:t></a:r></a:p></sld>"
        for n, words in zip(numbers, slides, strict=True)
    }
    return make_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{types}/officeDocument" '
            'Target="ppt/presentation.xml"/></Relationships>',
            "ppt/presentation.xml": f'<p:deck xmlns:p="p" {relation}>{ids}</p:deck>',
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{targets}</Relationships>",
            **pages,
        }
    )


def make_zip(parts: dict[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def make_image(image_format: str, size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    output = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(output, image_format, **options)
    return output.getvalue()


def make_audio(kind: str, seconds: int = 3, **tags: str) -> bytes:
    container_format, codec, rate = AUDIO[kind]
    layout = "stereo" if codec == "vorbis" else "mono"
    output = io.BytesIO()
    with av.open(output, "w", format=container_format) as container:
        container.metadata.update(tags)
        options = {"strict": "experimental"}
        stream = container.add_stream(codec, rate=rate, layout=layout, options=options)
        for frame in _tone(rate, seconds):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return output.getvalue()


def make_video(kind: str = "mp4", *, sound: str = "aac") -> bytes:
    """A moving picture of a second, with sound unless `sound` is empty."""
    output = io.BytesIO()
    with av.open(output, "w", format=kind) as container:
        picture = container.add_stream("vp8" if kind == "webm" else "mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        tone = container.add_stream(sound, rate=48_000, layout="mono") if sound else None
        for number in range(5):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if tone:
            for heard in _tone(48_000, 1):
                container.mux(tone.encode(heard))
            container.mux(tone.encode(None))
    return output.getvalue()


def make_amr_wb(seconds: int = 3) -> bytes:
    return b"#!AMR-WB\n" + AMR_WB_FRAME * (50 * seconds)


def make_pdf_of_pages(count: int) -> bytes:
    """A PDF whose tree of pages names one page `count` times."""
    kids = b"3 0 R " * count
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )
    return make_pdf_of_objects(*objects)


def make_pdf_claiming_pages(count: int) -> bytes:
    return make_pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[3 0 R]>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )


def make_png_bomb(side: int) -> bytes:
    """A small PNG that claims to be side × side pixels."""
    png = bytearray(make_image("PNG", (8, 8)))
    struct.pack_into(">II", png, 16, side, side)
    struct.pack_into(">I", png, 29, zlib.crc32(bytes(png[12:29])))
    return bytes(png)


def make_pdf_of_objects(*objects: bytes) -> bytes:
    """A PDF of these numbered objects; the first is its catalogue."""
    output = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(output))
        output += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(output)
    output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    output += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    output += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n" % (len(objects) + 1, start)
    return bytes(output + b"%%EOF\n")


def encrypted_zip(content: bytes) -> bytes:
    """The same archive with every entry marked as encrypted."""
    archive = bytearray(content)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = archive.find(signature)
        while at >= 0:
            archive[at + flags] |= 1
            at = archive.find(signature, at + 4)
    return bytes(archive)


def _tone(rate: int, seconds: int) -> Iterator[av.AudioFrame]:
    size = 960
    for start in range(0, rate * seconds, size):
        samples = array("h", (int(8000 * math.sin(n / 16)) for n in range(start, start + size)))
        frame = av.AudioFrame("s16", "mono", size)
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate = rate
        frame.pts = start
        frame.time_base = Fraction(1, rate)
        yield frame


def _saved(document: object) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()
