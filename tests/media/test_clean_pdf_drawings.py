"""Clean copies of PDF: what draws the pages is read too, for it can hold words that never show."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from portal.media.readers.outcome import Fate, Trace
from tests.media import clean_proofs as proofs
from tests.media.clean_proofs import NAME, PATH, SECRET, clean
from tests.media.test_clean_pdf import base, packed_gigabyte, photo, planted

BOX = Array([0, 0, 90, 90])
HIDDEN_WORDS = (
    f"q % {NAME}\n/Span <</Author ({SECRET}) /ActualText (mot) /MCID 3 /Lang (fr)>> BDC EMC\n"
    f"/Note <</A <</B [({SECRET})]>>>> DP (50 % \\) \\\\) pop\n"
    f"/P <</MCID 4 /Alt (C:\\\\Users\\\\{SECRET}\\\\a.jpg) /Type /{SECRET}>> BDC EMC Q %{SECRET}"
).encode()
KEPT_WORDS = (b"/ActualText (mot)", b"/MCID 3", b"/Lang (fr)", b"(50 % \\) \\\\) pop", b"/MCID 4")
Place = Callable[[Pdf, bytes], pikepdf.Object]


def on_page(pdf: Pdf, content: bytes) -> pikepdf.Object:
    page = pdf.pages[0]
    page.contents_add(content)
    return page.obj.Contents[-1]


def on_page_alone(pdf: Pdf, content: bytes) -> pikepdf.Object:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(content + b"\n" + page.Contents.read_bytes())
    return page.Contents


def in_form(pdf: Pdf, content: bytes) -> pikepdf.Object:
    form = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=BOX)
    pdf.pages[0].Resources.XObject = Dictionary(Fm0=form)
    return form


def in_appearance(pdf: Pdf, content: bytes) -> pikepdf.Object:
    look = pdf.make_stream(content, BBox=BOX)
    states = Dictionary(N=Dictionary(On=look))
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=BOX, AP=states, AS=Name.On)
    pdf.pages[0].obj.Annots = Array([stamp])
    return look


def in_letter(pdf: Pdf, content: bytes) -> pikepdf.Object:
    letter = pdf.make_stream(b"9 0 d0 " + content)
    pdf.pages[0].Resources.Font.F9 = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=BOX,
            FontMatrix=Array([1, 0, 0, 1, 0, 0]),
            CharProcs=Dictionary(a=letter),
            Encoding=Dictionary(Differences=Array([97, Name.a])),
            FirstChar=97,
            LastChar=97,
            Widths=Array([9]),
        )
    )
    return letter


def in_pattern(pdf: Pdf, content: bytes) -> pikepdf.Object:
    more = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 9, "YStep": 9}
    pattern = pdf.make_stream(content, BBox=BOX, Resources=Dictionary(), **more)
    pdf.pages[0].Resources.Pattern = Dictionary(P0=pattern)
    return pattern


PLACES = (on_page, on_page_alone, in_form, in_appearance, in_letter, in_pattern)


def inline(tmp_path: Path, *, filters: bytes = b"/DCT", side: int = 120) -> bytes:
    """A photo among what draws, as programs of the last century place it."""
    data = photo(tmp_path, side)
    if b"AHx" in filters:
        data = data.hex().encode() + b">"
    size = b"/W %d /H %d /BPC 8 /CS /RGB /F %s" % (side, side, filters)
    return b"q 90 0 0 90 0 0 cm BI %s ID %s\nEI Q\n" % (size, data)


@pytest.mark.parametrize("place", PLACES)
def test_comments_and_labels_go_wherever_they_are_drawn(place: Place, tmp_path: Path) -> None:
    sent = planted(lambda pdf: place(pdf, HIDDEN_WORDS))
    assert proofs.holds_secret(proofs.unpacked_pdf(sent, tmp_path))
    copy = clean(sent, "pdf")
    unpacked = proofs.unpacked_pdf(copy.content, tmp_path)
    assert not proofs.holds_secret(unpacked)
    assert not [word for word in KEPT_WORDS if word not in unpacked]
    assert Trace.TAGS in copy.removed()
    assert proofs.read_copy(copy.content, "pdf").pages == proofs.read_copy(sent, "pdf").pages


@pytest.mark.parametrize("filters", [b"/DCT", b"[/AHx /DCT]", b"/DCTDecode"])
@pytest.mark.parametrize("place", PLACES)
def test_photos_among_what_draws_lose_their_place_and_keep_their_look(
    place: Place, filters: bytes, tmp_path: Path
) -> None:
    sent = planted(lambda pdf: place(pdf, inline(tmp_path, filters=filters)))
    copy = clean(sent, "pdf")
    assert not holds_data(sent_or_copy=copy.content, folder=tmp_path)
    assert holds_data(sent_or_copy=sent, folder=tmp_path)
    assert look(copy.content) == look(sent)
    assert copy.count(Trace.PICTURE_DATA) == copy.count(Trace.PLACE) == 1
    assert copy.count(Trace.PICTURES, Fate.FOUND) == 1


def holds_data(*, sent_or_copy: bytes, folder: Path) -> bool:
    """Whether any stream holds EXIF or a planted word, as bytes or as letters."""
    unpacked = proofs.unpacked_pdf(sent_or_copy, folder)
    signs = (b"Exif\0", b"Exif\0".hex().encode(), SECRET.encode().hex().encode())
    return proofs.holds_secret(unpacked) or any(sign in unpacked for sign in signs)


def look(content: bytes) -> bytes:
    with pypdfium2.PdfDocument(content) as document:
        return bytes(document[0].render(scale=1).to_pil().tobytes())


def test_a_photo_on_the_page_does_show(tmp_path: Path) -> None:
    """Otherwise the comparison of looks would prove nothing."""
    sent = planted(lambda pdf: on_page_alone(pdf, inline(tmp_path)))
    assert look(sent) != look(planted())


def test_a_small_picture_shows_nobody_and_stays_byte_for_byte() -> None:
    content = b"q BI /W 2 /H 2 /BPC 8 /CS /G  ID \x01% EI\xff\nEI Q BI/W 9/H 9/IM true ID abc EI"
    with base() as pdf:
        in_form(pdf, content)
        output = io.BytesIO()
        pdf.save(output)
    copy = clean(output.getvalue(), "pdf")
    assert not copy.count(Trace.PICTURES, Fate.FOUND)
    assert form_of(copy.content) == content


def form_of(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return bytes(pdf.pages[0].Resources.XObject.Fm0.read_bytes())


def test_a_photo_that_could_end_too_early_is_written_in_letters(tmp_path: Path) -> None:
    """The tables of a photo may look like the mark of the end."""
    output = io.BytesIO()
    table = [*b"\nEI \nEI "] * 8
    Image.linear_gradient("L").convert("RGB").save(output, "JPEG", qtables=[table, table])
    path = tmp_path / "odd.jpg"
    path.write_bytes(output.getvalue())
    proofs.run("exiftool", "-q", "-overwrite_original", f"-Artist={NAME}", str(path))
    data = path.read_bytes().hex().encode()
    content = b"q 90 0 0 90 0 0 cm BI /W 256/H 256/BPC 8/CS/RGB/F[/AHx/DCT] ID %s> EI Q" % data
    sent = planted(lambda pdf: on_page_alone(pdf, content))
    copy = clean(sent, "pdf").content
    assert not holds_data(sent_or_copy=copy, folder=tmp_path)
    assert look(copy) == look(sent)


@pytest.mark.parametrize(
    "broken",
    [b"/P <</A (%s)", b"/A (%s)>> BDC", b"% %s\n(no end", b"BI /W 9 ID %s", b"BI /W ID %s EI"],
)
def test_what_cannot_be_taken_apart_stays_and_is_reported(broken: bytes) -> None:
    content = broken.replace(b"%s", SECRET.encode())
    copy = clean(planted(lambda pdf: in_form(pdf, content)), "pdf")
    assert copy.count(Trace.TAGS, Fate.KEPT) == 1
    assert form_of(copy.content) == content


def test_a_damaged_photo_stays_and_is_reported() -> None:
    content = b"BI /W 200 /H 200 /BPC 8 /CS /RGB /F /DCT ID \xff\xd8\xff\xe1\xff\xffab EI"
    copy = clean(planted(lambda pdf: in_form(pdf, content)), "pdf")
    assert copy.count(Trace.PICTURE_DATA, Fate.KEPT) == 1
    assert form_of(copy.content) == content


def test_a_drawing_on_all_pages_is_read_once() -> None:
    """Thousands of pages of one long list of drawings must not take a night."""

    def repeat(pdf: Pdf) -> None:
        drawing = pdf.make_stream(b"% x\n" + b"0 0 m 1 1 l S " * 50_000)
        every = pdf.make_indirect(Array([drawing] * 5_000))
        for _ in range(1_000):
            pdf.add_blank_page().obj.Contents = every

    assert clean(planted(repeat), "pdf").content


def test_a_document_with_too_much_to_read_token_by_token_is_reported() -> None:
    def swell(pdf: Pdf) -> None:
        in_form(pdf, b"% x\n" + b" " * 70_000_000)

    assert clean(planted(swell), "pdf").count(Trace.TAGS, Fate.KEPT) == 1


def test_a_bomb_that_draws_is_too_big() -> None:
    def plant(pdf: Pdf) -> None:
        in_form(pdf, b"").write(packed_gigabyte(), filter=Name.FlateDecode)

    assert proofs.failure_of_cleaning(planted(plant), "pdf") == "too_big"


def add_odd_keys(pdf: Pdf) -> None:
    odd = {"FileName": String(PATH), "BSIColumnData": Array([String(NAME)]), "Owner": String(NAME)}
    page = pdf.pages[0]
    picture = pdf.make_stream(
        b"\0" * 4, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8, **odd
    )
    picture.ColorSpace = Name.DeviceGray
    form = pdf.make_stream(b"/Im0 Do", Subtype=Name.Form, BBox=BOX, **odd)
    form.Resources = Dictionary(XObject=Dictionary(Im0=picture))
    page.Resources.XObject = Dictionary(Fm0=form)
    page.Resources.Properties = Dictionary(MC0=Dictionary(MCID=1, **odd))
    page.Resources.Font.F1.FileName = String(PATH)
    field = Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("ville"), Rect=BOX, **odd)
    square = Dictionary(Subtype=Name.Square, Rect=BOX, C=Array([1, 0, 0]), **odd)
    parent = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("a"), Kids=Array(), **odd))
    page.obj.Annots = Array([pdf.make_indirect(field), square])
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.obj.Annots[0], parent]))


def test_keys_that_only_programs_read_go_from_pictures_fonts_and_marks(tmp_path: Path) -> None:
    sent = planted(add_odd_keys)
    copy = clean(sent, "pdf")
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy.content, tmp_path))
    assert Trace.TAGS in copy.removed()
    assert look(copy.content) == look(sent)
    with pikepdf.open(io.BytesIO(copy.content)) as pdf:
        field, square = pdf.pages[0].obj.Annots
        assert str(field.T) == "ville"
        assert [int(each) for each in square.C] == [1, 0, 0]
        assert pdf.pages[0].Resources.Properties.MC0.MCID == 1
