"""What somebody corrects through a link: her answers, read into changes of the sheet and a note."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form
from wtforms.validators import InputRequired

from portal.content.dates import read_date, write_date
from portal.content.models import Visibility
from portal.content.revisions import Snapshot
from portal.content.text import clean_line, clean_text
from portal.directory.changes import Changes, diff
from portal.directory.checks.forms import (
    CHANGED,
    FINISHED,
    KEEP,
    REMOVE,
    ContactForm,
    NewContactForm,
    SheetForm,
    WorkForm,
)
from portal.directory.checks.sheet import list_shown_works, mission_tag, say_work
from portal.directory.models import (
    Contact,
    ContactKind,
    Intervention,
    Organisation,
    WorkStatus,
)
from portal.directory.problems import find_problems
from portal.directory.values import ContactValues, SheetValues, values_of
from portal.errors import InvalidError
from portal.extensions import today

Answers = MultiDict[str, str]
Problems = dict[str, str]

LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class Corrections:
    """The forms of one sheet: its main fields, its contacts, a new one, its works."""

    sheet: SheetForm
    contacts: Sequence[tuple[Contact, ContactForm]]
    new_contact: NewContactForm
    works: Sequence[tuple[Intervention, WorkForm]]

    def list_forms(self) -> list[Form]:
        """Return all forms of the page."""
        rows = (form for _row, form in (*self.contacts, *self.works))
        return [self.sheet, self.new_contact, *rows]


@dataclass(frozen=True, slots=True)
class Answer:
    """The changes that were asked for, what was said in words, and the works called right."""

    changes: Changes
    note: str
    confirmed: Snapshot


def open_corrections(organisation: Organisation, answers: Answers | None = None) -> Corrections:
    """Return the forms of a sheet, with what was answered or else with what it says."""
    return Corrections(
        sheet=SheetForm(
            answers,
            name=organisation.name,
            acronym=organisation.acronym,
            mission=organisation.missions.get(mission_tag(organisation.missions), ""),
            founded=write_date(organisation.founded),
            links="\n".join(organisation.links),
        ),
        contacts=[
            (contact, ContactForm(answers, prefix=f"contact{contact.id}"))
            for contact in organisation.contacts
        ],
        new_contact=NewContactForm(answers, prefix="new"),
        works=[
            (work, WorkForm(answers, prefix=f"work{work.id}"))
            for work in list_shown_works(organisation)
        ],
    )


def read_corrections(organisation: Organisation, forms: Corrections) -> Answer:
    """Return what was answered.

    Raises InvalidError, with each problem that is new also beside its field.
    """
    before = values_of(organisation)
    after = _with_works(_with_contacts(_with_fields(before, forms.sheet), forms), forms)
    note = "\n".join(_words(forms))
    problems = _find_problems(before, after, forms)
    changes = diff(before.snapshot(), after.snapshot())
    if not (problems or changes or note):
        problems["sheet"] = _("Nothing is changed here: write what is not right.")
    if len(note) > LONGEST_NOTE:
        problems["other"] = _("Shorten what you write in words.")
    if problems:
        raise InvalidError(problems)
    return Answer(changes, note, _list_confirmed(before, forms))


def _with_fields(before: SheetValues, form: SheetForm) -> SheetValues:
    tag = mission_tag(before.missions)
    mission = clean_text(form.mission.data)
    missions = {one: text for one, text in before.missions.items() if one != tag}
    links = map(clean_line, (form.links.data or "").splitlines())
    return replace(
        before,
        name=clean_line(form.name.data),
        acronym=clean_line(form.acronym.data),
        missions={**missions, tag: mission} if mission else missions,
        founded=read_date(clean_line(form.founded.data)),
        links=tuple(link for link in links if link),
    )


def _with_contacts(values: SheetValues, forms: Corrections) -> SheetValues:
    rows = {row.ref: row for row in values.contacts}
    for contact, form in forms.contacts:
        if form.answer.data == REMOVE:
            values = values.without_row("contacts", contact.ref)
        elif _is_replaced(form):
            value, agreed = clean_line(form.value.data), _agreement(form)
            row = replace(rows[contact.ref], value=value, consented_on=agreed)
            values = values.with_row("contacts", row)
    if value := clean_line(forms.new_contact.value.data):
        values = values.with_row("contacts", _read_new(forms.new_contact, value, len(rows)))
    return values


def _is_replaced(form: ContactForm) -> bool:
    """Tell whether a new value is meant: it was asked for, or simply written."""
    return form.answer.data not in {KEEP, None} or bool(clean_line(form.value.data))


def _read_new(form: NewContactForm, value: str, position: int) -> ContactValues:
    known = {kind.value: kind for kind in ContactKind}
    agreed = _agreement(form)
    return ContactValues(
        position=position,
        kind=known.get(form.kind.data, ContactKind.PHONE),
        value=value,
        visibility=Visibility.PUBLIC if agreed else Visibility.ORGANISATION,
        consented_on=agreed,
    )


def _agreement(form: ContactForm | NewContactForm) -> str:
    return today().isoformat() if form.agreed.data else ""


def _with_works(values: SheetValues, forms: Corrections) -> SheetValues:
    rows = {row.ref: row for row in values.interventions}
    for work, form in forms.works:
        if form.answer.data == REMOVE:
            values = values.without_row("interventions", work.ref)
        elif form.answer.data == FINISHED:
            finished = replace(rows[work.ref], status=WorkStatus.FINISHED)
            values = values.with_row("interventions", finished)
    return values


def _list_confirmed(before: SheetValues, forms: Corrections) -> Snapshot:
    """Return the works that are still true, by ref, as they read."""
    rows = before.snapshot()["interventions"]
    return {
        work.ref: rows[work.ref]
        for work, form in forms.works
        if form.answer.data == KEEP and not clean_text(form.words.data)
    }


def _words(forms: Corrections) -> Iterator[str]:
    """Yield what was said in words: of each work, then of all else."""
    for work, form in forms.works:
        if words := clean_text(form.words.data):
            yield f"{say_work(work)}: {words}"
    if other := clean_text(forms.sheet.other.data):
        yield other


def _find_problems(before: SheetValues, after: SheetValues, forms: Corrections) -> Problems:
    """Return what stands against the answers, but for what stood on the sheet already."""
    problems = dict(_problems_of_words(forms))
    known = find_problems(before)
    fields = _fields_by_path(before, after, forms)
    for path, problem in find_problems(after).items():
        if path not in known:
            problems[path] = problem
            if path in fields:
                fields[path].errors = [problem]
    return problems


def _problems_of_words(forms: Corrections) -> Iterator[tuple[str, str]]:
    """Yield what is too long, or was to be said in words and was not."""
    if not forms.sheet.validate():
        yield from ((name, str(errors[0])) for name, errors in forms.sheet.errors.items() if name)
    for work, form in forms.works:
        if form.answer.data == CHANGED and not clean_text(form.words.data):
            form.words.validators = [InputRequired(_("Write in a few words what has changed."))]
        if not form.validate():
            yield from (
                (f"works/{work.ref}/{name}", str(form.errors[name][0]))
                for name in form.errors
                if name
            )


def _fields_by_path(
    before: SheetValues, after: SheetValues, forms: Corrections
) -> dict[str, Field]:
    """Return the field in which each problem of the sheet is to be mended."""
    known = {row.ref for row in before.contacts}
    new = (row.ref for row in after.contacts if row.ref not in known)
    return {
        **{field.name: field for field in forms.sheet},
        "missions": forms.sheet.mission,
        **{f"contacts/{ref}/value": forms.new_contact.value for ref in new},
        **{f"contacts/{one.ref}/value": form.value for one, form in forms.contacts},
    }
