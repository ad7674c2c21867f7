"""Clean copies of ODT: the text as it stands, and nobody behind it."""

import io
from pathlib import Path

import pytest
from odf import dc, draw, meta, table, teletype, text
from odf.opendocument import OpenDocumentText, load

from portal.media.readers.outcome import Fate, Trace
from tests.media import clean_proofs as proofs
from tests.media import media_samples as samples
from tests.media.clean_proofs import DEVICE, NAME, PATH, PLACE, SECRET, clean, exiftool
from tests.media.office_drafts import Draft

CONTENT = "content.xml"
WORDS = "Les femmes de Ségou ont dit leur droit à la terre."
BY = f"<dc:creator>{NAME}</dc:creator><dc:date>2026-03-08T10:11:12</dc:date>"
NAMESPACES = (
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:officeooo="http://openoffice.org/2009/office" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
)


def draft(body: str = "", picture: Path | None = None) -> Draft:
    document = OpenDocumentText()
    document.meta.addElement(meta.InitialCreator(text=NAME))
    document.meta.addElement(dc.Creator(text=f"Fanta {SECRET}"))
    document.meta.addElement(meta.UserDefined(name="Ville", text=PLACE))
    document.text.addElement(text.P(text=WORDS))
    if picture:
        frame = draw.Frame(width="4cm", height="3cm", name=picture.name)
        frame.addElement(draw.Image(href=document.addPicture(str(picture))))
        paragraph = text.P()
        paragraph.addElement(frame)
        document.text.addElement(paragraph)
    grid = table.Table()
    document.text.addElement(grid)
    output = io.BytesIO()
    document.save(output)
    parts = Draft(output.getvalue())
    parts.replace(CONTENT, "<office:document-content ", f"<office:document-content {_new(parts)}")
    if body:
        parts.replace(CONTENT, "</office:text>", f"{body}</office:text>")
    return parts


def _new(parts: Draft) -> str:
    """The namespaces that odfpy did not declare."""
    known = parts.parts[CONTENT].decode()
    each = NAMESPACES.split('" ')
    return "".join(f'{one}" ' for one in each if one and one.partition("=")[0] not in known)


def paragraphs(content: bytes) -> list[str]:
    document = load(io.BytesIO(content))
    return [teletype.extractText(each) for each in document.getElementsByType(text.P)]


def cleaned(parts: Draft, folder: Path) -> proofs.Copy:
    copy = clean(parts.saved(), "odt")
    proofs.assert_package_is_clean(copy.content, folder)
    first, *_ = proofs.parts_of(copy.content)
    assert first == "mimetype"
    assert paragraphs(copy.content)[0] == WORDS
    return copy


def test_the_description_of_the_document_is_gone(tmp_path: Path) -> None:
    parts = draft()
    parts.parts["Thumbnails/thumbnail.png"] = samples.make_image("PNG", (64, 64))
    parts.parts["manifest.rdf"] = f"<rdf>{SECRET}</rdf>".encode()
    parts.parts["layout-cache"] = SECRET.encode()
    parts.parts["Configurations2/accelerator/current.xml"] = SECRET.encode()
    parts.parts["META-INF/documentsignatures.xml"] = f"<x>{NAME}</x>".encode()
    copy = cleaned(parts, tmp_path)
    assert {Trace.PEOPLE, Trace.DEVICE, Trace.TAGS, Trace.PREVIEW} <= copy.removed()
    assert copy.count(Trace.PEOPLE) == 2
    names = set(proofs.parts_of(copy.content))
    assert names <= {"mimetype", "META-INF/manifest.xml", CONTENT, "styles.xml", "settings.xml"}


