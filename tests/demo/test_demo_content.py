"""The demonstration content keeps its promises: known terms, real files, honest labels."""

import csv
import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo"
VOCABULARY = ROOT / "portal" / "vocabulary" / "data"

MAX_FILE_BYTES = 300_000
AUDIO = {".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac"}
KINDS = {"document", "report", "recording"}
ROLES = {
    "author",
    "editor",
    "speaker",
    "facilitator",
    "interviewer",
    "translator",
    "photographer",
}
RIGHTS = {
    *("cc-by", "cc-by-sa", "cc-by-nc", "public-domain", "all-rights-reserved", "unknown"),
    "not-chosen",
}
DEMONSTRATION = re.compile("démonstration|demonstration|نص تجريبي", re.IGNORECASE)
SYNTHETIC = re.compile("voix de synthèse|synthetic voice|صوت اصطناعي", re.IGNORECASE)
# A word that stands in one PDF only, and there on one page only.
RARE_WORD, RARE_FILE, RARE_PAGE = "cotisation", "files/guide-association.pdf", 3

Item = dict[str, Any]
Row = dict[str, str]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ITEMS: list[Item] = _lines(DEMO / "items.jsonl")
FILES = [DEMO / name for item in ITEMS for name in item["file"]]
TRACKS = [
    DEMO / name
    for item in ITEMS
    for column in ("transcript", "chapters")
    for name in item.get(column, ())
]
DOMAINS = {row["slug"] for row in _rows(VOCABULARY / "domains.csv")}
PLACES = {row["slug"]: row for row in _rows(VOCABULARY / "places.csv")}
LANGUAGES = {row["code"]: row for row in _rows(VOCABULARY / "languages.csv")}
NAMED, FICTITIOUS = (
    {line["slug"]: line for line in _lines(DEMO / "directory" / f"{name}.jsonl")}
    for name in ("named", "fictitious")
)
SIGNATURE, NETWORK = "musoya-demonstration", "demo-marraines"

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["identifier"])
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def _roles(item: Item) -> list[tuple[str, str]]:
    """Return the organisations of a record with their roles."""
    pairs = [entry.partition(" (") for entry in item["organisations"]]
    return [(slug, role.rstrip(")") or "publisher") for slug, _bracket, role in pairs]


def _publishers(item: Item) -> list[str]:
    return [slug for slug, role in _roles(item) if role == "publisher"]


def _published() -> list[Item]:
    return [
        item for item in ITEMS if item["status"] == "published" and item["visibility"] == "public"
    ]


