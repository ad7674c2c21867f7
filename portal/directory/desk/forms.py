"""The forms of a sheet: of the organisation itself, of a new one, of a step."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.auth.models import User
from portal.content.dates import read_date, write_date
from portal.content.models import Visibility
from portal.content.text import clean_line, clean_text
from portal.directory.desk import choices
from portal.directory.desk.names import Names
from portal.directory.desk.words import FIELD_WORDS, choices_of
from portal.directory.models import OrganisationKind
from portal.directory.values import MembershipValues, SheetValues
from portal.errors import InvalidError
from portal.vocabulary.models import PlaceKind

BLANK_LINES = 2
MOST_LINES = 40


class BoxesField(SelectMultipleField):
    """Several answers, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take each answer once, and no more answers than anybody may give."""
        super().process_formdata(list(dict.fromkeys(valuelist))[:MOST_LINES])


class VersionForm(FlaskForm):
    """A form about a sheet as she saw it."""

    version = IntegerField(widget=HiddenInput(), default=0, validators=[Optional()])

    @property
    def seen_version(self) -> int:
        """The version of the sheet that she saw."""
        return self.version.data or 0

    def take_version(self, version: int) -> None:
        """Take the version that she has now seen as well."""
        self.version.raw_data = None
        self.version.data = version


class PartForm(VersionForm):
    """A form of one part of a sheet."""

    template: ClassVar[str]

    note = StringField(_("A word for those who decide, if you wish"))

    def put_into(self, values: SheetValues) -> SheetValues:
        """Return a sheet with what the form says, once it is valid."""
        raise NotImplementedError

    def list_problems(self) -> dict[str, str]:
        """Return what to mend that the sheet itself would not tell, by field."""
        return {}

    def name_field(self, path: str) -> str:
        """Return which field is meant by a path of the sheet, if it is one of this form."""
        return path

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what to mend next to the fields it concerns, the rest at the first."""
        first = next(field for field in self if field.type != "CSRFTokenField" and field.label.text)
        for path, problem in problems.items():
            field: Field = self._fields.get(self.name_field(path), first)
            field.errors = [*field.errors, problem]


class NameForm(Form):
    """A name in one language."""

    tag = SelectField(_("Language"))
    text = StringField(_("Name"))


class MissionForm(Form):
    """A mission in one language."""

    tag = SelectField(_("Language"))
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
    translations = FieldList(
        FormField(NameForm), label=FIELD_WORDS["translations"], max_entries=MOST_LINES
    )
    aliases = TextAreaField(
        FIELD_WORDS["aliases"],
        description=_("Former names, other spellings: one to a line. Search finds them too."),
    )
    legal_form = StringField(
        FIELD_WORDS["legal_form"], description=_("Association, cooperative, receipt number…")
    )
    founded = StringField(
        FIELD_WORDS["founded"],
        description=_("12/05/2023, 05/2023 or 2023; leave it empty if unknown."),
    )
    missions = FieldList(
        FormField(MissionForm), label=FIELD_WORDS["missions"], max_entries=MOST_LINES
    )
    language_codes = BoxesField(FIELD_WORDS["language_codes"])
    links = TextAreaField(
        FIELD_WORDS["links"],
        description=_("Its site, its pages on social networks: one whole address to a line."),
    )
    seat_id = SelectField(FIELD_WORDS["seat_id"], coerce=int)
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
                for _blank in range(BLANK_LINES):
                    lines.append_entry()
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


class NewSheetForm(FlaskForm):
    """The little that a sheet begins with.

    `sure_of` holds the names for which she was told of the sheets that look like it.
    """

    name = StringField(FIELD_WORDS["name"], description=_("As the organisation writes it itself."))
    acronym = StringField(FIELD_WORDS["acronym"])
    kind = SelectField(FIELD_WORDS["kind"])
    network_id = SelectField(_("The network it belongs to"), coerce=int)
    sure_of = HiddenField()

    def __init__(self, user: User) -> None:
        """Offer what this person may create."""
        super().__init__(data={"kind": OrganisationKind.ASSOCIATION})
        self.kind.choices = choices.new_kind_choices(user)
        self.network_id.choices = choices.own_network_choices(user)

    @property
    def values(self) -> SheetValues:
        """What the form says, once it is valid."""
        network_id = self.network_id.data
        joined = (MembershipValues(network_id=network_id),) if network_id else ()
        return SheetValues(
            kind=OrganisationKind(self.kind.data),
            name=clean_line(self.name.data),
            acronym=clean_line(self.acronym.data),
            memberships=joined,
        )

    @property
    def is_sure(self) -> bool:
        """Whether she was told of the sheets that look like this one, and goes on."""
        return bool(self.sure_of.data == self._names)

    def ask(self) -> None:
        """Take the next answer as one of somebody who was told."""
        self.sure_of.raw_data = None
        self.sure_of.data = self._names

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what a service refused next to the fields it concerns."""
        for name, problem in problems.items():
            field = self._fields.get(name, self.name)
            field.errors = [*field.errors, problem]

    @property
    def _names(self) -> str:
        return " / ".join((clean_line(self.name.data), clean_line(self.acronym.data)))


class StepForm(VersionForm):
    """A step of the life cycle, with a reason where one is due."""

    reason = TextAreaField(_("Reason"), description=_("What should change? She will read this."))

    def add_problems(self, error: InvalidError) -> None:
        """Show what stands against the step."""
        self.reason.errors = [*self.reason.errors, *error.problems.values()]


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
