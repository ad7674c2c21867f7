import unicodedata

import pytest

from portal.media.names import clean_name, with_extension


@pytest.mark.parametrize(
    "name",
    [
        "Rapport de l’atelier – Ségou.pdf",
        "تقرير الورشة.pdf",
        "Musow ka dɛmɛ ɲɔgɔn.odt",
        "Compte rendu (v2) [final].docx",
        "100 % femmes & droits; n°3.txt",
        "👩\u200d🌾 voix.ogg",
    ],
)
def test_honest_names_are_kept_as_given(name: str) -> None:
    assert clean_name(name, extension=".pdf") == name


def test_names_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Réunion à Ségou.pdf")
    assert clean_name(decomposed, extension=".pdf") == "Réunion à Ségou.pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Documents\\rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("rapport\u202efdp.exe", "rapportfdp.exe"),
        ("\u2067voix\u2069.mp3", "voix.mp3"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
        ("  deux   mots .pdf. ", "deux mots .pdf"),
        ("..", "file.pdf"),
        ("\u200b\ufeff", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_what_deceives_is_removed(name: str, kept: str) -> None:
    assert clean_name(name, extension=".pdf") == kept


def test_long_names_keep_their_extension_within_255_bytes() -> None:
    name = clean_name("é" * 300 + ".docx", extension=".docx")
    assert name.endswith("é.docx")
    assert 253 <= len(name.encode()) <= 255


def test_a_name_of_255_bytes_is_not_cut() -> None:
    name = "a" * 251 + ".pdf"
    assert clean_name(name, extension=".pdf") == name


def test_cutting_never_takes_the_accent_from_a_letter() -> None:
    name = clean_name("x" + "ɔ\u0300" * 100 + ".pdf", extension=".pdf")
    assert name.endswith("ɔ\u0300.pdf")


def test_a_long_name_of_extension_alone_is_cut() -> None:
    assert len(clean_name("a." + "b" * 400, extension=".txt").encode()) == 255


def test_an_extension_of_another_type_is_completed() -> None:
    assert with_extension("lettre.hta", extensions=(".txt", ".text")) == "lettre.hta.txt"
    assert with_extension("Photo.JPEG", extensions=(".jpg", ".jpeg")) == "Photo.JPEG"