CHANGED = (
    '<text:tracked-changes><text:changed-region xml:id="c1"><text:deletion><office:change-info>'
    f"{BY}</office:change-info><text:p>{SECRET}</text:p></text:deletion></text:changed-region>"
    '<text:changed-region xml:id="c2"><text:insertion><office:change-info>'
    f"{BY}</office:change-info></text:insertion></text:changed-region></text:tracked-changes>"
    '<text:p>Reste<text:change text:change-id="c1"/> ici'
    '<text:change-start text:change-id="c2"/> ajouté<text:change-end text:change-id="c2"/>.'
    "</text:p>"
)
BODIES = {
    "tracked changes": (CHANGED, "Reste ici ajouté.", Trace.CHANGES),
    "comments": (
        (
            f'<text:p>Avant<office:annotation office:name="a">{BY}<text:p>{SECRET}</text:p>'
            '</office:annotation> et<office:annotation-end office:name="a"/> après</text:p>'
        ),
        "Avant et après",
        Trace.COMMENTS,
    ),
    "names of authors": (
        (
            f"<text:p>Par <text:author-name>{NAME}</text:author-name>, "
            f"<text:sender-email>{SECRET}@x.ml</text:sender-email>.</text:p>"
        ),
        "Par , .",
        Trace.PEOPLE,
    ),
    "name of the file": (
        f"<text:p>Dans <text:file-name>{PATH}</text:file-name>.</text:p>",
        "Dans .",
        Trace.DEVICE,
    ),
    "links into a machine": (
        (
            f'<text:p>Voir <text:a xlink:href="file:///home/{SECRET}/a.odt">ici</text:a>, '
            f'<text:a xlink:href="../{SECRET}/a.odt">là</text:a>.</text:p>'
        ),
        "Voir ici, là.",
        Trace.ACTIONS,
    ),
    "scripts": (
        f'<text:p>A<text:script script:language="js">{SECRET}</text:script>b</text:p>',
        "Ab",
        Trace.SCRIPTS,
    ),
    "hidden words": (
        (
            f'<text:p>Vu<text:hidden-text text:string-value="{SECRET}">{SECRET}</text:hidden-text>'
            '</text:p><text:section text:name="s" text:display="none">'
            f"<text:p>{SECRET}</text:p></text:section>"
            f'<text:p><text:hidden-paragraph text:is-hidden="true"/>{SECRET}</text:p>'
            '<form:hidden xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"'
            f' form:value="{SECRET}"/>'
        ),
        "Vu",
        Trace.HIDDEN,
    ),
    "objects of other programs": (
        f'<text:p>Vu<draw:frame><draw:object-ole xlink:href="./{SECRET}"/></draw:frame></text:p>',
        "Vu",
        Trace.ATTACHMENTS,
    ),
    "linked pictures": (
        (
            f'<text:p>Vu<draw:frame><draw:image xlink:href="file:///{PATH}/a.jpg"/>'
            f"<svg:desc>{PATH}\\a.jpg</svg:desc></draw:frame></text:p>"
        ),
        "Vu",
        Trace.ACTIONS,
    ),
    "where a source was kept": (
        (
            "<text:p>Vu<text:bibliography-mark"
            f' text:local-url="file:///home/{SECRET}/a.pdf">[1]</text:bibliography-mark></text:p>'
        ),
        "Vu[1]",
        Trace.DEVICE,
    ),
    "what is made of a password": (
        (
            f'<text:section text:name="s" text:protected="true" text:protection-key="{SECRET}">'
            f'<text:p officeooo:rsid="00zz">Vu</text:p></text:section>'
        ),
        "Vu",
        Trace.PEOPLE,
    ),
    "revisions": ('<text:p officeooo:rsid="00zzsecret">Vu</text:p>', "Vu", Trace.PEOPLE),
}


@pytest.mark.parametrize("case", BODIES)
def test_what_tells_about_people_is_gone_and_words_stay(case: str, tmp_path: Path) -> None:
    body, expected, trace = BODIES[case]
    copy = cleaned(draft(body), tmp_path)
    assert paragraphs(copy.content)[-1] == expected
    assert trace in copy.removed()


def test_public_links_stay(tmp_path: Path) -> None:
    body = '<text:p><text:a xlink:href="https://musoya.example/">ici</text:a></text:p>'
    content = proofs.parts_of(cleaned(draft(body), tmp_path).content)[CONTENT]
    assert b"https://musoya.example/" in content


MARK = f"Awa {SECRET}"
MARKED = (
    f'<text:p><text:bookmark text:name="{MARK}"/>'
    '<text:bookmark-start text:name="__RefHeading___Toc12_34"/>Ici'
    '<text:bookmark-end text:name="__RefHeading___Toc12_34"/></text:p>'
)
LEADING = {
    "a link": f'<text:p><text:a xlink:href="#{MARK}">là</text:a></text:p>',
    "a link as browsers write it": (
        f'<text:p><text:a xlink:href="#{MARK.replace(" ", "%20")}">là</text:a></text:p>'
    ),
    "a link to a section": (
        f'<text:section text:name="S{SECRET}"><text:p><text:a xlink:href="#S{SECRET}|region">là'
        "</text:a></text:p></text:section>"
    ),
    "a page": f'<text:p><text:bookmark-ref text:ref-name="{MARK}">4</text:bookmark-ref></text:p>',
    "a citation": (
        f'<text:p><text:reference-mark-start text:name="ZOTERO_ITEM {{{SECRET}}}"/>(Keïta)'
        f'<text:reference-mark-end text:name="ZOTERO_ITEM {{{SECRET}}}"/></text:p>'
    ),
}


@pytest.mark.parametrize("case", LEADING)
def test_what_leads_to_a_mark_leads_to_its_plain_name(case: str, tmp_path: Path) -> None:
    copy = cleaned(draft(MARKED + LEADING[case]), tmp_path)
    content = proofs.parts_of(copy.content)[CONTENT].decode()
    assert "__RefHeading___Toc12_34" in content
    assert sorted(content.count(name) for name in ("mark1", "mark2")) in ([0, 2], [1, 2])
    assert paragraphs(copy.content)[1] == "Ici"


