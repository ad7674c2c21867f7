import gzip
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from portal.media.readers.outcome import Reading
from tests.media import media_samples as samples
from tests.media.media_samples import SENTENCE, WORD, make_docx_of_parts, make_word_body

Read = Callable[[bytes, str], Reading]

DOCUMENTATION = Path("/usr/share/doc")
FRENCH_PDFS = {
    "maint-guide-fr": ("maint-guide-fr/maint-guide.fr.pdf", 64, "paquet source"),
    "developers-reference-fr": (
        "developers-reference-fr/docs/developers-reference.pdf",
        114,
        "responsable",
    ),
    "debian-faq-fr": ("debian/FAQ/debian-faq.fr.pdf.gz", None, "distribution"),
}


def debian_file(package: str, path: str) -> bytes:
    file = DOCUMENTATION / path
    if not file.exists():
        pytest.skip(f"apt-get install {package}")
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content


def word_paragraph(content: str) -> str:
    return f"<w:p><w:r>{content}</w:r></w:p>"


def test_pdf_gives_the_text_of_each_page_and_a_thumbnail(read: Read) -> None:
    reading = read(samples.make_pdf("Première page", "Deuxième", ""), "pdf")
    assert reading.pages == {1: "Première page", 2: "Deuxième"}
    assert reading.page_count == 3
    assert reading.thumbnail[8:12] == b"WEBP"
    assert len(reading.thumbnail) <= 1500


def test_a_scanned_pdf_is_read_and_has_no_text(read: Read) -> None:
    reading = read(samples.make_pdf("", ""), "pdf")
    assert reading.page_count == 2
    assert reading.pages == {}


@pytest.mark.parametrize("package", FRENCH_PDFS)
def test_real_french_pdfs_are_read_whole(package: str, read: Read) -> None:
    path, page_count, words = FRENCH_PDFS[package]
    reading = read(debian_file(package, path), "pdf")
    text = "\n".join(reading.pages.values())
    assert page_count in {None, reading.page_count}
    assert words in text
    assert text == unicodedata.normalize("NFC", text)
    assert not set(text) & set("\u00ad\ufffe\x02\r\ufb01")
    assert 0 < len(reading.thumbnail) <= 1500


def test_words_broken_at_the_end_of_a_line_are_whole_again(read: Read) -> None:
    reading = read(debian_file("maint-guide-fr", FRENCH_PDFS["maint-guide-fr"][0]), "pdf")
    assert "bienveillants envers Debian" in reading.pages[14]


def test_real_french_text_is_cut_into_reading_pages(read: Read) -> None:
    text = debian_file("maint-guide-fr", "maint-guide-fr/maint-guide.fr.txt.gz")
    reading = read(text, "txt")
    assert reading.page_count == len(reading.pages) > 20
    assert max(map(len, reading.pages.values())) <= 6_500
    words = text.decode().split()
    assert len(" ".join(reading.pages.values()).split()) == pytest.approx(len(words), rel=0.001)


def test_docx_gives_headings_tables_and_pages(read: Read) -> None:
    reading = read(samples.make_docx(), "docx")
    assert reading.pages == {
        1: f"Rapport de l’atelier\n\n{SENTENCE}\n\nRégion | Cercle\n\nSégou | Bla",
        2: "Deuxième page, en bambara : ɲɔgɔn dɛmɛ.",
    }
    assert reading.page_count == 2


def test_docx_without_breaks_is_cut_at_ends_of_paragraphs(read: Read) -> None:
    reading = read(samples.make_long_docx(400), "docx")
    assert reading.page_count == len(reading.pages) == 8
    assert all(page.endswith("terre.") for page in reading.pages.values())
    assert all(2_000 < len(page) <= 3_200 for page in list(reading.pages.values())[:-1])


