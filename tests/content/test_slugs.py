import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content.slugs import LONGEST, first_free, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Note de plaidoyer : l’accès à l’eau", "note-de-plaidoyer-l-acces-a-l-eau"),
        ("Ɲɛtaa ani kɛnɛya", "nyetaa-ani-keneya"),
        ("Œuvres & cœurs", "oeuvres-coeurs"),
        ("حقوق المرأة في مالي", "حقوق-المراة-في-مالي"),
        ("حُقُوقُ الطِّفْلِ", "حقوق-الطفل"),
        ("  --  ", "item"),
        ("2023/05", "2023-05"),
    ],
)
def test_a_title_becomes_a_readable_address(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text(max_size=400))
def test_any_title_gives_a_short_plain_slug(title: str) -> None:
    slug = slugify(title)
    assert 0 < len(slug) <= LONGEST
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert not set(slug) & set(" /?#%&\\\"'<>")
    assert slugify(slug) == slug


def test_a_long_title_is_cut_at_a_whole_word() -> None:
    assert slugify("mot " * 60) == "-".join(["mot"] * 20)


def test_the_next_free_number_is_taken() -> None:
    assert first_free("note", set()) == "note"
    assert first_free("note", {"note", "note-2"}) == "note-3"
