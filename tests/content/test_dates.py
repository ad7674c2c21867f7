from datetime import date, datetime
from itertools import chain

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from portal.config import LANGUAGES
from portal.content.date_words import list_date_words
from portal.content.dates import (
    DATE_FORMS,
    DAY_FORMS,
    find_date_problem,
    is_vague_date,
    read_date,
    read_day,
    write_date,
    year_of,
)
from portal.content.months import month_names
from portal.errors import InvalidError
from portal.web.formats import moment, vague_date

# Babel writes the year 5 as 5.
LATER_DAYS = st.dates(min_value=date(1000, 1, 1))


def edtf_of(days: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda day, length: day.isoformat()[:length], days, st.sampled_from((4, 7, 10))
    )


EDTF = edtf_of(st.dates())


@pytest.mark.parametrize("text", ["", "2023", "2023-05", "2023-05-12", "2024-02-29"])
def test_a_date_may_be_as_vague_as_what_is_known(text: str) -> None:
    assert is_vague_date(text)


@pytest.mark.parametrize(
    "text",
    ["23", "2023-5", "2023-13", "2023-02-29", "12/05/2023", "2023-05-12T10:00", "٢٠٢٣", "0000"],
)
def test_what_is_not_edtf_is_no_vague_date(text: str) -> None:
    assert not is_vague_date(text)


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("", ""),
        ("  ", ""),
        ("2023", "2023"),
        ("2023.0", "2023"),
        ("٢٠٢٣", "2023"),
        ("2023 م", "2023"),
        ("2023-05", "2023-05"),
        ("2023-5", "2023-05"),
        ("2023/5", "2023-05"),
        ("05/2023", "2023-05"),
        ("5.2023", "2023-05"),
        ("05-2023", "2023-05"),
        ("05 2023", "2023-05"),
        ("2023-05-12", "2023-05-12"),
        ("2023/05/12", "2023-05-12"),
        ("12/05/2023", "2023-05-12"),
        ("12-05-2023", "2023-05-12"),
        ("12.05.2023", "2023-05-12"),
        ("12 05 2023", "2023-05-12"),
        ("12 / 05 / 2023", "2023-05-12"),
        ("2.5.2023", "2023-05-02"),
        ("٢/٥/٢٠٢٣", "2023-05-02"),
        ("۲/۵/۲۰۲۳", "2023-05-02"),
        ("31/12/24", "2024-12-31"),
        ("31-12-49", "2049-12-31"),
        ("31.12.50", "1950-12-31"),
        ("31/12/99", "1999-12-31"),
        ("2023-05-12 00:00:00", "2023-05-12"),
        ("2023-05-12T10:30:00", "2023-05-12"),
        ("2023-05-12T10:30:00.000Z", "2023-05-12"),
        ("2023-05-12T10:30:00+01:00", "2023-05-12"),
        ("12/05/2023 0:00", "2023-05-12"),
        ("12/05/2023 10:30:00 AM", "2023-05-12"),
        ("mai 2023", "2023-05"),
        ("Mai\u00a02023", "2023-05"),
        ("MAI 2023", "2023-05"),
        ("2023 mai", "2023-05"),
        ("janv. 2024", "2024-01"),
        ("déc. 2023", "2023-12"),
        ("dec 2023", "2023-12"),
        ("Decembre 2023", "2023-12"),
        ("fe\u0301vrier 2023", "2023-02"),
        ("aout 2023", "2023-08"),
        ("mai-24", "2024-05"),
        ("janv.-24", "2024-01"),
        ("12 mai 2023", "2023-05-12"),
        ("12-mai-23", "2023-05-12"),
        ("1er mars 2024", "2024-03-01"),
        ("1ᵉʳ mars 2024", "2024-03-01"),
        ("le 12 mai 2023", "2023-05-12"),
        ("vendredi 12 mai 2023", "2023-05-12"),
        ("May 2023", "2023-05"),
        ("May 12, 2023", "2023-05-12"),
        ("12th of May 2023", "2023-05-12"),
        ("Sept 1st 2023", "2023-09-01"),
        ("مايو 2023", "2023-05"),
        ("ماي ٢٠٢٣", "2023-05"),
        ("12 أبريل 2023", "2023-04-12"),
        ("12 ابريل 2023", "2023-04-12"),
        ("أفريل 2023", "2023-04"),
        ("جانفي 2023", "2023-01"),
        ("جويلية 2023", "2023-07"),
        ("يوليوز 2023", "2023-07"),
        ("غشت 2023", "2023-08"),
        ("أوت 2023", "2023-08"),
        ("شتنبر 2023", "2023-09"),
        ("دجنبر 2023", "2023-12"),
        ("كانون الثاني 2023", "2023-01"),
        ("كانون الأول 2023", "2023-12"),
        ("الجمعة، 12 مايو 2023", "2023-05-12"),
        ("12 mɛ 2023", "2023-05-12"),
        ("1\u200f/5\u200f/2023", "2023-05-01"),
    ],
)
def test_a_date_is_read_as_people_write_it(written: str, edtf: str) -> None:
    assert read_date(written) == edtf
    assert find_date_problem(edtf) == ""


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/2023", "is not in the calendar"),
        ("12/31/2023", "is not in the calendar"),
        ("2023-13", "is not in the calendar"),
        ("2023-24", "is not in the calendar"),
        ("00/2023", "is not in the calendar"),
        ("32 mai 2023", "is not in the calendar"),
        ("0000", "is not in the calendar"),
        ("12/05", "has no year of four digits"),
        ("05/24", "has no year of four digits"),
        ("mai 24", "has no year of four digits"),
        ("mai", "has no year of four digits"),
        ("45058", "is how a spreadsheet counts days"),
        ("45058.5", "is how a spreadsheet counts days"),
        ("demain", "cannot be read as a date"),
        ("en cours", "cannot be read as a date"),
        ("depuis 2019", "cannot be read as a date"),
        ("début mai 2023", "cannot be read as a date"),
        ("2023-2024", "cannot be read as a date"),
        ("mars-avril 2023", "cannot be read as a date"),
        ("12/05-2023", "cannot be read as a date"),
        ("20230512", "cannot be read as a date"),
        ("2023.1", "cannot be read as a date"),
        ("1445 هـ", "cannot be read as a date"),
        ("mai 2023²", "cannot be read as a date"),
        ("2023" * 100, "cannot be read as a date"),
    ],
)
def test_a_refused_date_is_named_with_the_reason_and_the_forms(
    app: Flask, written: str, why: str
) -> None:
    assert read_date(written) == written
    with app.test_request_context("/en/"), force_locale("en"):
        problem = find_date_problem(written)
        assert written[:40] in problem
        assert why in problem
        assert problem.endswith(str(DATE_FORMS))


