"""Clean copies of PDF: the same pages and words, and nothing about who made them, when and how."""

import gzip
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from portal.media.readers.outcome import Fate, Trace
from tests.media import clean_proofs as proofs
from tests.media import media_samples as samples
from tests.media.clean_proofs import DEVICE, NAME, PATH, PLACE, SCRIPT, SECRET, clean, exiftool

DEBIAN = (
    Path("/usr/share/doc/maint-guide-fr/maint-guide.fr.pdf"),
    Path("/usr/share/doc/debian/FAQ/debian-faq.fr.pdf.gz"),
)
WORDS = "Les femmes de Ségou ont dit leur droit à la terre."
ACTIVE = (b"JavaScript", b"/JS ", b"/Launch", b"/GoToR", b"/SubmitForm", b"/EmbeddedFile", b"/AA")
Plan = Callable[[Pdf], None]


def base(pages: int = 2) -> Pdf:
    return pikepdf.open(io.BytesIO(samples.make_pdf(*[WORDS] * pages)))


def planted(*plans: Plan, **options: object) -> bytes:
    """A PDF of two pages to which plans add what should not be public."""
    with base() as pdf:
        for plan in plans:
            plan(pdf)
        output = io.BytesIO()
        pdf.save(output, **options)
        return output.getvalue()


def describe(pdf: Pdf) -> None:
    info = {"/Author": NAME, "/Producer": DEVICE, "/Title": NAME, "/Keywords": NAME, "/Org": NAME}
    for key, value in info.items():
        pdf.docinfo[key] = value
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{NAME}</dc:creator></x:xmpmeta>"
    pdf.Root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    page = pdf.pages[0].obj
    page.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    page.PieceInfo = Dictionary(Word=Dictionary(Private=String(NAME)))
    page.LastModified = String("D:20260308101112")
    page.Thumb = pdf.make_stream(b"\0" * 64, Width=8, Height=8, Comment=String(NAME))
    page.Resources.Font.F1.PieceInfo = Dictionary(Private=String(NAME))
    pdf.trailer.ID = Array([String(SECRET), String(SECRET)])
    pdf.trailer.DocChecksum = String(SECRET)


def add_scripts(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String(SCRIPT))
    long_script = pdf.make_stream(SCRIPT.encode())
    names = Array([String("start"), pdf.make_indirect(script)])
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))
    pdf.Root.OpenAction = Dictionary(
        S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=script
    )
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=long_script))
    pdf.pages[0].obj.AA = Dictionary(O=script)
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Chapitre", 0))
    pdf.Root.Outlines.First.A = Dictionary(S=Name.Launch, F=String(f"{PATH}\\x.exe"))


def link(action: Dictionary) -> Dictionary:
    rectangle = Array([0, 0, 20, 20])
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rectangle, A=action)


def add_links(pdf: Pdf) -> None:
    addresses = (
        "https://musoya.example/fr",
        "mailto:contact@musoya.example",
        f"file:///home/{SECRET}/rapport.pdf",
        f"\\\\serveur-{SECRET}\\rapport.pdf",
        f"javascript:{SCRIPT}",
    )
    actions = [Dictionary(S=Name.URI, URI=String(address)) for address in addresses]
    actions += [
        Dictionary(S=Name.GoToR, F=String(f"{PATH}\\autre.pdf"), D=Array([0, Name.Fit])),
        Dictionary(S=Name.SubmitForm, F=String(f"https://{SECRET}.example")),
        Dictionary(S=Name.ImportData, F=String(PATH), Next=Array([])),
    ]
    pdf.pages[0].obj.Annots = pdf.make_indirect(Array([link(action) for action in actions]))


def add_files(pdf: Pdf) -> None:
    pdf.attachments[f"{SECRET}.txt"] = NAME.encode()
    file = pdf.make_stream(NAME.encode(), Type=Name.EmbeddedFile)
    specification = pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=String(f"{SECRET}.xlsx"), EF=Dictionary(F=file))
    )
    pdf.Root.AF = Array([specification])
    pdf.pages[1].obj.AF = Array([specification])
    pdf.pages[1].obj.Annots = Array(
        [Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=specification)]
    )