def _pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _is_edtf(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return text == ""
    date.fromisoformat(text + "-01" * (3 - len(text.split("-"))))
    return True


def test_identifiers_are_unique_and_marked_as_demonstration() -> None:
    identifiers = [item["identifier"] for item in ITEMS]
    assert len(set(identifiers)) == len(identifiers) >= 48
    assert all(identifier.startswith("musoya-demo-") for identifier in identifiers)


@each_item
def test_item_uses_known_terms(item: Item) -> None:
    assert item["kind"] in KINDS
    assert item["language"] in LANGUAGES
    assert set(item["domains"]) <= DOMAINS
    assert set(item["places"]) <= PLACES.keys()
    assert {item["owner"], *_publishers(item)} <= {*NAMED, SIGNATURE, NETWORK}
    assert {slug for slug, _role in _roles(item)} <= {*NAMED, SIGNATURE, NETWORK}
    assert item["rights"] in RIGHTS
    assert item["rights"] != "not-chosen" or item["status"] == "draft"
    assert item["visibility"] in {"public", "members", "organisation"}
    assert {contributor["role"] for contributor in item["contributors"]} <= ROLES
    assert _is_edtf(item["date"])


@each_item
def test_item_fits_its_columns_and_is_composed(item: Item) -> None:
    assert 0 < len(item["title"]) <= 300
    assert item["domains"]
    assert item["places"]
    assert item["organisations"]
    for text in (item["title"], item["summary"], item["body"], *item["file"]):
        assert unicodedata.is_normalized("NFC", text)


@each_item
def test_item_says_that_it_is_a_demonstration(item: Item) -> None:
    assert DEMONSTRATION.search(item["summary"] + item["body"])


def test_every_domain_and_region_of_mali_is_covered_in_public() -> None:
    regions = {slug for slug, place in PLACES.items() if place["parent"] == "mali"}
    assert len(regions) == 20
    assert {slug for item in _published() for slug in item["domains"]} == DOMAINS
    assert regions <= {slug for item in _published() for slug in item["places"]}


def test_the_four_languages_are_present() -> None:
    languages = [item["language"] for item in _published()]
    assert languages.count("fra") >= 20
    assert languages.count("eng") >= 6
    assert languages.count("ara") >= 5
    assert languages.count("bam") >= 4


def test_most_items_are_published_and_some_wait() -> None:
    statuses = [item["status"] for item in ITEMS]
    assert statuses.count("draft") == 2
    assert statuses.count("submitted") == 1
    assert statuses.count("published") == len(ITEMS) - 3


def test_every_format_has_its_examples() -> None:
    suffixes = [path.suffix for path in FILES]
    assert suffixes.count(".pdf") >= 8
    assert suffixes.count(".docx") >= 4
    assert suffixes.count(".odt") >= 3
    assert {".pptx", ".txt", ".md", ".png", ".jpg", ".webp"} <= set(suffixes)
    assert set(suffixes) >= AUDIO
    assert sum(suffix in AUDIO for suffix in suffixes) >= 10


def test_every_file_belongs_to_one_item() -> None:
    assert len(set(FILES)) == len(FILES)
    assert set((DEMO / "files").iterdir()) == set(FILES)


def test_every_text_makes_a_file() -> None:
    made = {path.stem for path in (*FILES, *TRACKS)}
    assert {text.stem for text in (DEMO / "texts").iterdir()} <= made


@each_file
def test_file_is_light_and_names_no_machine(path: Path) -> None:
    content = path.read_bytes()
    assert 0 < len(content) < MAX_FILE_BYTES
    assert not re.search(rb"/(work|root|home|tmp)/", content)


def test_recordings_carry_their_transcript_and_say_their_voice_is_synthetic() -> None:
    recordings = [item for item in ITEMS if item["kind"] == "recording"]
    assert len(recordings) >= 10
    for item in recordings:
        assert item["body"] or item["transcript"]
        assert SYNTHETIC.search(item["summary"])
        assert all(Path(name).suffix in AUDIO for name in item["file"])


def test_every_transcript_and_all_chapters_belong_to_a_recording() -> None:
    assert set(TRACKS) == {*(DEMO / "transcripts").iterdir(), *(DEMO / "chapters").iterdir()}
    recordings = {path.stem for path in FILES if path.suffix in AUDIO}
    assert {path.stem.split(".")[0] for path in TRACKS} <= recordings
    for path in TRACKS:
        assert path.read_text(encoding="utf-8").startswith("WEBVTT\n")


def test_an_unaccented_word_stands_for_an_accented_title() -> None:
    titles = [item["title"] for item in _published() if item["kind"] == "recording"]
    assert any("élection" in title and "election" not in title for title in titles)


def test_two_guides_have_five_pages() -> None:
    lengths = [len(_pages(path)) for path in FILES if path.suffix == ".pdf"]
    assert sum(length >= 5 for length in lengths) >= 2


def test_rare_word_is_on_one_page_of_one_pdf_only() -> None:
    pages = _pages(DEMO / RARE_FILE)
    assert [number for number, text in enumerate(pages, 1) if RARE_WORD in text.lower()] == [
        RARE_PAGE
    ]
    assert RARE_WORD not in json.dumps(ITEMS, ensure_ascii=False).lower()
    for path in FILES:
        if path.suffix == ".pdf" and path != DEMO / RARE_FILE:
            assert RARE_WORD not in "".join(_pages(path)).lower()


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("guide-association.pdf", "Bolonkɔni kelen tɛ bɛlɛ ta"),
        ("rapport-atelier-arabe.pdf", "توفير أموال للنساء من أجل حملاتهن الانتخابية"),
        ("min-ajliki-arabe.pdf", "تحسين قابلية التشغيل للوصول إلى سوق العمل"),
        ("rapport-atelier-partage-experience.pdf", "2.6 Recommandations"),
    ],
)
def test_pdf_gives_its_words_back(name: str, phrase: str) -> None:
    text = " ".join("".join(_pages(DEMO / "files" / name)).split())
    assert phrase in text


def test_every_named_organisation_has_an_item_to_show() -> None:
    assert {*NAMED, SIGNATURE, NETWORK} == {slug for item in ITEMS for slug, _role in _roles(item)}


def test_vocabularies_are_labelled_in_three_languages() -> None:
    for rows in (_rows(VOCABULARY / f"{name}.csv") for name in ("domains", "places", "languages")):
        for row in rows:
            assert row["label_fr"]
            assert row["label_en"]
            assert row["label_ar"]


def test_places_stand_after_their_parent() -> None:
    seen = {""}
    for slug, place in PLACES.items():
        assert place["parent"] in seen
        seen.add(slug)


def test_legal_codes_are_digits_and_different_where_the_laws_differ() -> None:
    regions = [place for place in PLACES.values() if place["parent"] == "mali"]
    for column in ("law_2023_006", "law_2023_007"):
        assert sorted(region[column] for region in regions) == [f"{n:02}" for n in range(20)]
    assert (PLACES["nioro"]["law_2023_006"], PLACES["nioro"]["law_2023_007"]) == ("13", "11")


def test_songhay_is_stored_by_its_varieties() -> None:
    assert "son" not in LANGUAGES
    assert {"ses", "khq", "hmb"} <= LANGUAGES.keys()
    right_to_left = {code for code, row in LANGUAGES.items() if row["right_to_left"] == "yes"}
    assert right_to_left == {"ara", "nqo"}
