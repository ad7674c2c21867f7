"""Clean copies of DOCX: the text as it stands, and nobody behind it."""

import io
from pathlib import Path

import docx
import pytest
from docx.shared import Mm

from portal.media.readers.outcome import Fate, Trace
from tests.media import clean_proofs as proofs
from tests.media import media_samples as samples
from tests.media.clean_proofs import DEVICE, NAME, PATH, PLACE, SECRET, clean, exiftool
from tests.media.office_drafts import RELATIONS, Draft

DOCUMENT = "word/document.xml"
WORDS = "Les femmes de Ségou ont dit leur droit à la terre."
BY = f'w:id="7" w:author="{NAME}" w:date="2026-03-08T10:11:12Z" w:initials="{SECRET}"'
RUN = "<w:r><w:t>{}</w:t></w:r>"
DELETED = "<w:r><w:delText>{}</w:delText></w:r>"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = f'xmlns:r="{RELATIONS}"'
MICROSOFT = "http://schemas.microsoft.com/office"


def draft(body: str = "", picture: bytes = b"") -> Draft:
    """A document of python-docx with more at its end."""
    document = docx.Document()
    document.core_properties.author = NAME
    document.core_properties.last_modified_by = f"Fanta {SECRET}"
    document.core_properties.keywords = SECRET
    document.add_paragraph(WORDS)
    if picture:
        document.add_picture(io.BytesIO(picture), width=Mm(40))
    output = io.BytesIO()
    document.save(output)
    parts = Draft(output.getvalue())
    if body:
        parts.replace(DOCUMENT, "<w:sectPr", f"{body}<w:sectPr")
    return parts


def paragraphs(content: bytes) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]


def cleaned(parts: Draft, folder: Path) -> proofs.Copy:
    copy = clean(parts.saved(), "docx")
    proofs.assert_package_is_clean(copy.content, folder)
    docx.Document(io.BytesIO(copy.content))
    return copy


def words_after(body: str, folder: Path) -> list[str]:
    return paragraphs(cleaned(draft(body), folder).content)[1:]


def test_the_description_of_the_document_is_gone(tmp_path: Path) -> None:
    parts = draft()
    app = parts.parts["docProps/app.xml"].decode()
    parts.parts["docProps/app.xml"] = app.replace(
        "</Properties>", f"<Manager>{NAME}</Manager><Company>{SECRET}</Company></Properties>"
    ).encode()
    parts.add("docProps/custom.xml", f"<Properties><p>{SECRET}</p></Properties>")
    parts.relate("", "custom-properties", "docProps/custom.xml")
    copy = cleaned(parts, tmp_path)
    assert {Trace.PEOPLE, Trace.MOMENTS, Trace.TAGS, Trace.PREVIEW} <= copy.removed()
    assert copy.count(Trace.PEOPLE) == 2
    assert not any(name.startswith("docProps/") for name in proofs.parts_of(copy.content))