def mark(kind: str, **more: object) -> Dictionary:
    author = {"T": String(NAME), "Contents": String(NAME), "M": String("D:2026"), "NM": SECRET}
    given = {"Rect": Array([10, 10, 90, 30]), "Subtype": Name(kind), **author, **more}
    return Dictionary(Type=Name.Annot, **given)


def add_comments(pdf: Pdf) -> None:
    note = pdf.make_indirect(mark("/Text"))
    free = mark(
        "/FreeText", Contents=String("Voici"), DA=String("/Helv 12 Tf"), T=String("Fanta Zzsecret")
    )
    highlight = mark("/Highlight", QuadPoints=Array([1, 1, 2, 1, 1, 2, 2, 2]))
    popup = mark("/Popup", Parent=note)
    pdf.pages[0].obj.Annots = Array(
        [note, free, highlight, popup, mark("/Sound"), mark("/RichMedia")]
    )


def add_form(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    box = Array([10, 10, 90, 30])
    text = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("ville"),
            V=String("Kayes"),
            Rect=box,
            AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String(SCRIPT))),
        )
    )
    signature = Dictionary(Type=Name.Sig, Name=String(NAME), Location=String(PLACE))
    signed = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String("signature"),
            V=pdf.make_indirect(signature),
            Rect=box,
        )
    )
    page.Annots = Array([text, signed])
    xfa = pdf.make_stream(f"<xdp>{NAME}</xdp>".encode())
    pdf.Root.AcroForm = Dictionary(Fields=Array([text, signed]), XFA=xfa, SigFlags=3)
    pdf.Root.Perms = Dictionary(DocMDP=signature)


def add_media(pdf: Pdf) -> None:
    rendition = Dictionary(S=Name.Rendition, JS=String(SCRIPT), OP=0)
    media = link(rendition)
    media.Subtype = Name.Screen
    movie = mark("/Movie", Movie=Dictionary(F=String(PATH)))
    pdf.pages[0].obj.Annots = Array([media, movie, mark("/3D")])
    pdf.Root.Collection = Dictionary(D=String(SECRET))
    pdf.Root.Threads = Array([Dictionary(I=Dictionary(Author=String(NAME)))])
    pdf.Root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot,
        K=Dictionary(S=Name.Figure, Alt=String(f"{PATH}\\IMG_1.jpg"), A=Dictionary(O=Name.Layout)),
    )


def add_what_programs_make_up(pdf: Pdf) -> None:
    """A figure as pdfTeX includes it, a drawing as Visio exports it, layers."""
    made = pdf.make_indirect(Dictionary(Author=String(NAME), CreationDate=String("D:2026")))
    figure = pdf.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    figure["/PTEX.FileName"] = String(f"/home/{SECRET}/figure.pdf")
    figure["/PTEX.InfoDict"] = made
    pdf.pages[0].obj.Resources.XObject = pdf.make_indirect(Dictionary({"/Fm1.0_a": figure}))
    drawn = Dictionary(O=Name.UserProperties, P=Array([Dictionary(N=String("x"), V=String(NAME))]))
    pdf.Root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot, K=Dictionary(S=Name.Figure, A=drawn)
    )
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(Creator=String(NAME)))


def add_what_is_hidden(pdf: Pdf) -> None:
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("code"),
            V=String(SECRET),
            F=2,
            Rect=Array([0, 0, 9, 9]),
        )
    )
    mark_of_nobody = mark("/FreeText", Contents=String(NAME), DA=String("/Helv 12 Tf"), F=2)
    pdf.pages[0].obj.Annots = Array([field, mark_of_nobody])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


