"""How texts are cut, joined and marked for the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.library.paragraphs import split_paragraphs
from portal.library.stretches import (
    LONGEST_STRETCH,
    MOST_PAGES,
    cut_markdown,
    group_pages,
    opening_of,
)
from portal.search.highlights import Highlighter

LINE = "Les membres relisent ensemble la page avant de"


def test_lines_broken_for_paper_are_joined_again() -> None:
    assert split_paragraphs(f"{LINE}\n{LINE}\nsigner.\nPuis la suite.") == [
        f"{LINE} {LINE} signer.",
        "Puis la suite.",
    ]


def test_a_heading_after_a_sentence_stands_alone() -> None:
    text = f"{LINE}\n{LINE} signer le.\nLa cotisation\n{LINE}"
    assert split_paragraphs(text) == [f"{LINE} {LINE} signer le.", "La cotisation", LINE]


def test_lists_keep_their_entries_apart() -> None:
    assert split_paragraphs(f"{LINE}\n• un\n• deux\n1. trois") == [
        LINE,
        "• un",
        "• deux",
        "1. trois",
    ]


def test_lines_longer_than_paper_are_paragraphs_already() -> None:
    long = "mot " * 80
    assert split_paragraphs(f"{long}\n{long}") == [long.strip(), long.strip()]


@given(st.text())
def test_no_word_is_lost_in_paragraphs(text: str) -> None:
    assert " ".join(split_paragraphs(text)).split() == text.split()


@given(st.lists(st.integers(min_value=0, max_value=30_000), max_size=60))
def test_stretches_hold_every_page_once_and_stay_small(lengths: list[int]) -> None:
    pages = list(enumerate(lengths, start=1))
    stretches = group_pages(pages)
    assert [number for stretch in stretches for number in stretch] == [n for n, _ in pages]
    for stretch in stretches:
        assert 1 <= len(stretch) <= MOST_PAGES
        total = sum(lengths[number - 1] for number in stretch)
        assert len(stretch) == 1 or total <= LONGEST_STRETCH


def test_a_text_is_cut_between_its_blocks() -> None:
    blocks = [f"## {number}\n" + "mot " * 1900 for number in range(5)]
    stretches = cut_markdown("\n\n".join(blocks))
    assert len(stretches) == 3
    assert "\n\n".join(stretches) == "\n\n".join(blocks)


def test_the_opening_of_a_long_text_is_whole_blocks() -> None:
    blocks = ["mot " * 300, "## Titre", "mot " * 300]
    assert opening_of("\n\n".join(blocks)) == blocks[0]
    assert opening_of("court") == "court"


@pytest.mark.parametrize(
    ("search", "text", "marked"),
    [
        ("election", "Une élection locale", ["élection"]),
        ("elu", "Les élues et l'élu", ["élues", "élu"]),
        ("VBG", "Contre les VBG", ["VBG"]),
        ("نساء", "صوت النساء", ["النساء"]),
        ("de la", "le livre de la vie", []),
        ("", "Rien", []),
        ("-vie livre", "le livre de la vie", ["livre"]),
    ],
)
def test_words_are_marked_as_the_index_understands_them(
    search: str, text: str, marked: list[str]
) -> None:
    language = "ara" if "ن" in search else "fra"
    pieces = Highlighter(search, language).pieces(text)
    assert [part for part, is_match in pieces if is_match] == marked
    assert "".join(part for part, _ in pieces) == text


def test_an_excerpt_is_cut_between_words_around_the_first_that_answers() -> None:
    marker = Highlighter("caisse", "fra")
    assert marker.excerpt("Une seule phrase.") == []
    assert marker.excerpt("Une caisse.") == [("Une ", False), ("caisse", True), (".", False)]
    long = f"{'Avant. ' * 30}Notre\ncaisse. {'Après. ' * 40}"
    words = "".join(part for part, _is_match in marker.excerpt(long))
    assert words.startswith("… Avant. ")
    assert "Notre caisse." in words
    assert words.endswith("Après. …")
    assert len(words) < 200


def test_marks_never_touch_tags() -> None:
    html = '<a href="/election">une élection</a>'
    assert Highlighter("election", "fra").mark_html(html) == (
        '<a href="/election">une <mark>élection</mark></a>'
    )
