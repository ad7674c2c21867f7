"""The form of the organisation itself."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from portal.content.dates import DATE_HINT, read_date, write_date
from portal.content.models import Visibility
from portal.content.text import clean_line, clean_text
from portal.directory.desk import choices
from portal.directory.desk.forms import PartForm
from portal.directory.desk.names import Names
from portal.directory.desk.words import FIELD_WORDS, choices_of
from portal.directory.models import OrganisationKind
from portal.directory.values import SheetValues
from portal.vocabulary.models import PlaceKind
from portal.web.forms import BaseSubform, BoxesField, LinesField
from portal.web.numbers import row_number

BLANK_LINES = 2
MOST_LINES = 40


class NameForm(BaseSubform):
    """A name in one language."""

    tag = SelectField(_("Language"), invalid_choice_message=_("Choose one."))
    text = StringField(_("Name"))


class MissionForm(BaseSubform):
    """A mission in one language."""

    tag = SelectField(_("Language"), invalid_choice_message=_("Choose one."))
    text = TextAreaField(_("Mission"))


class OrganisationForm(PartForm):
    """The organisation itself: everything of a sheet but its rows."""

    template = "directory/desk/_organisation.html"

    name = StringField(FIELD_WORDS["name"], description=_("As the organisation writes it itself."))
    language_code = SelectField(FIELD_WORDS["language_code"])
    acronym = StringField(FIELD_WORDS["acronym"])
    expansion = StringField(
        FIELD_WORDS["expansion"], description=_("Where it is not simply the name.")
    )
    kind = SelectField(
        FIELD_WORDS["kind"],
        choices=lambda: choices_of(OrganisationKind),
        description=_(
            "Only an administrator makes an organisation a platform, an alliance or a network, "
            "or ends that: such a change waits for her, with all else you change here."
        ),
    )
    translations = LinesField(
        FormField(NameForm), label=FIELD_WORDS["translations"], most=MOST_LINES
    )
    aliases = TextAreaField(
        FIELD_WORDS["aliases"],
        description=_("Former names, other spellings: one to a line. Search finds them too."),
    )
    legal_form = StringField(
        FIELD_WORDS["legal_form"], description=_("Association, cooperative, receipt number…")
    )
    founded = StringField(FIELD_WORDS["founded"], description=DATE_HINT)
    missions = LinesField(FormField(MissionForm), label=FIELD_WORDS["missions"], most=MOST_LINES)
    language_codes = BoxesField(FIELD_WORDS["language_codes"])
    links = TextAreaField(
        FIELD_WORDS["links"],
        description=_("Its site, its pages on social networks: one whole address to a line."),
    )
    seat_id = SelectField(FIELD_WORDS["seat_id"], coerce=row_number)
    seat_level = SelectField(
        FIELD_WORDS["seat_level"],
        choices=lambda: choices.level_choices(PlaceKind.REGION, PlaceKind.COUNTRY),
        description=_("Where it is not safe to say more, show its region or its country only."),
    )
    visibility = RadioField(
        _("Who may see the sheet once published?"),
        choices=lambda: choices_of(Visibility),
        validators=[InputRequired(_("Choose one."))],
    )
    is_unlisted = BooleanField(
        _("Keep it out of the directory"),
        description=_(
            "Then nobody but those who write this sheet finds it: not in lists, search, "
            "counts, maps or exports, and its name stands on no page."
        ),
    )

    def __init__(self, values: SheetValues, version: int) -> None:
        """Show a sheet, or what was just sent about it."""
        names = Names()
        super().__init__(data=_as_data(values, version))
        self.language_code.choices = choices.language_choices(names)
        self.language_codes.choices = choices.language_choices(names)
        self.seat_id.choices = choices.place_choices(names, nothing=_("Not known"))
        tongues = choices.tongue_choices(names, {**values.translations, **values.missions})
        for lines in (self.translations, self.missions):
            if not self.is_submitted():
                lines.add_blank_lines(BLANK_LINES)
            for line in lines:
                line.form.tag.choices = tongues

    def put_into(self, values: SheetValues) -> SheetValues:
        """Return a sheet with what the form says of the organisation."""
        return replace(
            values,
            kind=OrganisationKind(self.kind.data),
            name=clean_line(self.name.data),
            language_code=self.language_code.data,
            acronym=clean_line(self.acronym.data),
            expansion=clean_line(self.expansion.data),
            translations=_by_tongue(self.translations, clean_line),
            aliases=_lines(self.aliases.data),
            legal_form=clean_line(self.legal_form.data),
            founded=read_date(clean_line(self.founded.data)),
            missions=_by_tongue(self.missions, clean_text),
            links=_lines(self.links.data),
            language_codes=tuple(sorted(set(self.language_codes.data or ()))),
            seat_id=self.seat_id.data or None,
            seat_level=PlaceKind(self.seat_level.data) if self.seat_level.data else None,
            visibility=Visibility(self.visibility.data),
            is_unlisted=self.is_unlisted.data,
        )

    def list_problems(self) -> dict[str, str]:
        """Ask for a language of each name and mission, and for one of each in a language."""
        lines = {"translations": self.translations, "missions": self.missions}
        found = {name: _find_problem_of_tongues(field) for name, field in lines.items()}
        return {name: problem for name, problem in found.items() if problem}


def _as_data(values: SheetValues, version: int) -> dict[str, Any]:
    data: dict[str, Any] = {one.name: getattr(values, one.name) for one in fields(values)}
    return data | {
        "version": version,
        "founded": write_date(values.founded),
        "aliases": "\n".join(values.aliases),
        "links": "\n".join(values.links),
        "seat_id": values.seat_id or choices.NOTHING,
        "seat_level": values.seat_level or "",
        "translations": [{"tag": tag, "text": text} for tag, text in values.translations.items()],
        "missions": [{"tag": tag, "text": text} for tag, text in values.missions.items()],
    }


def _lines(text: str | None) -> tuple[str, ...]:
    lines = map(clean_line, clean_text(text).split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


def _by_tongue(lines: Iterable[Any], clean: Callable[[str | None], str]) -> dict[str, str]:
    said = ((line.form.tag.data, clean(line.form.text.data)) for line in lines)
    return {tag: text for tag, text in said if text}


def _find_problem_of_tongues(lines: Iterable[Any]) -> str:
    tags = [line.form.tag.data for line in lines if clean_line(line.form.text.data)]
    if not all(tags):
        return gettext("Choose the language of each line that you fill in.")
    if len(set(tags)) < len(tags):
        return gettext("Two lines are in the same language: keep one of them.")
    return ""
