"""No form takes an answer that gives something away before a person has chosen it.

The forms are found, not listed. Of those that make something new, every menu that is sent with
a value and every button that is pressed already stands below, with the reason why that harms
nobody. Who may see something, what others may do with it, whose it is and what is said of
whom has to be chosen.
"""

import re

from tests.every_form import Control, FoundForm

NOTHING_CHOSEN = {"", "0", "not-chosen"}

HARMLESS = {
    "desk.create kind": "an icon and a shelf; seen on every page of the record, free to change",
    "desk.create language_code": "the language that the person reads the form in",
    "sheets.create kind": "the usual kind, and the one with the fewest powers",
    "sheet_rows.create kind": "a number that is an address is refused",
    "sheet_rows.create qualifier": "a number that is written stands for itself",
    "sheet_rows.create role": "every other role in a network is more than that of a member",
    "sheet_rows.create status": "a day in the future or an end in the past asks for another one",
    "places.create kind": "of the two the one of which fewer exist; refused where it cannot lie",
    "helplines_desk.create cost": "the page then says nothing of the price",
    "helplines_desk.create audience": "whoever is not served there is told so by who answers",
    "import_columns.save columns-#-column": "what the header says; nothing is written before "
    "the person has seen each line",
    "check_links.correct contact#-answer": "nothing changes",
    "check_links.correct work#-answer": "nothing changes",
    "check_links.correct new-kind": "moot while no contact is written, and somebody decides",
    # Narrower than every other answer.
    "sheet_rows.create visibility": "only the organisation sees the contact",
}

# Forms that open with what is kept, which somebody chose before.
EDITING = {
    "desk.save",
    "sheets.save",
    "sheet_rows.save",
    "places.save",
    "file_desk.confirm",
    "helplines_desk.save",
}


def is_taken(control: Control) -> bool:
    """Return whether a form answers by itself where there is something to choose."""
    is_choice = control.kind == "radio" or len(control.options) > 1
    is_answered = control.is_sent and control.value not in NOTHING_CHOSEN
    return control.kind in {"select", "radio"} and is_choice and is_answered


def test_every_answer_that_a_new_form_takes_by_itself_is_harmless(
    every_form: list[FoundForm],
) -> None:
    taken = {
        f"{form.endpoint} {re.sub('[0-9]+', '#', one.name)}"
        for form in every_form
        if form.endpoint not in EDITING
        for one in form.controls
        if is_taken(one)
    }
    assert taken == set(HARMLESS)


def test_blank_lines_of_a_form_choose_nothing(every_form: list[FoundForm]) -> None:
    roles = [
        (one.name, one.value)
        for form in every_form
        if form.endpoint == "desk.create"
        for one in form.controls
        if re.fullmatch(r"(others|contributors)-\d+-(role|organisation)", one.name)
    ]
    assert {value for _name, value in roles} == {""}


def test_visibility_of_a_contact_alone_is_preset_to_the_narrowest(
    every_form: list[FoundForm],
) -> None:
    preset = {
        (form.page.rsplit("/", 2)[1], one.value)
        for form in every_form
        if form.endpoint == "sheet_rows.create"
        for one in form.controls
        if one.name == "visibility" and one.is_sent
    }
    assert preset == {("contacts", "organisation")}
