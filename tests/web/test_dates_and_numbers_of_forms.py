"""Every field of a form that takes a date or a number uses the one reader of each."""

import re
from collections.abc import Iterator

import html5lib
import pytest
from flask_babel import force_locale

from portal.config import LANGUAGES
from portal.content.dates import DATE_FORMS, DAY_FORMS, read_date
from portal.content.numbers import NUMBER_HINT
from portal.web.formats import vague_date
from tests.browser import text_of
from tests.every_form import Control, FoundForm
from tests.web.round_trips import Copies, choose_filled, replaced

NO_DAY = "31/02/2023"
NO_NUMBER = "1250,5"

DATES = {
    ("desk.create", "date"),
    ("desk.save", "date"),
    ("file_desk.confirm", "until"),
    ("sheets.save", "founded"),
    ("check_links.correct", "founded"),
    *((f"sheet_rows.{view}", name) for view in ("create", "save") for name in ("start", "end")),
    *((f"sheet_rows.{view}", "consented_on") for view in ("create", "save")),
}
PEOPLE_COUNTED = ("reached", "reached_women", "reached_girls")
NUMBERS = {
    *((f"sheet_rows.{view}", name) for view in ("create", "save") for name in PEOPLE_COUNTED),
    *(("checks.change_rules", name) for name in ("stale_months", "hidden_months")),
}
MONTHS = ("stale_months", "hidden_months")


@pytest.fixture(scope="module")
def typed(every_form: list[FoundForm]) -> list[tuple[FoundForm, Control]]:
    """Return the fields of one line that people fill in, in one form of each shape."""
    return [
        (form, control)
        for form in choose_filled(every_form)
        if form.person in {"administrator", ""}
        for control in form.controls
        if control.kind == "text" or control.name in MONTHS
    ]


def find_fields(
    copies: Copies, typed: list[tuple[FoundForm, Control]], sent: str, sentence: str
) -> Iterator[tuple[FoundForm, Control, str]]:
    """Yield the fields that refuse a value with a sentence, and the page that says so."""
    for form, control in typed:
        opened = copies.open(form)
        answer, changes = copies.send(opened, replaced(opened, {control.name: sent}))
        if sentence in " ".join(answer.text.split()):
            assert answer.status_code == 422
            assert changes == []
            yield form, control, answer.text


def hint_of(page: str, name: str) -> str:
    """Return the hint to which the field of a page refers."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    (field,) = (one for one in root.iter("input") if one.get("name") == name)
    ids = field.get("aria-describedby", "").split()
    return " ".join(text_of(one) for one in root.iter() if one.get("id") in ids)


def test_every_date_is_refused_by_the_reader_with_the_forms_of_its_hint(
    copies: Copies, typed: list[tuple[FoundForm, Control]]
) -> None:
    found = set()
    sentence = f"«\u00a0{NO_DAY}\u00a0» n’existe pas dans le calendrier."
    with force_locale("fr"):
        forms = (str(DATE_FORMS), str(DAY_FORMS))
    for form, control, page in find_fields(copies, typed, NO_DAY, " ".join(sentence.split())):
        found.add((form.endpoint, control.name))
        assert [hint_of(page, control.name).count(one) for one in forms] in ([2, 0], [0, 2])
    assert found == DATES


def test_every_number_is_refused_by_the_reader_with_the_forms_of_its_hint(
    copies: Copies, typed: list[tuple[FoundForm, Control]]
) -> None:
    found = set()
    sentence = f"«\u00a0{NO_NUMBER}\u00a0» ne se lit pas comme un nombre entier."
    with force_locale("fr"):
        forms = " ".join(str(NUMBER_HINT).split())
    for form, control, page in find_fields(copies, typed, NO_NUMBER, " ".join(sentence.split())):
        found.add((form.endpoint, control.name))
        assert forms in " ".join(page.split())
    assert found == NUMBERS


def test_no_other_field_shows_the_forms_of_dates(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    """A field with such a hint that the reader does not know would be found here."""
    with force_locale("fr"):
        forms = (str(DATE_FORMS), str(DAY_FORMS))
    for form in choose_filled(every_form):
        page = copies.visitors[form.person].client.get(form.page).text
        for control in form.controls:
            if control.kind == "text" and any(one in hint_of(page, control.name) for one in forms):
                assert (form.endpoint, control.name) in DATES


def test_a_date_written_otherwise_is_the_same_date(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    filled = find_filled(every_form, DATES)
    assert {key for key in DATES if "create" not in key[0]} <= set(filled)
    for form, control in filled.values():
        for words in spell_date(read_date(control.value)):
            assert send_again(copies, form, control, words) == [], (form.endpoint, words)


def test_a_number_written_otherwise_is_the_same_number(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    filled = find_filled(every_form, {key for key in NUMBERS if key[1] not in MONTHS})
    assert {name for _endpoint, name in filled} == set(PEOPLE_COUNTED)
    for form, control in filled.values():
        for words in (f"{control.value},0", control.value.translate(ARABIC_DIGITS)):
            assert send_again(copies, form, control, words) == [], (form.endpoint, words)


ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def find_filled(
    forms: list[FoundForm], fields: set[tuple[str, str]]
) -> dict[tuple[str, str], tuple[FoundForm, Control]]:
    """Return a form in which each field has a value, as far as there is one."""
    return {
        (form.endpoint, control.name): (form, control)
        for form in forms
        for control in form.controls
        if (form.endpoint, control.name) in fields and control.value
    }


def spell_date(edtf: str) -> Iterator[str]:
    for language in LANGUAGES:
        with force_locale(language):
            yield vague_date(edtf)
    yield "-".join(reversed(edtf.split("-")))
    yield ".".join(reversed(edtf.split("-"))).translate(ARABIC_DIGITS)
    if len(edtf) == len("2023-05-12"):
        yield f"{edtf} 00:00:00"


def send_again(copies: Copies, form: FoundForm, control: Control, words: str) -> list[object]:
    """Send a form with one value in other words; return what that changed, or a refusal."""
    opened = copies.open(form)
    answer, changes = copies.send(opened, replaced(opened, {control.name: words}))
    refusal = re.search(rf"«\s*{re.escape(words)}\s*»[^<]*", answer.text)
    return [*changes, *([refusal.group()] if refusal else [])]