@pytest.mark.parametrize(
    ("plan", "traces"),
    [
        (add_what_programs_make_up, {Trace.TAGS}),
        (add_what_is_hidden, {Trace.HIDDEN}),
        (describe, {Trace.PEOPLE, Trace.DEVICE, Trace.TAGS, Trace.PREVIEW}),
        (add_scripts, {Trace.SCRIPTS, Trace.ACTIONS}),
        (add_links, {Trace.ACTIONS}),
        (add_files, {Trace.ATTACHMENTS}),
        (add_comments, {Trace.COMMENTS, Trace.PEOPLE, Trace.ATTACHMENTS}),
        (add_form, {Trace.PEOPLE, Trace.SCRIPTS, Trace.HIDDEN}),
        (add_media, {Trace.ATTACHMENTS, Trace.DEVICE}),
    ],
)
def test_what_tells_about_people_is_gone_and_words_stay(
    plan: Plan, traces: set[Trace], tmp_path: Path
) -> None:
    sent = planted(plan)
    assert proofs.holds_secret(proofs.unpacked_pdf(sent, tmp_path))
    copy = clean(sent, "pdf")
    unpacked = proofs.unpacked_pdf(copy.content, tmp_path)
    assert not proofs.holds_secret(unpacked)
    assert not [word for word in ACTIVE if word in unpacked]
    assert SECRET not in exiftool(copy.content)
    assert traces <= copy.removed()
    assert proofs.read_copy(copy.content, "pdf").pages == proofs.read_copy(sent, "pdf").pages


def test_a_file_that_is_attached_in_two_ways_is_counted_once() -> None:
    def attach(pdf: Pdf) -> None:
        for name in ("un.txt", "deux.txt"):
            pdf.attachments[name] = name.encode()

    sent = planted(attach)
    with pikepdf.open(io.BytesIO(sent)) as pdf:
        assert len(pdf.Root.AF) == len(pdf.Root.Names.EmbeddedFiles.Names) // 2 == 2
    assert clean(sent, "pdf").count(Trace.ATTACHMENTS) == 2


def test_nothing_of_all_together_is_left(tmp_path: Path) -> None:
    plans = (describe, add_scripts, add_files, add_form, add_media, add_comments)
    for options in (
        {},
        {"linearize": True},
        {"encryption": pikepdf.Encryption(owner="x", user="")},
    ):
        copy = clean(planted(*plans, **options), "pdf")
        assert not proofs.holds_secret(proofs.unpacked_pdf(copy.content, tmp_path))
        seen = exiftool(copy.content)
        for word in ("Author", "Producer", "Creator", "XMP", "Date", "Encrypt"):
            assert word not in re.sub(r"File .*", "", seen), word


def test_a_note_is_gone_even_where_the_structure_leads_to_it(tmp_path: Path) -> None:
    def lead(pdf: Pdf) -> None:
        note = pdf.make_indirect(mark("/Text"))
        pdf.pages[0].obj.Annots = Array([note])
        way = Dictionary(Type=Name.OBJR, Obj=note, Pg=pdf.pages[0].obj)
        pdf.Root.StructTreeRoot = Dictionary(
            Type=Name.StructTreeRoot, K=Dictionary(S=Name.Annot, K=way)
        )

    copy = clean(planted(lead), "pdf").content
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy, tmp_path))


def test_a_page_taken_out_is_gone_even_where_a_link_leads_to_it(tmp_path: Path) -> None:
    def take_out(pdf: Pdf) -> None:
        page = pdf.pages[1].obj
        page.Contents = pdf.make_stream(f"BT ({NAME}) Tj ET".encode())
        way = Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=Array([page, Name.Fit]))
        pdf.pages[0].obj.Annots = Array([way])
        del pdf.pages[1]

    sent = planted(take_out)
    assert proofs.holds_secret(proofs.unpacked_pdf(sent, tmp_path))
    copy = clean(sent, "pdf")
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy.content, tmp_path))
    assert copy.count(Trace.HIDDEN) == 1


def test_links_that_anybody_may_follow_stay() -> None:
    with pikepdf.open(io.BytesIO(clean(planted(add_links), "pdf").content)) as pdf:
        annotations = list(pdf.pages[0].obj.Annots)
        addresses = [str(each.A.URI) for each in annotations if Name.A in each]
    assert addresses == ["https://musoya.example/fr", "mailto:contact@musoya.example"]


