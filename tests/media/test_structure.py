"""Headings, lists and hidden words of documents, as their readers report them."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from pptx import Presentation
from pptx.util import Inches

from portal.media.hearing import ReadingHearing
from portal.media.readers.outcome import Reading, UnreadableError
from portal.media.readers.report import MAX_BLOCKS, MAX_PAGE_BLOCKS, Report
from portal.media.readers.right_to_left import mend_right_to_left
from tests.media.media_samples import WORD, make_docx_of_parts, make_word_body, make_zip

Read = Callable[[bytes, str], Reading]
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "text", "style", "table")
)
STYLES = f"""<w:styles {WORD}>
<w:style w:styleId="Titre1"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Titre2"><w:name w:val="heading 2"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:styleId="Maison"><w:name w:val="Titre de la maison"/>
<w:basedOn w:val="Titre2"/></w:style>
<w:style w:styleId="TM"><w:name w:val="TOC Heading"/><w:basedOn w:val="Titre1"/><w:pPr>
<w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:styleId="Puces"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {WORD}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"""


@pytest.fixture
def word(read: Read) -> Callable[..., list[tuple[str, str]]]:
    """The blocks of a DOCX made of paragraphs."""

    def read_paragraphs(*paragraphs: str) -> list[tuple[str, str]]:
        body = make_word_body("".join(paragraphs))
        reading = read(make_docx_of_parts(body, styles=STYLES, numbering=NUMBERING), "docx")
        assert reading.pages[1] == "\n\n".join(text for _, text in reading.blocks[1])
        return reading.blocks[1]

    return read_paragraphs


@pytest.fixture
def open_document(read: Read) -> Callable[..., Reading]:
    """What is read of an ODT made of its text and its styles."""

    def read_text(text: str, *, automatic: str = "", styles: str = "") -> Reading:
        parts = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {NAMES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{text}"
            "</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {NAMES}><office:styles>{styles}"
            "</office:styles></office:document-styles>",
        }
        return read(make_zip(parts), "odt")

    return read_text


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def listed(text: str, list_id: int, level: int = 0) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, numbering)


def test_headings_of_word_are_known_by_style_whatever_its_name(word: Callable) -> None:
    assert word(
        styled("Rapport", "Titre1"),
        styled("Maison", "Maison"),
        styled("Sommaire", "TM"),
        paragraph("Direct", '<w:outlineLvl w:val="2"/>'),
        paragraph("Corps"),
        styled("En rond", "A"),
    ) == [
        ("h2", "Rapport"),
        ("h3", "Maison"),
        ("p", "Sommaire"),
        ("h4", "Direct"),
        ("p", "Corps"),
        ("p", "En rond"),
    ]


def test_lists_of_word_have_the_numbers_that_word_prints(word: Callable) -> None:
    assert word(
        listed("un", 1),
        listed("un a", 1, level=1),
        paragraph("Entre les deux"),
        listed("deux", 1),
        listed("deux a", 1, level=1),
        listed("sept", 3),
        styled("puce", "Puces"),
        paragraph("sans", '<w:pStyle w:val="Puces"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    ) == [
        ("ol1", "un"),
        ("ol1", "un a"),
        ("p", "Entre les deux"),
        ("ol2", "deux"),
        ("ol1", "deux a"),
        ("ol7", "sept"),
        ("ul", "puce"),
        ("p", "sans"),
    ]


def test_what_a_paragraph_was_before_a_tracked_change_counts_no_more(word: Callable) -> None:
    before = '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>'
    assert word(styled("T", "Titre1"), paragraph("Plus un titre", before))[1] == (
        "p",
        "Plus un titre",
    )


def test_hidden_words_of_word_are_not_read(read: Read) -> None:
    body = make_word_body(
        paragraph("Vu")
        + paragraph("caché", run="<w:vanish/>")
        + styled("caché par le style", "Secret")
        + paragraph("caché aussi", run='<w:rStyle w:val="Secret"/>')
        + paragraph("Montré", '<w:pStyle w:val="Secret"/>', run='<w:vanish w:val="0"/>')
    )
    assert read(make_docx_of_parts(body, styles=STYLES), "docx").pages == {1: "Vu\n\nMontré"}


def test_names_that_fields_fill_in_are_not_read(read: Read, open_document: Callable) -> None:
    def mark(kind: str) -> str:
        return f'<w:fldChar w:fldCharType="{kind}"/>'

    body = make_word_body(
        "<w:p><w:r><w:t>Rédigé par </w:t></w:r>"
        f"<w:r>{mark('begin')}<w:instrText>DOCPROPERTY </w:instrText></w:r>"
        f'<w:r><w:instrText>"Author" </w:instrText>{mark("separate")}</w:r>'
        f"<w:r><w:t>Awa</w:t>{mark('end')}</w:r>"
        '<w:fldSimple w:instr=" FILENAME \\p "><w:r><w:t>C:\\Awa</w:t></w:r></w:fldSimple>'
        f"<w:r>{mark('begin')}<w:instrText>PAGE</w:instrText>{mark('separate')}"
        f"<w:t>page 3</w:t>{mark('end')}</w:r></w:p>"
    )
    assert read(make_docx_of_parts(body), "docx").pages == {1: "Rédigé par page 3"}
    text = "<text:p>Par <text:author-name>Awa</text:author-name>.</text:p>"
    assert open_document(text).pages == {1: "Par ."}


def test_a_document_of_a_word_processor_keeps_its_structure(read: Read) -> None:
    document = Document()
    document.add_heading("Le guide", level=0)
    document.add_heading("Les droits", level=1)
    document.add_heading("Les recours", level=2)
    document.add_paragraph("Écouter", style="List Bullet")
    document.add_paragraph("Écrire", style="List Number")
    document.add_paragraph("Envoyer", style="List Number")
    document.styles.add_style(
        "Titre du réseau", WD_STYLE_TYPE.PARAGRAPH
    ).base_style = document.styles["Heading 3"]
    document.add_paragraph("Le réseau", style="Titre du réseau")
    output = io.BytesIO()
    document.save(output)
    assert read(output.getvalue(), "docx").blocks[1] == [
        ("h2", "Le guide"),
        ("h2", "Les droits"),
        ("h3", "Les recours"),
        ("ul", "Écouter"),
        ("ol1", "Écrire"),
        ("ol2", "Envoyer"),
        ("h4", "Le réseau"),
    ]


def test_a_document_of_paragraphs_alone_has_no_blocks(read: Read) -> None:
    reading = read(make_docx_of_parts(make_word_body(paragraph("Un") + paragraph("Deux"))), "docx")
    assert (reading.pages, reading.blocks) == ({1: "Un\n\nDeux"}, {})


def test_a_heading_stays_with_what_it_stands_over(read: Read) -> None:
    filling = "".join(paragraph(f"{number} " + "mot " * 180) for number in range(40))
    titles = "".join(
        styled(f"Titre {number}", "Titre1") + paragraph("mot " * 180) for number in range(40)
    )
    reading = read(make_docx_of_parts(make_word_body(filling + titles), styles=STYLES), "docx")
    assert len(reading.pages) > 10
    assert not [blocks for blocks in reading.blocks.values() if blocks[-1][0] == "h2"]


def test_headings_of_open_documents_are_known_by_level_and_style(open_document: Callable) -> None:
    reading = open_document(
        '<text:h text:outline-level="2">Niveau</text:h><text:p text:style-name="P1">Style</text:p>'
        '<text:p text:style-name="Title">Titre</text:p><text:p>Corps</text:p>',
        automatic='<style:style style:name="P1" style:parent-style-name="Intertitre"/>',
        styles='<style:style style:name="Intertitre" style:default-outline-level="3"/>'
        '<style:style style:name="Title"/>',
    )
    assert reading.blocks[1] == [("h3", "Niveau"), ("h4", "Style"), ("h2", "Titre"), ("p", "Corps")]


def test_lists_of_open_documents_have_their_numbers(open_document: Callable) -> None:
    def entry(text: str, attributes: str = "") -> str:
        return f"<text:list-item {attributes}><text:p>{text}</text:p></text:list-item>"

    def items(entries: str, attributes: str = "") -> str:
        return f'<text:list text:style-name="L1" {attributes}>{entries}</text:list>'

    nested = "<text:list-item><text:p>deux</text:p><text:p>suite</text:p><text:list>"
    reading = open_document(
        items(entry("un") + nested + entry("puce") + "</text:list></text:list-item>")
        + "<text:p>Entre</text:p>"
        + items(entry("trois"), 'text:continue-numbering="true"')
        + items(entry("anew") + entry("neuf", 'text:start-value="9"')),
        automatic='<text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-bullet text:level="2"/></text:list-style>',
    )
    assert reading.blocks[1] == [
        ("ol1", "un"),
        ("ol2", "deux"),
        ("p", "suite"),
        ("ul", "puce"),
        ("p", "Entre"),
        ("ol3", "trois"),
        ("ol1", "anew"),
        ("ol9", "neuf"),
    ]


def test_marks_typed_into_the_entries_of_a_list_are_its_marks(open_document: Callable) -> None:
    typed = ("• un", "- deux", "3. trois", "٤) quatre", "• ", "2015")
    entries = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in typed)
    reading = open_document(f"<text:list>{entries}</text:list>")
    assert reading.blocks[1] == [
        ("ul", "un"),
        ("ul", "deux"),
        ("ol3", "trois"),
        ("ol4", "quatre"),
        ("ul", "•"),
        ("ul", "2015"),
    ]


def test_hidden_words_of_open_documents_are_not_read(open_document: Callable) -> None:
    reading = open_document(
        '<text:p>Vu <text:span text:style-name="S">caché</text:span></text:p>'
        '<text:p text:style-name="P">caché</text:p>'
        '<text:section text:display="none"><text:p>caché</text:p></text:section>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>caché</text:p>'
        "<text:p>Montré<text:hidden-text>caché</text:hidden-text></text:p>",
        automatic='<style:style style:name="S"><style:text-properties text:display="none"/>'
        '</style:style><style:style style:name="P" style:parent-style-name="S"/>',
    )
    assert reading.pages == {1: "Vu\n\nMontré"}


def test_slides_have_titles_and_bullets_but_neither_notes_nor_hidden_slides(read: Read) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.placeholders[1].text_frame.text = "Écouter"
    slide.shapes.placeholders[1].text_frame.add_paragraph().text = "Orienter"
    slide.shapes.title.text = "Protéger"
    slide.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.text = "Encadré"
    slide.notes_slide.notes_text_frame.text = "Ne pas nommer Awa"
    hidden = deck.slides.add_slide(deck.slide_layouts[1])
    hidden.shapes.title.text = "Cachée"
    hidden._element.set("show", "0")  # noqa: SLF001 - the library has no name for it
    cover = deck.slides.add_slide(deck.slide_layouts[0])
    cover.shapes.title.text = "Merci"
    cover.shapes.placeholders[1].text_frame.text = "À bientôt"
    output = io.BytesIO()
    deck.save(output)
    reading = read(output.getvalue(), "pptx")
    assert reading.blocks == {
        1: [("h2", "Protéger"), ("ul", "Écouter"), ("ul", "Orienter"), ("p", "Encadré")],
        3: [("h2", "Merci"), ("p", "À bientôt")],
    }
    assert reading.page_count == 3


def test_markdown_gives_headings_and_lists(read: Read) -> None:
    written = (
        "---\ntitle: x\nauthor: Awa\n---\n# Les *droits*\n\nUn texte\nsur deux lignes.\n\n"
        "<!-- ne pas publier -->\n- **un**\n  suite\n- deux\n\n3. trois\n4) quatre\n\n"
        "Autre titre\n-----------\n\n```\n# ceci est du code\n```\n"
    )
    assert read(written.encode(), "md").blocks[1] == [
        ("h2", "Les *droits*"),
        ("p", "Un texte\nsur deux lignes."),
        ("ul", "un suite"),
        ("ul", "deux"),
        ("ol3", "trois"),
        ("ol4", "quatre"),
        ("h3", "Autre titre"),
        ("p", "# ceci est du code"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b'{"blocks": [1, [["h1", "Titre"]]]}',
        b'{"blocks": [1, [["ol0", "un"]]]}',
        b'{"blocks": [1, [["script", "x"]]]}',
        b'{"blocks": [1, [["p", 5]]]}',
        b'{"blocks": [1, [["p"]]]}',
        b'{"blocks": [1, ["pp"], "more"]}',
        b'{"blocks": [0, [["h2", "Titre"]]]}',
        b'{"blocks": [1, []]}',
        b'{"blocks": [1, [["h2", ""]]]}',
        b'{"blocks": [1, [' + b'["p", "x"],' * MAX_PAGE_BLOCKS + b'["p", "x"]]]}',
    ],
)
def test_blocks_that_no_honest_reader_sends_are_refused(line: bytes) -> None:
    with pytest.raises(UnreadableError):
        ReadingHearing().hear(line)


def test_a_child_sends_no_more_blocks_than_a_book_has() -> None:
    hearing = ReadingHearing()
    page = b", ".join([b'["h2", "x"]'] * MAX_PAGE_BLOCKS)
    for number in range(1, MAX_BLOCKS // MAX_PAGE_BLOCKS + 1):
        hearing.hear(b'{"blocks": [%d, [%s]]}' % (number, page))
    with pytest.raises(UnreadableError):
        hearing.hear(b'{"blocks": [%d, [["p", "x"]]]}' % (number + 1))


def test_what_has_too_many_blocks_is_sent_as_text() -> None:
    output = io.BytesIO()
    report, hearing = Report(output), ReadingHearing()
    report.blocks(1, [("h2", "x")] * (MAX_PAGE_BLOCKS + 1))
    for number in range(2, MAX_BLOCKS // MAX_PAGE_BLOCKS + 3):
        report.blocks(number, [("h2", "x")] * MAX_PAGE_BLOCKS)
    for line in output.getvalue().splitlines():
        hearing.hear(line)
    assert len(hearing.reading.pages) == MAX_BLOCKS // MAX_PAGE_BLOCKS + 2
    assert sum(len(blocks) for blocks in hearing.reading.blocks.values()) == MAX_BLOCKS


def test_arabic_from_a_pdf_is_mended() -> None:
    assert mend_right_to_left(".1 برنامج »من أجلك« للنساء\nLe 1. (bis)") == (
        "1. برنامج «من أجلك» للنساء\nLe 1. (bis)"
    )
    assert mend_right_to_left("ِ «من أجلك» و«لهن»") == "«من أجلك» و«لهن»"
    assert mend_right_to_left("Une phrase »à l’allemande«.") == "Une phrase »à l’allemande«."
