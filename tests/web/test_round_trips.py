"""A form that is sent back unchanged changes nothing; one changed field changes that alone."""

import json
import re
from collections.abc import Iterator

from flask import Flask

from portal.directory.checks.forms import CHANGED
from tests.every_form import Control, Fields, FoundForm, list_post_endpoints
from tests.web.round_trips import Change, Copies, choose_filled, replaced

# What these buttons do is what they say: sent as they are shown, they are meant to change rows.
ACTIONS = {
    **dict.fromkeys(("desk.advance", "sheets.advance"), "takes a step of the life cycle"),
    **dict.fromkeys(("desk.remove", "file_desk.erase", "logo_desk.remove"), "removes a file"),
    **dict.fromkeys(("desk.retry", "file_desk.remake", "logo_desk.retry"), "asks the worker"),
    **dict.fromkeys(("imports.apply", "imports.undo"), "asks the worker"),
    **dict.fromkeys(("uploading.retry", "uploading.make_code"), "goes on with an upload"),
    **dict.fromkeys(("uploading.cancel", "imports.forget"), "forgets what was sent"),
    **dict.fromkeys(("proposals.accept", "proposals_together.accept"), "decides"),
    **dict.fromkeys(("merging.merge", "merging.tell_apart", "merging.doubt"), "judges a pair"),
    **dict.fromkeys(("checks.confirm", "check_links.confirm"), "writes down a check of today"),
    **dict.fromkeys(("checks.make_link", "checks.revoke"), "makes or ends a link"),
    **dict.fromkeys(("places.remove", "synonyms.remove", "sheet_rows.remove"), "removes a row"),
    "helplines_desk.remove": "removes a row",
    "helplines_desk.confirm": "writes down a call of today",
    "helplines_desk.move_up": "exchanges two rows",
    "transcribing.delete": "removes the lines",
    "proposals.withdraw": "removes the proposal",
    "file_desk.take_back": "takes back an agreement; the reason may be empty",
    "checks.change_rules": "saves the rules whose effect is shown above it",
    "contacts.open": "shows the contacts, and counts how often they are asked for",
    "auth.logout": "ends the session",
}

# Forms that open empty, or that bring a file: sent as they are, they are refused.
ASKING = {
    *("desk.create", "sheets.create", "sheet_rows.create", "places.create", "synonyms.create"),
    *("desk.upload", "logo_desk.upload", "imports.send", "transcribing.upload"),
    *("auth.sign_in", "uploading.redeem", "helplines_desk.create", "proposals.refuse"),
    "check_links.correct",  # an answer that says that nothing is to be corrected is another form
}

# Forms that are not shown again at once: the worker reads the table first. One changed column
# is tested in tests/directory/exchange/test_import_desk.py.
SHOWN_LATER = {"import_columns.save"}

# What a field is changed to where more words behind the old ones would be refused.
VALUES = {
    "date": "06/2019",
    "founded": "2003",
    "start": "01/2018",
    "end": "10/2020",
    "consented_on": "03/04/2024",
    "until": "12/05/2040",
    "number": "80 00 00 09",
    "reached": "1 300",
    "reached_women": "600",
    "reached_girls": "300",
    "links": "https://example.org/autre",
}
# A contact is a number or an address, and a form does not always say which.
CONTACTS = ("+223 00 00 00 09", "autre@example.org")
NOT_CHANGED = {"hidden", "file", "button"}
BOXES = {"checkbox", "radio"}

# Columns that follow from others, and rows that go with every change.
FOLLOWING = {
    *(("item", "version"), ("item", "updated_at"), ("item", "slug"), ("former_slug", "")),
    *(("organisation", "version"), ("organisation", "updated_at")),
    *(("organisation", "search_names"), ("organisation", "shown_seat_id")),
    *(("intervention", "shown_place_id"), ("revision", ""), ("outbox_entry", "")),
    *(("transcript", "version"), ("transcript", "updated_at"), ("transcript", "updated_by_id")),
    ("synonym_set", "updated_at"),
    *(("helpline", "checked_on"), ("helpline", "checked_by_id")),
    *(("consent", "withdrawn_at"), ("consent", "withdrawn_by_id")),
}