def test_pictures_inside_are_called_by_a_number(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.make_image("JPEG", (400, 300)))
    parts = draft(picture=path)
    [former] = (name for name in parts.parts if name.startswith("Pictures/"))
    named = f"Pictures/Awa {SECRET}.JPG"
    parts.parts[named] = parts.parts.pop(former)
    parts.replace(CONTENT, former, named.replace(" ", "%20"))
    parts.replace("META-INF/manifest.xml", former, named)
    copy = cleaned(parts, tmp_path)
    kept = proofs.parts_of(copy.content)
    assert kept["Pictures/1.jpg"]
    assert 'xlink:href="Pictures/1.jpg"' in kept[CONTENT].decode()
    manifest = kept["META-INF/manifest.xml"].decode()
    assert 'full-path="Pictures/1.jpg" manifest:media-type="image/jpeg"' in manifest


def test_common_styles_that_hide_words(tmp_path: Path) -> None:
    parts = draft(
        f'<text:p>Vu<text:span text:style-name="Fille">{SECRET}</text:span></text:p>'
        f'<text:p text:style-name="Mere">{SECRET}</text:p>'
    )
    style = (
        '<style:style style:name="Mere" style:family="paragraph">'
        '<style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="Fille" style:family="text" style:parent-style-name="Mere"/>'
    )
    named = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    parts.replace(
        "styles.xml", "<office:styles/>", f"<office:styles {named}>{style}</office:styles>"
    )
    assert paragraphs(cleaned(parts, tmp_path).content)[-1] == "Vu"


def test_styles_that_hide_words(tmp_path: Path) -> None:
    parts = draft(f'<text:p>Vu<text:span text:style-name="Cache">{SECRET}</text:span></text:p>')
    style = (
        '<style:style style:name="Cache" style:family="text" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    parts.replace(
        CONTENT,
        "<office:body>",
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body>",
    )
    parts.parts[CONTENT] = parts.parts[CONTENT].replace(b"<office:automatic-styles/>", b"")
    assert paragraphs(cleaned(parts, tmp_path).content)[-1] == "Vu"


def test_settings_name_no_printer(tmp_path: Path) -> None:
    parts = draft()
    parts.parts["settings.xml"] = (
        '<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"><office:settings>'
        '<config:config-item-set config:name="ooo:configuration-settings">'
        f'<config:config-item config:name="PrinterName" config:type="string">{SECRET}'
        '</config:config-item><config:config-item config:name="AddParaTableSpacing" '
        'config:type="boolean">true</config:config-item></config:config-item-set>'
        "</office:settings></office:document-settings>"
    ).encode()
    settings = proofs.parts_of(cleaned(parts, tmp_path).content)["settings.xml"]
    assert b"AddParaTableSpacing" in settings
    assert b"PrinterName" not in settings


def test_photos_inside_are_cleaned_and_forgotten_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "IMG_20260308.jpg"
    path.write_bytes(samples.make_image("JPEG", (400, 300)))
    tags = (f"-Artist={NAME}", f"-Make={DEVICE}", "-GPSLatitude=12.6", "-GPSLatitudeRef=N")
    proofs.run("exiftool", "-q", "-overwrite_original", *tags, str(path))
    parts = draft(picture=path)
    parts.parts["Pictures/forgotten.jpg"] = path.read_bytes()
    copy = cleaned(parts, tmp_path)
    inside = proofs.parts_of(copy.content)
    (image,) = (content for name, content in inside.items() if name.startswith("Pictures/"))
    assert "GPS" not in exiftool(image)
    assert b"IMG_2026" not in inside[CONTENT]
    assert copy.count(Trace.PLACE) == 1
    assert copy.count(Trace.PICTURES, Fate.FOUND) == 1


@pytest.mark.parametrize("path", sorted(proofs.DEMO.glob("*.odt"))[:4], ids=lambda path: path.stem)
def test_documents_of_the_demonstration_keep_their_words(path: Path, tmp_path: Path) -> None:
    sent = path.read_bytes()
    copy = clean(sent, "odt").content
    proofs.assert_package_is_clean(copy, tmp_path)
    assert paragraphs(copy) == paragraphs(sent)
    assert proofs.read_copy(copy, "odt").pages == proofs.read_copy(sent, "odt").pages
    assert clean(sent, "odt").content == copy


ENCRYPTED = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
FAILURES = {
    "cut short": (lambda: samples.make_odt()[:1_000], "damaged"),
    "without content": (lambda: samples.make_zip({"mimetype": ""}), "damaged"),
    "encrypted": (
        lambda: samples.make_zip({CONTENT: "<x/>", "META-INF/manifest.xml": ENCRYPTED}),
        "encrypted",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_no_copy_is_made_of_what_cannot_be_read(case: str) -> None:
    make, failure = FAILURES[case]
    assert proofs.failure_of_cleaning(make(), "odt") == failure