def test_docx_shows_what_a_reader_would_see(read: Read) -> None:
    body = (
        "<w:p><w:r><w:t>Avant</w:t></w:r><w:ins><w:r><w:t> ajouté</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>supprimé</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>Lien</w:t></w:r></w:hyperlink></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    reading = read(make_docx_of_parts(make_word_body(body)), "docx")
    assert reading.pages == {1: "Avant ajouté\n\nLien"}


def test_docx_notes_follow_their_paragraph(read: Read) -> None:
    body = '<w:p><w:r><w:t>Texte</w:t><w:footnoteReference w:id="2"/><w:t>.</w:t></w:r></w:p>'
    notes = f'<w:footnotes {WORD}><w:footnote w:id="2">{word_paragraph("<w:t>Loi 052</w:t>")}'
    reading = read(
        make_docx_of_parts(make_word_body(body), footnotes=notes + "</w:footnote></w:footnotes>"),
        "docx",
    )
    assert reading.pages == {1: "Texte[1].\n\n[1] Loi 052"}


def test_docx_boxes_are_read_once(read: Read) -> None:
    box = f"<w:txbxContent>{word_paragraph('<w:t>Encadré</w:t>')}</w:txbxContent>"
    choice = f'<m:AlternateContent xmlns:m="m"><m:Choice>{box}</m:Choice>'
    body = word_paragraph(
        f"<w:t>Texte</w:t>{choice}<m:Fallback>{box}</m:Fallback>" + "</m:AlternateContent>"
    )
    assert read(make_docx_of_parts(make_word_body(body)), "docx").pages == {1: "Texte\n\nEncadré"}


@pytest.mark.parametrize(
    "page_break",
    [
        word_paragraph('<w:br w:type="page"/>'),
        word_paragraph("<w:lastRenderedPageBreak/>"),
        "<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>",
        "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>",
        word_paragraph('<w:br w:type="page"/><w:lastRenderedPageBreak/>'),
    ],
    ids=["break", "rendered", "before", "section", "both"],
)
def test_docx_pages_end_where_its_author_ended_them(page_break: str, read: Read) -> None:
    body = word_paragraph("<w:t>Un</w:t>") + page_break + word_paragraph("<w:t>Deux</w:t>")
    assert read(make_docx_of_parts(make_word_body(body)), "docx").pages == {1: "Un", 2: "Deux"}


def test_odt_gives_notes_tables_and_pages(read: Read) -> None:
    assert read(samples.make_odt(), "odt").pages == {
        1: f"Rapport de l’atelier\n\n{SENTENCE}[1]\n\n[1] Selon la loi de 2015.\n\nSégou | Bla",
        2: "Deuxième page.",
    }


def test_pptx_slides_are_pages_even_empty_ones(read: Read) -> None:
    reading = read(samples.make_pptx("Ouverture", "", "Clôture"), "pptx")
    assert reading.pages == {1: "Ouverture", 3: "Clôture"}
    assert reading.page_count == 3


@pytest.mark.parametrize(
    "content",
    [
        "Été\r\n\r\nÀ Ségou, les femmes".encode(),
        "Été\n\nÀ Ségou, les femmes".encode("utf-16"),
        "Été\n\nÀ Ségou, les femmes".encode("cp1252"),
        unicodedata.normalize("NFD", "Été\n\nÀ Ségou, les femmes").encode("utf-8-sig"),
        "É\u00adté\n\n\n\n\u202eÀ\u202c \t Ségou, les femmes\x1a".encode(),
    ],
    ids=["utf-8", "utf-16", "cp1252", "nfd", "invisible"],
)
def test_text_is_the_same_in_every_encoding(content: bytes, read: Read) -> None:
    assert read(content, "txt").pages == {1: "Été\n\nÀ Ségou, les femmes"}


def test_form_feeds_make_pages(read: Read) -> None:
    assert read(b"Un\n\x0cDeux\n", "md").pages == {1: "Un", 2: "Deux"}


def test_the_signs_of_markdown_are_no_words(read: Read) -> None:
    written = b"# Titre\n\n- **VBG** : `sigle` 2 * 3\n"
    assert read(written, "md").pages == {1: "Titre\n\nVBG : sigle 2 * 3"}


def test_a_giant_line_is_cut_at_sentences(read: Read) -> None:
    reading = read((f"{SENTENCE} " * 400).encode(), "txt")
    assert all(page.endswith("terre.") for page in reading.pages.values())
    assert max(map(len, reading.pages.values())) <= 3_000


def test_ligatures_and_arabic_forms_become_letters(read: Read) -> None:
    text = "e\ufb03cace \ufefb \ufdf2".encode()
    assert read(text, "txt").pages == {1: "efficace لا الله"}


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_pictures_give_their_size_and_a_light_thumbnail(image_format: str, read: Read) -> None:
    reading = read(samples.make_image(image_format), image_format.lower())
    assert (reading.width, reading.height) == (640, 480)
    assert 0 < len(reading.thumbnail) <= 1500


def test_a_sideways_photo_has_the_size_that_people_see(read: Read) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    reading = read(samples.make_image("JPEG", exif=exif), "jpeg")
    assert (reading.width, reading.height) == (480, 640)


def test_a_noisy_photo_still_makes_a_light_thumbnail(read: Read) -> None:
    output = io.BytesIO()
    Image.effect_noise((800, 1100), 200).save(output, "JPEG")
    assert 0 < len(read(output.getvalue(), "jpeg").thumbnail) <= 1500


@pytest.mark.parametrize("kind", [*samples.AUDIO, "amr-wb"])
def test_sound_says_how_long_it_lasts(kind: str, read: Read) -> None:
    content = samples.make_amr_wb() if kind == "amr-wb" else samples.make_audio(kind)
    assert read(content, kind).duration == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize("kind", ["mp3", "m4a", "ogg", "opus", "flac"])
def test_sound_gives_its_tags(kind: str, read: Read) -> None:
    content = samples.make_audio(kind, title="Voix de Ségou", artist="Awa\u202e Traoré")
    assert read(content, kind).tags == {"title": "Voix de Ségou", "artist": "Awa Traoré"}


@pytest.mark.filterwarnings("ignore:Encryption R=5")
@pytest.mark.parametrize("revision", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("are_permissions_right", [True, False])
def test_a_pdf_with_an_empty_password_is_read(
    read: Read, revision: int, are_permissions_right: bool
) -> None:
    saved = io.BytesIO()
    locked = pikepdf.Encryption(
        owner="o", user="", R=revision, aes=revision >= 4, metadata=revision >= 4
    )
    with pikepdf.open(io.BytesIO(samples.make_pdf("Un four collectif"))) as document:
        document.save(saved, encryption=locked)
    content = saved.getvalue()
    if not are_permissions_right:
        content = re.sub(
            rb"(/Perms <)(.)", lambda m: m[1] + (b"0" if m[2] != b"0" else b"1"), content
        )
    assert read(content, "pdf").pages == {1: "Un four collectif"}
