"""What the places and sizes of the words of a PDF tell: columns, headings, lists, filled forms."""

import io
from collections.abc import Callable, Sequence

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name

from portal.media.readers.outcome import Reading
from tests.media import media_samples as samples

Read = Callable[[bytes, str], Reading]

SENTENCE = samples.SENTENCE.replace("\u2019", "'")
LEFT = ["Les potières de Kalabougou", "demandent un four collectif", "pour le grand marché."]
RIGHT = ["La mairie promet une", "subvention annuelle aux", "tisserandes du cercle."]
THIRD = ["Le conseil de cercle", "se réunit chaque mois", "dans la grande salle."]


def typeset(*rows: Sequence[str], heads: Sequence[str] = (), edges: tuple[int, ...] = ()) -> bytes:
    """Write rows of cells line by line, as some programs write columns."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for head in heads:
        pdf.multi_cell(0, 7, head, new_x="LMARGIN", new_y="NEXT")
    top = pdf.get_y()
    for number, row in enumerate(rows):
        for left, cell in zip(edges or (10, 80, 145), row, strict=False):
            pdf.text(left, top + 8 + 5 * number, cell)
    return bytes(pdf.output())


@pytest.mark.parametrize("columns", [[LEFT, RIGHT], [LEFT, RIGHT, THIRD]], ids=["two", "three"])
def test_columns_written_line_by_line_are_read_one_after_the_other(
    columns: list[list[str]], read: Read
) -> None:
    text = read(typeset(*zip(*columns, strict=True)), "pdf").pages[1]
    assert " ".join(text.split()) == " ".join(" ".join(column) for column in columns)


def test_what_goes_over_both_columns_stays_between_them(read: Read) -> None:
    wide = "Un titre qui va d'un bord de la page à l'autre, au-dessus des deux colonnes du texte"
    text = read(typeset(*zip(LEFT, RIGHT, strict=True), heads=[wide]), "pdf").pages[1]
    assert text.split() == " ".join([wide, *LEFT, *RIGHT]).split()


def test_the_rows_of_a_table_stay_rows(read: Read) -> None:
    rows = [("Cercle", "Groupements"), ("Bla", "12"), ("Macina", "7"), ("Niono", "31")]
    text = read(typeset(*rows), "pdf").pages[1]
    assert text.split() == [cell for row in rows for cell in row]


def test_larger_letters_are_headings_by_their_size(read: Read) -> None:
    pdf = FPDF()
    pdf.add_page()
    for size, words in (
        (22, "Rapport de l'atelier"),
        (11, SENTENCE * 6),
        (16, "Les panels"),
        (13, "Premier panel"),
        (11, SENTENCE * 6),
        (16, "Les synthèses"),
        (11, SENTENCE),
    ):
        pdf.set_font("Helvetica", size=size)
        pdf.multi_cell(0, size / 2, words, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    blocks = read(bytes(pdf.output()), "pdf").blocks[1]
    assert [block for block in blocks if block[0] != "p"] == [
        ("h2", "Rapport de l'atelier"),
        ("h3", "Les panels"),
        ("h4", "Premier panel"),
        ("h3", "Les synthèses"),
    ]


def test_bookmarks_name_headings_in_letters_of_the_same_size(read: Read) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for level, title in ((0, "Les panels"), (1, "Premier panel")):
        pdf.start_section(title, level=level)
        for words in (title, SENTENCE * 3):
            pdf.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(4)
    headings = [block for block in read(bytes(pdf.output()), "pdf").blocks[1] if block[0] != "p"]
    assert headings == [("h2", "Les panels"), ("h3", "Premier panel")]


def test_typed_numbers_and_marks_are_lists(read: Read) -> None:
    lines = [
        "Nous demandons :",
        "1. ouvrir l'adhésion aux femmes qui ne sont pas membres des bureaux et qui le veulent",
        "2. soutenir",
        "3) former",
        "- une femme",
        "- deux femmes",
        "En 2023 nous étions 12.",
    ]
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    for line in lines:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
        if line == "- deux femmes":
            pdf.ln(6)
    blocks = read(bytes(pdf.output()), "pdf").blocks[1]
    assert [kind for kind, _text in blocks] == ["p", "ol1", "ol2", "ol3", "ul", "ul", "p"]
    assert blocks[1][1].endswith("et qui le veulent")
    assert blocks[-1][1] == "En 2023 nous étions 12."


def test_a_number_alone_begins_no_list(read: Read) -> None:
    text = "Le vote a lieu en mai\n3. Les femmes y sont nombreuses."
    assert read(samples.make_pdf(text), "pdf").blocks == {}


def filled_form(*fields: Dictionary) -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.make_pdf("Fiche de plainte"))) as pdf:
        widgets = Array(pdf.make_indirect(field) for field in fields)
        for place, widget in enumerate(widgets):
            widget.Type, widget.Subtype = Name.Annot, Name.Widget
            widget.Rect = Array([100, 600 - 30 * place, 300, 620 - 30 * place])
        pdf.pages[0].Annots = widgets
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=widgets))
        pdf.save(saved)
    return saved.getvalue()


def test_what_is_filled_into_a_form_is_read(read: Read) -> None:
    content = filled_form(
        Dictionary(FT=Name.Tx, T="a", TU="Village", V="Kalabougou"),
        Dictionary(FT=Name.Tx, T="b", V="Une phrase sans étiquette"),
        Dictionary(FT=Name.Ch, T="c", TU="Langues", V=Array(["bambara", "français"])),
        Dictionary(FT=Name.Btn, T="d", TU="Anonyme", V=Name.Oui, AS=Name.Oui),
        Dictionary(FT=Name.Btn, T="e", TU="Urgent", AS=Name.Off),
        Dictionary(FT=Name.Tx, T="f", V="caché", F=2),
        Dictionary(FT=Name.Tx, T="g", V="secret", Ff=1 << 13),
        Dictionary(FT=Name.Tx, T="h", TU="Vide"),
    )
    assert read(content, "pdf").pages[1].split("\n\n") == [
        "Fiche de plainte",
        "Village: Kalabougou",
        "Une phrase sans étiquette",
        "Langues: bambara, français",
        "Anonyme: Oui",
    ]
