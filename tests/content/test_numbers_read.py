from contextlib import suppress

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from portal.config import LANGUAGES
from portal.content.numbers import NUMBER_HINT, read_number
from portal.errors import InvalidError
from portal.web.formats import number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        (" ", None),
        ("0", 0),
        ("1250", 1250),
        ("1250,0", 1250),
        ("1250.00", 1250),
        ("1250,000", 1250),
        ("1 250", 1250),
        ("1\u00a0250", 1250),
        ("1\u202f250", 1250),
        ("1\u2009250", 1250),
        ("1.250", 1250),
        ("1,250", 1250),
        ("1'250", 1250),
        ("1 250,0", 1250),
        ("1.250,00", 1250),
        ("1,250.00", 1250),
        ("1.250.000", 1250000),
        ("1,250,000", 1250000),
        ("12 000", 12000),
        ("12,00", 12),
        ("١٢٥٠", 1250),
        ("١٬٢٥٠", 1250),
        ("١٢٬٠٠٠", 12000),
        ("١٢٥٠٫٠", 1250),
        ("۱۲۵۰", 1250),
        ("\u200f1250", 1250),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, value: int | None) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "1250,5",
        "0,250",
        "1,25",
        "12 50",
        "1.250.0",
        "1,250.5",
        "-5",
        "+5",
        "1e3",
        "²",
        "env. 1250",
        "1250 femmes",
        "200-300",
        "douze",
        "9" * 13,
        "1" * 500,
    ],
)
def test_a_refused_number_is_named_with_the_forms(app: Flask, written: str) -> None:
    with app.test_request_context("/en/"), force_locale("en"):
        with pytest.raises(InvalidError) as refused:
            read_number(written)
        assert written[:50] in str(refused.value)
        assert str(refused.value).endswith(str(NUMBER_HINT))


@pytest.mark.parametrize("written", ["12,000", "12.000"])
def test_a_number_of_two_meanings_is_refused_with_both(app: Flask, written: str) -> None:
    with app.test_request_context("/en/"), force_locale("en"):
        with pytest.raises(InvalidError) as refused:
            read_number(written)
        assert f"“{written}” can mean 12 or 12000" in str(refused.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_shown_on_a_page_is_read_back_or_asked_about(app: Flask, language: str) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):

        @given(st.integers(0, 10**12 - 1))
        def read_back(value: int) -> None:
            is_ambiguous = 1000 <= value < 1_000_000 and value % 1000 == 0
            if is_ambiguous and "," in number(value):
                with pytest.raises(InvalidError, match=str(value)):
                    read_number(number(value))
            else:
                assert read_number(number(value)) == value

        read_back()


def test_any_text_gives_a_number_or_a_refusal(app: Flask) -> None:
    @given(st.text(max_size=30) | st.text("0123456789 .,'٠٥٬٫-", max_size=14))
    def read(text: str) -> None:
        with suppress(InvalidError):
            value = read_number(text)
            assert value is None or 0 <= value < 10**12

    with app.test_request_context("/en/"):
        read()