def test_a_figure_under_an_odd_name_still_shows() -> None:
    copy = clean(planted(add_what_programs_make_up), "pdf").content
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert list(pdf.pages[0].obj.Resources.XObject) == ["/Fm1.0_a"]


def test_marks_and_filled_fields_still_show() -> None:
    with pikepdf.open(io.BytesIO(clean(planted(add_comments), "pdf").content)) as pdf:
        kinds = {str(each.Subtype): each for each in pdf.pages[0].obj.Annots}
        assert set(kinds) == {"/FreeText", "/Highlight"}
        assert str(kinds["/FreeText"].Contents) == "Voici"
    with pikepdf.open(io.BytesIO(clean(planted(add_form), "pdf").content)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.V) == "Kayes"


def test_two_people_who_commented_are_counted() -> None:
    assert clean(planted(add_comments), "pdf").count(Trace.PEOPLE) == 2


def test_the_name_of_a_font_is_no_action(tmp_path: Path) -> None:
    """Authors choose the keys of resources: a font may be called AA, Thumb or JS."""

    def rename(pdf: Pdf) -> None:
        page = pdf.pages[0]
        font = page.Resources.Font.F1
        page.Resources.Font = Dictionary(AA=font, Thumb=font, JS=font, Metadata=font)
        content = page.Contents.read_bytes().replace(b"/F1 ", b"/AA ")
        page.Contents = pdf.make_stream(content)

    sent = planted(rename)
    copy = clean(sent, "pdf").content
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert len(pdf.pages[0].Resources.Font.keys()) == 4
    assert proofs.read_copy(copy, "pdf").pages == proofs.read_copy(sent, "pdf").pages


def test_an_action_dressed_as_a_font_is_cleaned_where_it_is_an_action(tmp_path: Path) -> None:
    def dress(pdf: Pdf) -> None:
        dressed = pdf.make_indirect(
            Dictionary(
                Subtype=Name.Link,
                Rect=Array([0, 0, 1, 1]),
                A=Dictionary(S=Name.JavaScript, JS=String(SCRIPT)),
            )
        )
        pdf.pages[0].Resources.Font.F2 = dressed
        pdf.pages[0].Resources.Properties = dressed
        pdf.pages[0].obj.Annots = Array([dressed])

    copy = clean(planted(dress), "pdf").content
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy, tmp_path))


def test_earlier_versions_inside_are_gone(tmp_path: Path) -> None:
    first = samples.make_pdf_of_pages(1)
    start = first.rfind(b"startxref")
    old = first[:start] + f"% {NAME}\n".encode() + first[start:]
    at = len(old)
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\n"
    previous = first[start:].split()[1]
    table = b"xref\n3 1\n%010d 00000 n \n" % at
    trailer = b"trailer<</Root 1 0 R/Size 4/Prev %s>>\n" % previous
    sent = old + page + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(page))
    copy = clean(sent, "pdf")
    assert copy.count(Trace.VERSIONS) == 1
    assert copy.content.count(b"startxref") == 1
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy.content, tmp_path))
    with pikepdf.open(io.BytesIO(copy.content)) as pdf:
        assert [int(each) for each in pdf.pages[0].mediabox] == [0, 0, 300, 300]


def photo(tmp_path: Path, side: int = 400) -> bytes:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.make_image("JPEG", (side, side)))
    tags = (f"-Artist={NAME}", "-GPSLatitude=12.6", "-GPSLatitudeRef=N", f"-XMP:Creator={NAME}")
    proofs.run("exiftool", "-q", "-overwrite_original", *tags, f"-Comment={NAME}", str(path))
    return path.read_bytes()


