from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from portal.content.text import clean_text
from portal.web.formats import filesize, label, minutes, typeset, vague_date
from portal.web.markdown import render_markdown
from portal.web.pagination import HIGHEST_PAGE, Pager, page_number
from tests.browser import parse


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"), force_locale("en"):
        yield


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (350_000, "350 kB"), (1_250_000, "1.2 MB")],
)
def test_sizes_are_said_as_people_read_them(english: None, size: int, words: str) -> None:
    assert filesize(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 second"), (40, "40 seconds"), (59.7, "1 min"), (1620, "27 min")]
)
def test_durations_are_rounded_for_a_listener(english: None, seconds: float, words: str) -> None:
    assert minutes(seconds) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("", "Unknown date"),
        ("2023", "2023"),
        ("2023-05", "May\N{NO-BREAK SPACE}2023"),
        ("2023-05-12", "May\N{NO-BREAK SPACE}12,\N{NO-BREAK SPACE}2023"),
    ],
)
def test_a_vague_date_says_no_more_than_is_known(english: None, date: str, words: str) -> None:
    assert vague_date(date) == words


def test_french_signs_stay_with_their_word() -> None:
    kept = typeset("Guide : qui fait quoi ? Lire « ici » ; 5 : 3")
    assert kept.replace("\N{NO-BREAK SPACE}", "_") == "Guide_: qui fait quoi_? Lire «_ici_»_; 5_: 3"


def test_a_missing_label_shows_another_language_never_nothing(english: None) -> None:
    assert label({"en": "Water", "fr": "Eau"}) == "Water"
    assert label({"fr": "Eau", "en": ""}) == "Eau"
    assert label({"bm": "Ji"}) == "Ji"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "<a href='data:text/html,x' id=main hx-get=/>x</a>",
        "![x](https://tracker.example/x.png)",
        "<style>*{display:none}</style>",
    ],
)
def test_markdown_never_carries_code(hostile: str) -> None:
    root = parse(f"<!doctype html><title>x</title><body>{render_markdown(hostile)}")
    (body,) = root.iter("body")
    for element in body.iter():
        assert element.tag in {"body", "p"}
        assert set(element.attrib) <= {"dir"}


def test_markdown_headings_leave_the_h1_to_the_page() -> None:
    html = str(render_markdown("# One\n\n## Two\n\ntext"))
    assert "<h1" not in html
    assert html.index("<h2") < html.index("<h3")


@given(st.text(max_size=300).map(clean_text))
def test_any_text_renders_as_whole_html(text: str) -> None:
    parse(f"<!doctype html><title>x</title><body><div>{render_markdown(text)}</div>")


@given(st.one_of(st.none(), st.text(max_size=30)))
def test_any_page_number_is_within_bounds(text: str | None) -> None:
    assert 1 <= page_number(text) <= HIGHEST_PAGE


@pytest.mark.parametrize(
    ("page", "total", "previous", "following"),
    [(1, 0, None, None), (1, 10, None, None), (1, 11, None, 2), (2, 11, 1, None), (9, 11, 2, None)],
)
def test_a_pager_knows_its_neighbours(
    page: int, total: int, previous: int | None, following: int | None
) -> None:
    pager = Pager(page, total)
    assert (pager.previous, pager.next) == (previous, following)