@given(EDTF)
def test_a_date_shown_in_a_form_is_read_back_the_same(edtf: str) -> None:
    assert read_date(write_date(edtf)) == edtf
    assert read_date(edtf) == edtf


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_shown_on_a_page_is_read_back_the_same(app: Flask, language: str) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):

        @given(edtf_of(LATER_DAYS))
        def read_back(edtf: str) -> None:
            assert read_date(vague_date(edtf)) == edtf

        @given(st.datetimes(min_value=datetime(1000, 1, 1)))  # noqa: DTZ001 - only its day is read
        def read_moment_back(at: datetime) -> None:
            assert read_date(moment(at)) == at.date().isoformat()

        read_back()
        read_moment_back()


@given(edtf_of(LATER_DAYS))
def test_every_word_of_a_date_in_the_index_is_read_back(edtf: str) -> None:
    words = chain.from_iterable(list_date_words(edtf).values())
    assert {read_date(word) for word in words} == {edtf}


@given(st.text(max_size=70) | st.text("0123456789/-. maijunfévr٠٥", max_size=16))
def test_any_text_gives_a_date_or_stays_as_it_is(text: str) -> None:
    read = read_date(text)
    assert read == text or is_vague_date(read)


def test_a_name_means_one_month() -> None:
    assert set(month_names().values()) == set(range(1, 13))
    assert all(name == name.strip(". ") for name in month_names())


def test_a_day_is_whole(app: Flask) -> None:
    assert str(read_day("12 mai 2030")) == "2030-05-12"
    assert read_day(" ") is None
    with app.test_request_context("/en/"), force_locale("en"):
        for written in ("mai 2030", "2030", "31/02/2030"):
            with pytest.raises(InvalidError) as refused:
                read_day(written)
            assert f"“{written}”" in str(refused.value)
            assert str(refused.value).endswith(str(DAY_FORMS))


def test_the_year_of_an_unknown_date_is_empty() -> None:
    assert [year_of(text) for text in ("", "2023", "2023-05")] == ["", "2023", "2023"]