CHANGES = {
    "added words stay": (
        f"<w:p>{RUN.format('Avant')}<w:ins {BY}>{RUN.format(' ajouté')}</w:ins></w:p>",
        ["Avant ajouté"],
    ),
    "struck words go": (
        f"<w:p>{RUN.format('Reste')}<w:del {BY}>{DELETED.format(SECRET)}</w:del></w:p>",
        ["Reste"],
    ),
    "moved words are where they went": (
        (
            f'<w:p><w:moveFromRangeStart {BY} w:name="m"/><w:moveFrom {BY}>{RUN.format(SECRET)}'
            f'</w:moveFrom><w:moveFromRangeEnd w:id="7"/></w:p>'
            f"<w:p><w:moveTo {BY}>{RUN.format('Déplacé')}</w:moveTo></w:p>"
        ),
        ["", "Déplacé"],
    ),
    "paragraphs whose end was struck run on": (
        (
            f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>{RUN.format('Un ')}</w:p>"
            f"<w:p>{RUN.format('deux')}</w:p>"
        ),
        ["Un deux"],
    ),
    "paragraphs struck out whole go": (
        (
            f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr><w:del {BY}>{DELETED.format(SECRET)}"
            f"</w:del></w:p><w:p>{RUN.format('Suite')}</w:p>"
        ),
        ["Suite"],
    ),
    "additions within deletions go": (
        (
            f"<w:p><w:ins {BY}><w:del {BY}>{DELETED.format(SECRET)}</w:del>"
            f"{RUN.format('A')}</w:ins></w:p>"
        ),
        ["A"],
    ),
    "former formats go": (
        (
            f'<w:p><w:pPr><w:jc w:val="left"/><w:pPrChange {BY}><w:pPr/></w:pPrChange></w:pPr>'
            f"<w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr>"
            "<w:t>Gras</w:t></w:r></w:p>"
        ),
        ["Gras"],
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_tracked_changes_are_accepted(case: str, tmp_path: Path) -> None:
    body, expected = CHANGES[case]
    copy = cleaned(draft(body), tmp_path)
    assert paragraphs(copy.content)[1:] == expected
    assert {Trace.CHANGES, Trace.PEOPLE} <= copy.removed()


def test_thousands_of_changes_in_a_paragraph_cost_no_more_than_each(tmp_path: Path) -> None:
    change = f"<w:ins {BY}>{RUN.format('x')} </w:ins>"
    copy = cleaned(draft(f"<w:p>{change * 50_000}</w:p>"), tmp_path)
    assert paragraphs(copy.content)[1] == "x" * 50_000
    assert copy.count(Trace.CHANGES) == 50_000


def test_struck_rows_and_cells_are_gone(tmp_path: Path) -> None:
    cell = "<w:tc><w:tcPr>{1}</w:tcPr><w:p><w:r><w:t>{0}</w:t></w:r></w:p></w:tc>"
    struck = cell.format(SECRET, f"<w:cellDel {BY}/>")
    body = (
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
        f"<w:tr><w:trPr><w:del {BY}/></w:trPr>{cell.format(SECRET, '')}</w:tr>"
        f"<w:tr><w:trPr><w:ins {BY}/></w:trPr>{cell.format('Bla', '')}{struck}</w:tr></w:tbl>"
        f"<w:tbl><w:tblPr/><w:tr><w:trPr><w:del {BY}/></w:trPr>{struck}</w:tr></w:tbl>"
    )
    copy = cleaned(draft(body), tmp_path)
    tables = docx.Document(io.BytesIO(copy.content)).tables
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [["Bla"]]
    assert len(tables) == 1


def test_comments_and_those_who_wrote_them_are_gone(tmp_path: Path) -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>Relu</w:t></w:r>'
        '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    )
    parts = draft(body)
    comment = f"<w:comment {BY}><w:p>{RUN.format(SECRET)}</w:p></w:comment>"
    other = comment.replace(NAME, f"Fanta {SECRET}")
    for name, kind, content in (
        ("comments", f"{RELATIONS}/comments", f"<w:comments {W}>{comment}{other}</w:comments>"),
        ("people", f"{MICROSOFT}/2011/relationships/people", f'<p author="{NAME}"/>'),
        ("commentsIds", f"{MICROSOFT}/2016/09/relationships/commentsIds", f"<x>{SECRET}</x>"),
    ):
        parts.add(f"word/{name}.xml", content)
        parts.relate(DOCUMENT, kind, f"{name}.xml")
    copy = cleaned(parts, tmp_path)
    assert paragraphs(copy.content)[1:] == ["Relu"]
    assert copy.count(Trace.COMMENTS) == 2
    assert copy.count(Trace.PEOPLE) == 2
    assert b"comment" not in proofs.parts_of(copy.content)[DOCUMENT].lower()


def field(instruction: str, shown: str) -> str:
    character = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f"<w:p>{RUN.format('Par ')}{character.format('begin')}"
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>{character.format('separate')}"
        f"{RUN.format(shown)}{character.format('end')}{RUN.format('.')}</w:p>"
    )


FIELDS = {
    "author": (field(" AUTHOR ", NAME), "Par ."),
    "author of the description": (field(' DOCPROPERTY "Author" ', NAME), "Par ."),
    "path": (field(" FILENAME \\p ", f"{PATH}\\rapport.docx"), "Par ."),
    "linked file": (field(f' LINK Excel.Sheet.12 "{PATH}\\x.xlsx" ', "12 %"), "Par 12 %."),
    "command": (field(f' DDEAUTO c:\\\\windows\\\\cmd.exe "/k {SECRET}" ', "ici"), "Par ici."),
    "link into a machine": (field(f' HYPERLINK "file:///{PATH}" ', "ici"), "Par ici."),
    "public link": (field(' HYPERLINK "https://musoya.example" ', "ici"), "Par ici."),
    "page": (field(" PAGE ", "3"), "Par 3."),
    "citation": (
        field(f' ADDIN ZOTERO_ITEM {{"uris":["http://zotero.org/{SECRET}"]}} ', "(Sow)"),
        "Par (Sow).",
    ),
    "data of a field": (
        field(" PAGE ", "3").replace(
            '"begin"/>', f'"begin"><w:fldData>{SECRET}</w:fldData></w:fldChar>'
        ),
        "Par 3.",
    ),
    "tip of a link": (
        (
            f'<w:p><w:hyperlink w:anchor="x" w:tooltip="{PATH}\\x.doc">'
            f"{RUN.format('ici')}</w:hyperlink></w:p>"
        ),
        "ici",
    ),
    "simple author": (
        (
            f'<w:p>{RUN.format("Par ")}<w:fldSimple w:instr=" LASTSAVEDBY ">'
            f"{RUN.format(NAME)}</w:fldSimple></w:p>"
        ),
        "Par ",
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_fields_show_no_author_and_fetch_no_file(case: str, tmp_path: Path) -> None:
    body, expected = FIELDS[case]
    assert words_after(body, tmp_path) == [expected]


def bookmark(name: str, words: str, number: int = 1) -> str:
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{RUN.format(words)}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


LEADING = {
    "a link": f'<w:p><w:hyperlink w:anchor="{{}}">{RUN.format("ici")}</w:hyperlink></w:p>',
    "a page": field(" PAGEREF {} \\h ", "4"),
    "words": field(" REF {} \\h ", "ici"),
    "a link as a field": field(' HYPERLINK \\l "{}" ', "ici"),
    "a sum": field(" =SUM({},2) ", "4"),
    "its name alone": field(" {} ", "ici"),
    "a simple field": '<w:p><w:fldSimple w:instr=" REF {} "/></w:p>',
    "an instruction in pieces": field(" REF Awa", "ici").replace(
        "Awa</w:instrText>", f"Awa</w:instrText><w:instrText>{SECRET} </w:instrText>"
    ),
    "a field within a field": field(" IF ", "x").replace(
        "</w:instrText></w:r>",
        "</w:instrText></w:r>" + field("REF {}", "ici")[len("<w:p>") : -len("</w:p>")],
    ),
}


@pytest.mark.parametrize("case", LEADING)
def test_what_leads_to_a_bookmark_leads_to_its_plain_name(case: str, tmp_path: Path) -> None:
    name = f"Awa{SECRET}"
    body = f"<w:p>{bookmark(name, 'Ici')}</w:p>{LEADING[case].format(name)}"
    copy = cleaned(draft(body), tmp_path)
    text = proofs.parts_of(copy.content)[DOCUMENT].decode()
    assert text.count("mark1") == 2, text
    assert paragraphs(copy.content)[1] == "Ici"


def test_bookmarks_of_programs_keep_their_names(tmp_path: Path) -> None:
    body = f"<w:p>{bookmark('_Toc123456', 'Un')}{bookmark('_Ref12', 'Deux', 2)}</w:p>"
    text = proofs.parts_of(cleaned(draft(body), tmp_path).content)[DOCUMENT].decode()
    assert "_Toc123456" in text
    assert "_Ref12" in text


def test_bookmarks_stay_apart_and_other_fields_as_they_are(tmp_path: Path) -> None:
    body = f"<w:p>{bookmark(f'Un{SECRET}', 'Un')}{bookmark(f'Deux{SECRET}', 'Deux', 2)}</w:p>"
    body += field(f" REF Deux{SECRET} ", "Deux") + field(" PAGE ", "1")
    text = proofs.parts_of(cleaned(draft(body), tmp_path).content)[DOCUMENT].decode()
    assert text.count("mark1") == 1
    assert text.count("mark2") == 2
    assert " PAGE " in text


def test_fields_to_fill_in_lose_their_titles_and_labels(tmp_path: Path) -> None:
    content = f"<w:sdtContent>{RUN.format('Réponse')}</w:sdtContent>"
    body = (
        f'<w:p><w:sdt><w:sdtPr><w:alias w:val="{NAME}"/><w:tag w:val="{SECRET}"/></w:sdtPr>'
        f"{content}</w:sdt></w:p>"
    )
    copy = cleaned(draft(body), tmp_path)
    assert "Réponse" in proofs.parts_of(copy.content)[DOCUMENT].decode()


def test_hidden_words_are_gone(tmp_path: Path) -> None:
    hidden = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Vu</w:t></w:r>'
    copy = cleaned(draft(f"<w:p>{hidden}{shown}</w:p>"), tmp_path)
    assert paragraphs(copy.content)[1:] == ["Vu"]
    assert copy.count(Trace.HIDDEN) == 1


def test_words_that_a_style_hides_are_gone(tmp_path: Path) -> None:
    parts = draft(
        f'<w:p><w:pPr><w:pStyle w:val="Cache2"/></w:pPr>{RUN.format(SECRET)}</w:p>'
        f'<w:p>{RUN.format("Vu")}<w:r><w:rPr><w:rStyle w:val="Cache1"/></w:rPr>'
        f"<w:t>{SECRET}</w:t></w:r></w:p>"
    )
    styles = (
        '<w:style w:type="character" w:styleId="Cache1"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Cache2"><w:basedOn w:val="Cache1"/></w:style>'
    )
    parts.replace("word/styles.xml", "</w:styles>", f"{styles}</w:styles>")
    copy = cleaned(parts, tmp_path)
    assert paragraphs(copy.content)[1:] == ["", "Vu"]
    assert copy.count(Trace.HIDDEN) == 2


def test_links_and_attachments(tmp_path: Path) -> None:
    parts = draft()
    local = parts.relate(DOCUMENT, "hyperlink", f"file:///C:/Users/{SECRET}/a.docx", outside=True)
    public = parts.relate(DOCUMENT, "hyperlink", "https://musoya.example/", outside=True)
    parts.add("word/embeddings/oleObject1.bin", NAME, "application/vnd.ms-office")
    embedded = parts.relate(DOCUMENT, "oleObject", "embeddings/oleObject1.bin")
    parts.add("word/chunk.html", f"<html>{NAME}</html>", "text/html")
    chunk = parts.relate(DOCUMENT, "aFChunk", "chunk.html")
    body = "".join(
        f'<w:p><w:hyperlink r:id="{each}">{RUN.format("Lien")}</w:hyperlink></w:p>'
        for each in (local, public)
    )
    body += (
        f'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'r:id="{embedded}" ProgID="{SECRET}"/></w:object></w:r></w:p><w:altChunk r:id="{chunk}"/>'
    )
    parts.replace(DOCUMENT, "<w:sectPr", f"{body}<w:sectPr")
    copy = cleaned(parts, tmp_path)
    document = docx.Document(io.BytesIO(copy.content))
    assert [each.address for each in document.paragraphs[2].hyperlinks] == [
        "https://musoya.example/"
    ]
    assert [each.text for each in document.paragraphs[1:3]] == ["Lien", "Lien"]
    assert copy.count(Trace.ATTACHMENTS) == 2


def test_settings_tell_nothing_of_the_machine(tmp_path: Path) -> None:
    parts = draft(f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD">{RUN.format("Ici")}</w:p>')
    template = parts.relate(
        "word/settings.xml", "attachedTemplate", f"file:///{PATH}/Normal.dotm", outside=True
    )
    settings = (
        f'<w:attachedTemplate {R} r:id="{template}"/><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars><w:trackRevisions/>'
    )
    parts.replace("word/settings.xml", "</w:settings>", f"{settings}</w:settings>")
    parts.add("customXml/item1.xml", f"<x>{SECRET}</x>")
    parts.relate(DOCUMENT, "customXml", "../customXml/item1.xml")
    parts.add("word/printerSettings1.bin", SECRET, "application/octet-stream")
    parts.relate(DOCUMENT, "printerSettings", "printerSettings1.bin")
    copy = cleaned(parts, tmp_path)
    everything = b"".join(proofs.parts_of(copy.content).values())
    for word in (b"rsid", b"00AB12CD", b"docVar", b"trackRevisions", b"attachedTemplate"):
        assert word not in everything, word
    assert Trace.DEVICE in copy.removed()


@pytest.fixture
def photo(tmp_path: Path) -> bytes:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.make_image("JPEG", (400, 300)))
    tags = (f"-Artist={NAME}", f"-Make={DEVICE}", f"-XMP-photoshop:City={PLACE}")
    place = ("-GPSLatitude=12.6", "-GPSLatitudeRef=N")
    proofs.run("exiftool", "-q", "-overwrite_original", *tags, *place, str(path))
    return path.read_bytes()


def test_photos_inside_are_cleaned_too(photo: bytes, tmp_path: Path) -> None:
    parts = draft(picture=photo)
    parts.replace(DOCUMENT, 'name="Picture 1"', f'name="Picture 1" descr="{PATH}\\IMG_01.jpg"')
    copy = cleaned(parts, tmp_path)
    (image,) = (
        content
        for name, content in proofs.parts_of(copy.content).items()
        if name.startswith("word/media/")
    )
    seen = exiftool(image)
    assert "GPS" not in seen
    assert "XMP" not in seen
    assert copy.count(Trace.PICTURE_DATA) == 1
    assert copy.count(Trace.PLACE) == 1
    assert copy.count(Trace.PICTURES, Fate.FOUND) == 1


@pytest.mark.parametrize("folder", ["media", f"Photos de {SECRET}"])
def test_pictures_inside_are_called_by_a_number(photo: bytes, folder: str, tmp_path: Path) -> None:
    parts = draft(picture=photo)
    named = f"{folder}/Awa {SECRET}.jpg"
    parts.parts[f"word/{named}"] = parts.parts.pop("word/media/image1.jpg")
    parts.replace("word/_rels/document.xml.rels", "media/image1.jpg", named.replace(" ", "%20"))
    types = parts.parts["[Content_Types].xml"].decode()
    override = f'<Override PartName="/word/{named}" ContentType="image/jpeg"/></Types>'
    types = types.replace('<Default Extension="jpg" ContentType="image/jpeg"/>', "")
    parts.parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    copy = cleaned(parts, tmp_path)
    [image] = docx.Document(io.BytesIO(copy.content)).part.package.image_parts
    assert image.content_type == "image/jpeg"
    assert image.partname.endswith("media/image1.jpg")
    assert SECRET not in " ".join(proofs.parts_of(copy.content))


def test_a_picture_in_a_struck_passage_leaves_with_it(photo: bytes, tmp_path: Path) -> None:
    parts = draft(picture=photo)
    text = parts.parts[DOCUMENT].decode()
    start = text.rfind("<w:r>", 0, text.find("<w:drawing>"))
    end = text.find("</w:r>", start) + len("</w:r>")
    struck = f"{text[:start]}<w:del {BY}>{text[start:end]}</w:del>{text[end:]}"
    parts.parts[DOCUMENT] = struck.encode()
    copy = cleaned(parts, tmp_path)
    assert not [name for name in proofs.parts_of(copy.content) if "media" in name]


def test_a_picture_of_an_unknown_kind_stays_and_is_named(photo: bytes, tmp_path: Path) -> None:
    parts = draft(picture=photo)
    (name,) = (each for each in parts.parts if each.startswith("word/media/"))
    parts.parts[name] = b"\x01\0\0\0" + b"EMF" * 40
    assert clean(parts.saved(), "docx").count(Trace.PICTURE_DATA, Fate.KEPT) == 1


@pytest.mark.parametrize(("weight", "count"), [(500, 0), (50_000, 1)])
def test_a_heavy_picture_of_an_unknown_kind_may_show_people(
    weight: int, count: int, photo: bytes
) -> None:
    parts = draft(picture=photo)
    parts.parts["word/media/image1.jpg"] = b"<svg>" + b"A" * weight
    assert clean(parts.saved(), "docx").count(Trace.PICTURES, Fate.FOUND) == count


@pytest.mark.parametrize("path", sorted(proofs.DEMO.glob("*.docx"))[:4], ids=lambda path: path.stem)
def test_documents_of_the_demonstration_keep_their_words(path: Path, tmp_path: Path) -> None:
    sent = path.read_bytes()
    copy = clean(sent, "docx").content
    proofs.assert_package_is_clean(copy, tmp_path)
    assert paragraphs(copy) == paragraphs(sent)
    assert proofs.read_copy(copy, "docx").pages == proofs.read_copy(sent, "docx").pages


def test_the_same_document_gives_the_same_copy() -> None:
    sent = samples.make_docx()
    assert clean(sent, "docx").content == clean(sent, "docx").content


def with_document(content: str) -> bytes:
    return samples.make_docx_of_parts(content)


ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FAILURES = {
    "cut short": (lambda: samples.make_docx()[:20_000], "damaged"),
    "without its document": (lambda: samples.make_zip({"word/x": ""}), "damaged"),
    "external entity": (
        lambda: with_document(f"{ENTITY}<w:document {W}>&x;</w:document>"),
        "damaged",
    ),
    "nested too deep": (
        lambda: with_document(samples.make_word_body("<w:p>" * 20_000 + "</w:p>" * 20_000)),
        "damaged",
    ),
    "bomb": (
        lambda: with_document(samples.make_word_body(RUN.format("a" * 40_000_000))),
        "too_big",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_no_copy_is_made_of_what_cannot_be_read(case: str) -> None:
    make, failure = FAILURES[case]
    assert proofs.failure_of_cleaning(make(), "docx") == failure