def pdf_of_photo(content: bytes) -> bytes:
    """A page with the photo as it was sent (fpdf2 would clean it)."""
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 400))
        image = pdf.make_stream(
            content,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=400,
            Height=400,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB,
            Filter=Name.DCTDecode,
        )
        page.Resources = Dictionary(XObject=Dictionary(Photo=image))
        page.Contents = pdf.make_stream(b"q 400 0 0 400 0 0 cm /Photo Do Q")
        output = io.BytesIO()
        pdf.save(output)
        return output.getvalue()


def first_image(content: bytes) -> pikepdf.Object:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return bytes(pdf.pages[0].Resources.XObject.Photo.read_raw_bytes())


def test_photos_inside_lose_their_place_and_keep_their_pixels(tmp_path: Path) -> None:
    sent = photo(tmp_path)
    copy = clean(pdf_of_photo(sent), "pdf")
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy.content, tmp_path))
    image = first_image(copy.content)
    assert "GPS" not in exiftool(image)
    assert SECRET not in exiftool(image)
    assert Image.open(io.BytesIO(image)).tobytes() == Image.open(io.BytesIO(sent)).tobytes()
    assert copy.count(Trace.PICTURE_DATA) == 1
    assert copy.count(Trace.PLACE) == 1
    assert copy.count(Trace.PICTURES, Fate.FOUND) == 1


def test_jpeg_2000_inside_loses_its_boxes(tmp_path: Path) -> None:
    output = io.BytesIO()
    samples_image = Image.linear_gradient("L").convert("RGB")
    samples_image.save(output, "JPEG2000", comment=NAME)
    box = f"<a>{NAME}</a>".encode()
    content = output.getvalue()
    codes = content.find(b"jp2c") - 4
    xml = (len(box) + 8).to_bytes(4, "big") + b"xml " + box
    with pikepdf.open(io.BytesIO(pdf_of_photo(photo(tmp_path)))) as pdf:
        picture = pdf.pages[0].Resources.XObject.Photo
        picture.write(content[:codes] + xml + content[codes:], filter=Name.JPXDecode)
        sent = io.BytesIO()
        pdf.save(sent)
    copy = clean(sent.getvalue(), "pdf").content
    assert not proofs.holds_secret(proofs.unpacked_pdf(copy, tmp_path))
    shown = Image.open(io.BytesIO(first_image(copy)))
    assert shown.tobytes() == samples_image.tobytes()


