"""Clean copies of PPTX: the slides as they are watched, and nobody behind them."""

import io
from pathlib import Path

import pptx
import pytest
from pptx.util import Mm

from portal.media.readers.outcome import Fate, Trace
from tests.media import clean_proofs as proofs
from tests.media import media_samples as samples
from tests.media.clean_proofs import DEVICE, NAME, PATH, SECRET, clean, exiftool
from tests.media.office_drafts import RELATIONS, Draft

SLIDE = "ppt/slides/slide1.xml"
WORDS = "Les femmes de Ségou"
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = f'xmlns:r="{RELATIONS}"'
MICROSOFT = "http://schemas.microsoft.com/office"


def photo(folder: Path) -> Path:
    path = folder / "IMG_20260308.jpg"
    path.write_bytes(samples.make_image("JPEG", (400, 300)))
    tags = (f"-Artist={NAME}", f"-Make={DEVICE}", "-GPSLatitude=12.6", "-GPSLatitudeRef=N")
    proofs.run("exiftool", "-q", "-overwrite_original", *tags, str(path))
    return path


def draft(picture: Path | None = None, notes: str = "") -> Draft:
    deck = pptx.Presentation()
    deck.core_properties.author = NAME
    deck.core_properties.last_modified_by = NAME
    for words in (WORDS, "Clôture"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = words
        if picture:
            slide.shapes.add_picture(str(picture), Mm(10), Mm(10))
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    output = io.BytesIO()
    deck.save(output)
    return Draft(output.getvalue())


def cleaned(parts: Draft, folder: Path) -> proofs.Copy:
    copy = clean(parts.saved(), "pptx")
    proofs.assert_package_is_clean(copy.content, folder)
    assert titles(copy.content) == [WORDS, "Clôture"]
    return copy


def titles(content: bytes) -> list[str]:
    return [slide.shapes.title.text for slide in pptx.Presentation(io.BytesIO(content)).slides]


def test_authors_and_notes_of_the_speaker_are_gone(tmp_path: Path) -> None:
    copy = cleaned(draft(notes=f"Remercier {NAME}"), tmp_path)
    assert copy.count(Trace.HIDDEN) == 2
    assert copy.count(Trace.PEOPLE) == 1
    assert not any("notes" in name.lower() for name in proofs.parts_of(copy.content))


def test_comments_and_changes_of_people_are_gone(tmp_path: Path) -> None:
    parts = draft()
    parts.add(
        "ppt/commentAuthors.xml", f'<p:cmAuthorLst {P}><p:cmAuthor name="{NAME}"/></p:cmAuthorLst>'
    )
    parts.add(
        "ppt/comments/comment1.xml",
        f"<p:cmLst {P}><p:cm><p:text>{SECRET}</p:text></p:cm></p:cmLst>",
    )
    parts.add("ppt/changesInfos/changesInfo1.xml", f'<c userId="{SECRET}"/>')
    parts.add("ppt/tags/tag1.xml", f'<p:tagLst {P}><p:tag val="{SECRET}"/></p:tagLst>')
    main = "ppt/presentation.xml"
    parts.relate(main, "commentAuthors", "commentAuthors.xml")
    parts.relate(SLIDE, "comments", "../comments/comment1.xml")
    changes = f"{MICROSOFT}/2016/11/relationships/changesInfo"
    parts.relate(main, changes, "changesInfos/changesInfo1.xml")
    tag = parts.relate(SLIDE, "tags", "../tags/tag1.xml")
    tagged = f'<p:custDataLst><p:tags {R} r:id="{tag}"/></p:custDataLst></p:cSld>'
    parts.replace(SLIDE, "</p:cSld>", tagged)
    copy = cleaned(parts, tmp_path)
    assert copy.count(Trace.COMMENTS) == 1
    assert copy.count(Trace.PEOPLE) == 1


def test_links_programs_sounds_and_objects_are_gone(tmp_path: Path) -> None:
    parts = draft()
    local = parts.relate(SLIDE, "hyperlink", f"file:///{PATH}", outside=True)
    public = parts.relate(SLIDE, "hyperlink", "https://musoya.example/", outside=True)
    parts.add("ppt/media/sound1.wav", NAME, "audio/wav")
    sound = parts.relate(SLIDE, "audio", "../media/sound1.wav")
    parts.add("ppt/embeddings/sheet.xlsx", NAME, "application/octet-stream")
    sheet = parts.relate(SLIDE, "package", "../embeddings/sheet.xlsx")
    picture = '<p:pic><p:nvPicPr><p:cNvPr id="9" name="x"/></p:nvPicPr></p:pic>'
    parts.replace(
        SLIDE,
        "</p:spTree>",
        f'<p:sp><p:nvSpPr><p:cNvPr id="5" name="a"><a:hlinkClick {R} r:id="{local}"/></p:cNvPr>'
        f'</p:nvSpPr></p:sp><p:sp><p:nvSpPr><p:cNvPr id="6" name="b">'
        f'<a:hlinkClick {R} r:id="{public}"/></p:cNvPr></p:nvSpPr></p:sp><p:sp><p:nvSpPr>'
        f'<p:cNvPr id="7" name="c"><a:hlinkClick {R} r:id="" action="ppaction://program?{SECRET}"/>'
        f'</p:cNvPr><p:nvPr><a:audioFile {R} r:link="{sound}"/></p:nvPr></p:nvSpPr></p:sp>'
        f'<p:graphicFrame><p:oleObj {R} r:id="{sheet}" name="{SECRET}">{picture}</p:oleObj>'
        "</p:graphicFrame></p:spTree>",
    )
    copy = cleaned(parts, tmp_path)
    slide = proofs.parts_of(copy.content)[SLIDE].decode()
    assert slide.count("hlinkClick") == 1
    assert "graphicFrame" not in slide
    assert "<p:pic>" in slide
    assert copy.count(Trace.ATTACHMENTS) == 2


def test_photos_lose_their_place_their_name_and_nothing_else(tmp_path: Path) -> None:
    copy = cleaned(draft(photo(tmp_path)), tmp_path)
    parts = proofs.parts_of(copy.content)
    (image,) = (content for name, content in parts.items() if "/media/" in name)
    assert "GPS" not in exiftool(image)
    assert b"IMG_2026" not in parts[SLIDE]
    assert copy.count(Trace.PLACE) == 1


def test_hidden_slides_are_left_to_a_person(tmp_path: Path) -> None:
    parts = draft()
    parts.replace(SLIDE, "<p:sld ", '<p:sld show="0" ')
    assert cleaned(parts, tmp_path).count(Trace.HIDDEN, Fate.FOUND) == 1


def test_slides_of_the_demonstration_keep_their_words(tmp_path: Path) -> None:
    for path in proofs.DEMO.glob("*.pptx"):
        sent = path.read_bytes()
        copy = clean(sent, "pptx").content
        proofs.assert_package_is_clean(copy, tmp_path)
        assert titles(copy) == titles(sent)
        assert proofs.read_copy(copy, "pptx").pages == proofs.read_copy(sent, "pptx").pages
        assert clean(sent, "pptx").content == copy


def test_no_copy_is_made_of_what_cannot_be_read() -> None:
    assert proofs.failure_of_cleaning(draft().saved()[:9_000], "pptx") == "damaged"


@pytest.mark.parametrize("kind", ["pptx", "docx"])
def test_every_reference_leads_somewhere(kind: str, tmp_path: Path) -> None:
    """Office programs offer to repair a document whose parts ask for others that are gone."""
    from lxml import etree

    for path in proofs.DEMO.glob(f"*.{kind}"):
        parts = proofs.parts_of(clean(path.read_bytes(), kind).content)
        types = etree.fromstring(parts["[Content_Types].xml"])
        listed = {each.get("PartName", "/").lstrip("/") for each in types} - {""}
        assert listed <= set(parts)
        for name in [each for each in parts if each.endswith(".rels")]:
            folder = Path("/") / Path(name).parent.parent
            for relation in etree.fromstring(parts[name]):
                if relation.get("TargetMode") != "External":
                    target = (folder / relation.get("Target")).resolve()
                    assert str(target).lstrip("/") in parts
