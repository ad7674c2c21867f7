import pytest

from portal.content.dates import is_vague_date, read_date, write_date, year_of


@pytest.mark.parametrize("text", ["", "2023", "2023-05", "2023-05-12", "2024-02-29"])
def test_a_date_may_be_as_vague_as_what_is_known(text: str) -> None:
    assert is_vague_date(text)


@pytest.mark.parametrize(
    "text",
    ["23", "2023-5", "2023-13", "2023-02-29", "12/05/2023", "2023-05-12T10:00", "٢٠٢٣", "0000"],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    assert not is_vague_date(text)


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("12/05/2023", "2023-05-12"),
        ("2.5.2023", "2023-05-02"),
        ("05/2023", "2023-05"),
        ("2023", "2023"),
        ("2023-05-12", "2023-05-12"),
        ("", ""),
        ("mai 2023", "mai 2023"),
        ("٢/٥/٢٠٢٣", "٢/٥/٢٠٢٣"),
    ],
)
def test_a_date_may_be_written_day_first(written: str, edtf: str) -> None:
    assert read_date(written) == edtf


@pytest.mark.parametrize("edtf", ["", "2023", "2023-05", "2023-05-12"])
def test_a_date_shown_in_a_form_is_read_back_the_same(edtf: str) -> None:
    assert read_date(write_date(edtf)) == edtf


def test_the_year_of_an_unknown_date_is_empty() -> None:
    assert [year_of(text) for text in ("", "2023", "2023-05")] == ["", "2023", "2023"]