def test_hidden_layers_are_left_to_a_person() -> None:
    def hide(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Noms")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    assert clean(planted(hide), "pdf").count(Trace.HIDDEN, Fate.FOUND) == 1


def test_a_page_of_a_document_may_be_asked_for_by_name() -> None:
    with pikepdf.open(io.BytesIO(clean(planted(add_scripts), "pdf").content)) as pdf:
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Chapitre"]
        assert Name.GoTo == pdf.Root.OpenAction.S


DEMO = [path.name for path in sorted(proofs.DEMO.glob("*.pdf"))]


@pytest.mark.parametrize("name", DEMO[:6])
def test_documents_of_the_demonstration_keep_their_words(name: str, tmp_path: Path) -> None:
    sent = (proofs.DEMO / name).read_bytes()
    copy = clean(sent, "pdf").content
    proofs.unpacked_pdf(copy, tmp_path)
    assert proofs.read_copy(copy, "pdf").pages == proofs.read_copy(sent, "pdf").pages


@pytest.mark.parametrize("path", DEBIAN, ids=lambda path: path.stem)
def test_documents_of_debian_keep_their_words(path: Path, tmp_path: Path) -> None:
    sent = path.read_bytes()
    sent = gzip.decompress(sent) if path.suffix == ".gz" else sent
    copy = clean(sent, "pdf").content
    proofs.unpacked_pdf(copy, tmp_path)
    reading = proofs.read_copy(copy, "pdf")
    assert reading.pages == proofs.read_copy(sent, "pdf").pages
    assert reading.page_count is not None


def test_the_same_document_gives_the_same_copy() -> None:
    sent = planted(describe, add_comments)
    assert clean(sent, "pdf").content == clean(sent, "pdf").content


FAILURES = {
    "encrypted": (lambda: samples.make_pdf("Un", password="x"), "encrypted"),
    "cut short": (lambda: samples.make_pdf(*["Un"] * 9)[:900], "damaged"),
    "in name only": (lambda: b"%PDF-1.7 and nothing more", "damaged"),
    "of 10 000 pages": (lambda: samples.make_pdf_of_pages(10_000), "too_many_pages"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_no_copy_is_made_of_what_cannot_be_read(case: str) -> None:
    make, failure = FAILURES[case]
    assert proofs.failure_of_cleaning(make(), "pdf") == failure


def nested(depth: int) -> bytes:
    """A page whose dictionary nests deep."""
    with base() as pdf:
        node = Dictionary(Leaf=String(NAME))
        for _ in range(depth):
            node = pdf.make_indirect(Dictionary(Kid=node))
        pdf.pages[0].Resources.Properties = Dictionary(M=node)
        output = io.BytesIO()
        pdf.save(output)
        return output.getvalue()


def test_deep_nests_and_loops_come_to_an_end() -> None:
    assert clean(nested(20_000), "pdf").content

    def loop(pdf: Pdf) -> None:
        one = pdf.make_indirect(Dictionary())
        one.Other = pdf.make_indirect(Dictionary(One=one))
        pdf.pages[0].Resources.Properties = Dictionary(M=one)

    assert clean(planted(loop), "pdf").content


def photo_pdf(side: int) -> bytes:
    pdf = FPDF()
    noise = Image.effect_noise((side, side), 40)
    colours = Image.merge("RGB", [noise, Image.linear_gradient("L").resize((side, side)), noise])
    output = io.BytesIO()
    colours.save(output, "JPEG", quality=92)
    pdf.add_page()
    pdf.image(output, w=180)
    pdf.set_font("Helvetica", size=14)
    pdf.cell(0, 10, WORDS)
    return bytes(pdf.output())


def test_a_light_copy_is_much_lighter_and_keeps_its_words(tmp_path: Path) -> None:
    sent = clean(photo_pdf(2400), "pdf").content
    light = proofs.make_copy(sent, "pdf", work="shrink", name="light")
    assert 0 < len(light.content) <= 0.2 * len(sent)
    assert b"/Linearized" in light.content[:1024]
    proofs.unpacked_pdf(light.content, tmp_path)
    assert proofs.read_copy(light.content, "pdf").pages == proofs.read_copy(sent, "pdf").pages


def test_a_light_copy_that_saves_less_than_a_fifth_is_not_made() -> None:
    sent = clean(samples.make_pdf(*[WORDS] * 3), "pdf").content
    assert not proofs.make_copy(sent, "pdf", work="shrink", name="light").content


def test_scans_of_one_bit_are_left_alone() -> None:
    pdf = FPDF()
    pdf.add_page()
    scan = Image.effect_noise((2480, 3508), 100).convert("1")
    pdf.image(scan, w=180)
    sent = clean(bytes(pdf.output()), "pdf").content
    assert not proofs.make_copy(sent, "pdf", work="shrink", name="light").content


def packed_gigabyte() -> bytes:
    """Nothing but zeros, packed tightly."""
    packer = zlib.compressobj(9)
    start, again = (
        packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return start + again * 1_200 + packer.flush()


def bomb_in_picture(pdf: Pdf) -> None:
    picture = pdf.make_stream(b"", Subtype=Name.Image, Width=9, Height=9)
    picture.write(packed_gigabyte(), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    pdf.pages[0].Resources.XObject = Dictionary(Bomb=picture)


def bomb_in_metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(b"")
    pdf.Root.Metadata.write(packed_gigabyte(), filter=Name.FlateDecode)


def test_a_bomb_dressed_as_a_picture_is_too_big() -> None:
    assert proofs.failure_of_cleaning(planted(bomb_in_picture), "pdf") == "too_big"


def test_a_bomb_among_what_goes_is_left_out_unopened() -> None:
    assert len(clean(planted(bomb_in_metadata, fix_metadata_version=False), "pdf").content) < 20_000