# Fields that say nothing alone: agreement to a contact that is not written, and its kind.
MOOT = {"contact#-agreed", "new-kind", "new-agreed"}
# Fields that are refused alone, with a sentence: a word about changes of which there are none.
REFUSED = {"sheets.save note", "sheet_rows.save note"}

# Lines of a form, each with a choice and with words; a line without words is no line.
LINES = re.compile(
    r"(contributors|others|translations|missions)-(\d+)-(name|organisation|text|role|tag)"
)
CHOICES = {"name": "role", "organisation": "role", "text": "tag"}


def test_every_post_route_is_an_action_or_is_sent_back(app: Flask) -> None:
    assert set(ACTIONS) | ASKING <= list_post_endpoints(app)
    assert not set(ACTIONS) & ASKING


def test_a_form_that_is_sent_back_unchanged_changes_no_row(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    faults = {}
    for form in choose_filled(every_form):
        if form.endpoint in ACTIONS:
            continue
        answer, changes = copies.send(form, copies.open(form).fields)
        expected = 422 if form.endpoint in ASKING else 303
        if answer.status_code != expected or changes:
            faults[form.person, form.page, form.endpoint] = (answer.status_code, changes)
    assert faults == {}


def test_every_field_of_an_edited_form_is_filled(every_form: list[FoundForm]) -> None:
    """What is not filled cannot be lost, so that a test of it would show nothing."""
    filled: dict[tuple[str, str], bool] = {}
    for form in choose_filled(every_form):
        if form.endpoint not in {*ACTIONS, *ASKING}:
            for name, value in form.fields:
                key = (form.endpoint, re.sub("[0-9]+", "#", name))
                filled[key] = filled.get(key, False) or bool(value)
    empty = {
        f"{endpoint} {name}" for (endpoint, name), is_filled in filled.items() if not is_filled
    }
    assert empty == REFUSED


def test_one_changed_field_changes_that_field_and_no_other(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    faults = {}
    for form in choose_filled(every_form):
        is_edited = form.endpoint not in {*ACTIONS, *ASKING, *SHOWN_LATER}
        if form.person in {"administrator", "member"} and is_edited:
            for index in list_changeable(form):
                if fault := change_one(copies, form, index):
                    faults[form.person, form.page, form.controls[index].name] = fault
    assert faults == {}


def test_one_changed_answer_of_a_link_proposes_that_alone(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    faults = {}
    for form in choose_filled(every_form):
        if form.endpoint == "check_links.correct" and not form.person:
            for index in list_changeable(form):
                if fault := change_one(copies, form, index):
                    faults[form.controls[index].name] = fault
    assert faults == {}


def test_publishers_of_a_record_stay_whoever_saves_it(
    copies: Copies, every_form: list[FoundForm]
) -> None:
    saves = [form for form in choose_filled(every_form) if form.endpoint == "desk.save"]
    assert {form.person for form in saves} == {"administrator", "editor", "contributor"}
    for form in saves:
        fields = [
            (name, value + " bis" if name == "summary" else value)
            for name, value in copies.open(form).fields
        ]
        _answer, changes = copies.send(form, fields)
        assert {change.column for change in changes if change.table == "item"} == {
            *("summary", "version", "updated_at")
        }
        assert not [change for change in changes if change.table == "item_organisation"]


def list_changeable(form: FoundForm) -> list[int]:
    """Return the fields to change: of boxes of one name, one with a tick and one without."""
    seen: dict[tuple[object, ...], int] = {}
    blank = {name.rpartition("-")[0] for name, value in form.fields if is_words(name) and not value}
    for index, control in enumerate(form.controls):
        if control.value == CHANGED:  # says that words follow
            continue
        is_blank_line = control.name.rpartition("-")[0] in blank and not is_words(control.name)
        is_chosen = control.kind == "radio" and control.is_sent
        if control.kind not in NOT_CHANGED and not is_blank_line and not is_chosen:
            key = (control.name, control.is_sent) if control.kind in BOXES else (control.name,)
            seen[key] = index
    return list(seen.values())


def is_words(name: str) -> bool:
    found = LINES.fullmatch(name)
    return found is not None and found[3] in CHOICES


def change_one(copies: Copies, form: FoundForm, index: int) -> object:
    """Send a form with one field changed; return what is wrong with the outcome, if anything."""
    opened = copies.open(form)
    control = opened.controls[index]
    name = re.sub("[0-9]+", "#", control.name)
    for fields in list_changed(opened, index):
        answer, changes = copies.send(form, fields)
        if name in MOOT or f"{form.endpoint} {name}" in REFUSED:
            is_kept_out = name in MOOT or answer.status_code == 422
            return None if is_kept_out and not changes else (answer.status_code, changes)
        if answer.status_code in {200, 303} and changes:
            return check_changes(copies, form, fields, changes)
    return answer.status_code, control, changes


def check_changes(copies: Copies, form: FoundForm, sent: Fields, changes: list[Change]) -> object:
    """The form shows what was sent, and one column of one table holds it, or one proposal does."""
    proposed = [one.after for one in changes if one.table == "proposal" and not one.before]
    if proposed:
        parts = len(json.loads(proposed[0]["changes"])) + bool(proposed[0]["note"])
        others = {one.table for one in changes} - {"proposal", "check_link"}
        return (parts, others, proposed) if parts != 1 or others else None
    named = {(one.table, one.column) for one in changes} - FOLLOWING
    was, now = comparable(sent), comparable(copies.look_again(form).fields)
    return [pair for pair in was + now if (pair in was) != (pair in now)] or (
        None if len(named) == 1 else named
    )


def comparable(fields: Fields) -> Fields:
    """Return fields without tokens, blank lines and the spaces in numbers, in one order."""
    kept = [pair for pair in fields if pair[0] not in {"csrf_token", "version", "new_ref"}]
    said = {name.rpartition("-")[0]: value for name, value in kept if is_words(name) and value}
    roles = dict(kept)

    def place_of(line: str) -> tuple[str, ...]:
        """Lines of organisations have no order of their own."""
        is_free = line.startswith("others-")
        return ("others", said[line], roles.get(f"{line}-role", "")) if is_free else (line,)

    in_order = enumerate(sorted(said, key=place_of))
    lines = {line: f"{line.rpartition('-')[0]}-{said_at}" for said_at, line in in_order}
    return sorted(
        (renumber(name, lines), "".join(value.split()) if value[:1].isdigit() else value)
        for name, value in kept
        if not LINES.fullmatch(name) or name.rpartition("-")[0] in said
    )


def renumber(name: str, lines: dict[str, str]) -> str:
    line, _dash, part = name.rpartition("-")
    return f"{lines[line]}-{part}" if line in lines else name


def list_changed(form: FoundForm, index: int) -> Iterator[Fields]:
    """Yield the fields of a form with one changed, in the ways in which it may be."""
    control = form.controls[index]
    if control.kind == "checkbox":
        ticked = [one for one in form.controls if one.is_sent != (one is control)]
        yield [(one.name, one.value) for one in ticked]
    elif control.kind == "radio":
        yield replaced(form, {control.name: control.value})
    elif control.kind == "select":
        others = [one for one in control.options if one not in {control.value, "", "0"}]
        # A line that offers nothing else can be removed.
        for value in reversed(others or [""]):
            yield replaced(form, {**choose_for(form, control), control.name: value})
    else:
        part = control.name.rpartition("-")[2]
        usual = VALUES.get(part, f"{control.value} bis".strip())
        for words in CONTACTS if part == "value" else (usual,):
            yield replaced(form, {**choose_for(form, control), control.name: words})


def choose_for(form: FoundForm, control: Control) -> dict[str, str]:
    """Return what has to be chosen beside the words of a blank line."""
    line, _dash, part = control.name.rpartition("-")
    beside = f"{line}-{CHOICES.get(part, '')}"
    options = [one.options[-1] for one in form.controls if one.name == beside]
    return {beside: options[0]} if options and not control.value else {}
