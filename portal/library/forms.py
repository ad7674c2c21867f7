"""The forms of the desk."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import (
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from portal.auth.models import User
from portal.content.dates import DATE_HINT, find_date_problem, read_date, write_date
from portal.content.models import Visibility
from portal.content.text import clean_line, clean_text
from portal.library import words
from portal.library.choices import (
    domain_choices,
    language_choices,
    language_of_reader,
    organisation_choices,
    owner_choices,
    place_choices,
)
from portal.library.models import ContributorRole, ItemKind, OrganisationRole, Rights
from portal.library.values import ItemValues
from portal.web.formats import isolated
from portal.web.forms import (
    BaseForm,
    BaseSubform,
    BoxesField,
    ChoiceRequired,
    LinesField,
    VersionField,
)
from portal.web.numbers import row_number, row_number_or_none

BLANK_LINES = 2
MOST_CONTRIBUTORS = 300
MOST_ORGANISATIONS = 100
LONGEST_NUMBER = 9

_UNCHOSEN = ("", _("Choose"))
_PUBLISHER = OrganisationRole.PUBLISHER


class ContributorForm(BaseSubform):
    """A person or body, and what she did."""

    name = StringField(_("Name, as she wishes to be named"))
    role = SelectField(_("Role"), choices=lambda: [_UNCHOSEN, *words.choices_of(ContributorRole)])

    def validate_role(self, field: SelectField) -> None:
        """Ask for the role of a person who is named."""
        if clean_line(self.name.data) and not field.data:
            raise ValidationError(gettext("Choose what each person did."))


class OtherOrganisationForm(BaseSubform):
    """An organisation that does not publish the item, and what it has to do with it."""

    organisation = SelectField(_("Organisation"), coerce=row_number_or_none)
    role = SelectField(
        _("What it has to do with the record"),
        choices=lambda: [_UNCHOSEN, *words.choices_of(OrganisationRole)[1:]],
    )

    def offer(self, known: Mapping[int, str]) -> None:
        """Offer all organisations in a new line; in a filled line, to keep its own or remove it."""
        chosen = self.organisation.data
        if chosen in known:
            offered = [("", _("Remove this line")), (chosen, known[chosen])]
        else:
            offered = [("", _("Choose an organisation")), *known.items()]
        self.organisation.choices = offered

    def validate_role(self, field: SelectField) -> None:
        """Ask for the role of an organisation that is chosen."""
        if self.organisation.data and not field.data:
            raise ValidationError(
                gettext("Choose what each organisation has to do with the record.")
            )


class ItemForm(BaseForm):
    """Every field of an item that people give."""

    version = VersionField(default=0)
    kind = RadioField(
        _("What is it?"),
        choices=lambda: words.choices_of(ItemKind),
        default=ItemKind.DOCUMENT,
        validators=[InputRequired(_("Choose one."))],
    )
    title = StringField(_("Title"))
    summary = TextAreaField(
        _("Summary"), description=_("Two or three sentences: what it says, for whom.")
    )
    body = TextAreaField(
        _("Text"),
        description=_(
            "The report, the words of a recording… An empty line begins a paragraph, "
            "## a heading, - a line of a list."
        ),
    )
    language_code = SelectField(
        _("Language of the content"),
        choices=language_choices,
        default=language_of_reader,
    )
    date = StringField(_("Date"), description=DATE_HINT)
    domains = BoxesField(_("Domains"), coerce=row_number, choices=domain_choices)
    places = BoxesField(_("Places"), coerce=row_number, choices=place_choices)
    organisations = BoxesField(
        _("Organisations that publish it"),
        coerce=row_number,
        description=_(
            "One of yours, and beside it those who publish it together with you: "
            "tick another organisation only after it has agreed."
        ),
    )
    others = LinesField(
        FormField(OtherOrganisationForm),
        label=_("Other organisations on the record"),
        most=MOST_ORGANISATIONS,
    )
    contributors = LinesField(FormField(ContributorForm), label=_("People"), most=MOST_CONTRIBUTORS)
    rights = RadioField(
        _("What may others do with it?"),
        description=_(
            "Ask those whose words, voices or pictures it is. What is given away by a free "
            "licence cannot be taken back."
        ),
        choices=lambda: words.choices_of(Rights),
        default=Rights.NOT_CHOSEN,
    )
    visibility = RadioField(
        _("Who may see it once published?"),
        choices=lambda: words.choices_of(Visibility),
        validators=[InputRequired(_("Choose one."))],
    )
    owner_id = SelectField(
        _("Whose record is it?"),
        coerce=row_number_or_none,
        validators=[ChoiceRequired()],
    )

    def __init__(self, *, user: User, values: ItemValues | None = None, version: int = 0) -> None:
        """Show the values of a record, or what was just sent."""
        named = dict(organisation_choices(user))
        super().__init__(data=_as_data(values, version, named) if values else None)
        self.owner_id.choices = _owners(user, values)
        self.organisations.choices = list(named.items())
        roles = values.roles if values else ()
        self._unnamed = {pair for pair in roles if pair[0] not in named}
        if not self.is_submitted():
            self.contributors.add_blank_lines(BLANK_LINES)
            self.others.add_blank_lines(BLANK_LINES)
        self._offer_organisations(named)

    @property
    def values(self) -> ItemValues:
        """What the form says, once it is valid; what it may not name to her stays as it was."""
        roles = self._roles
        return ItemValues(
            kind=ItemKind(self.kind.data),
            title=clean_line(self.title.data),
            summary=clean_text(self.summary.data),
            body=clean_text(self.body.data),
            language_code=self.language_code.data,
            date=read_date(clean_line(self.date.data)),
            rights=Rights(self.rights.data),
            visibility=Visibility(self.visibility.data),
            owner_id=self.owner_id.data or None,
            domain_ids=_ids(self.domains.data),
            place_ids=_ids(self.places.data),
            organisation_ids=_ids(id_ for id_, role in roles if role is _PUBLISHER),
            other_organisations=tuple(sorted(pair for pair in roles if pair[1] is not _PUBLISHER)),
            contributors=tuple(
                (clean_line(row["name"]), ContributorRole(row["role"]))
                for row in self.contributors.data
                if clean_line(row["name"])
            ),
        )

    def validate_title(self, field: StringField) -> None:
        """Refuse a record without a title."""
        if not clean_line(field.data):
            raise ValidationError(gettext("Write a title."))

    def validate_date(self, field: StringField) -> None:
        """Refuse a date that cannot be read, beside whatever else is to be corrected."""
        if problem := find_date_problem(read_date(clean_line(field.data))):
            raise ValidationError(problem)

    def _offer_organisations(self, named: Mapping[int, str]) -> None:
        """Offer all organisations in as many lines as a page has blank ones, and in no more."""
        filled = [line for line in self.others if line.form.organisation.data in named]
        blank = [line for line in self.others if line.form.organisation.data not in named]
        for line in (*filled, *blank[:BLANK_LINES]):
            line.form.offer(named)
        for line in blank[BLANK_LINES:]:
            line.form.offer({})

    @property
    def _roles(self) -> set[tuple[int, OrganisationRole]]:
        ticked = {(id_, _PUBLISHER) for id_ in self.organisations.data or ()}
        chosen = {
            (line["organisation"], OrganisationRole(line["role"]))
            for line in self.others.data
            if line["organisation"]
        }
        return ticked | chosen | self._unnamed

    def add_problems(self, problems: dict[str, str]) -> None:
        """Show what a service refused next to the fields it concerns."""
        for name, problem in problems.items():
            field = self[name]
            field.errors = [*field.errors, problem]


class StepForm(BaseForm):
    """A step of the life cycle, with a reason where one is due."""

    reason = TextAreaField(_("Reason"), description=_("What should change? She will read this."))


class UploadForm(BaseForm):
    """Files to send."""

    file = MultipleFileField(_("Add files"), validators=[FileRequired(_("Choose a file first."))])
    replaces = HiddenField()

    def validate_file(self, field: MultipleFileField) -> None:
        """Let one file alone take the place of another."""
        if self.replaced_id is not None and len(field.data) > 1:
            raise ValidationError(
                _(
                    "Only one file can take the place of another. "
                    "Choose one, or add them all to the record."
                )
            )

    def refuse(self, name: str, problems: Mapping[str, str]) -> None:
        """Say why one of the files was not taken."""
        problem = " ".join(problems.values())
        if len(self.file.data) > 1:
            problem = gettext("“%(name)s”: %(problem)s", name=isolated(name), problem=problem)
        self.file.errors = [*self.file.errors, problem]

    @property
    def replaced_id(self) -> int | None:
        """The number of the file whose place it takes, if any."""
        text = self.replaces.data or ""
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        return int(text) if is_number else None


def _as_data(values: ItemValues, version: int, named: Container[int]) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(values, name) for name in values.__slots__}
    return data | {
        "version": version,
        "date": write_date(values.date),
        "owner_id": values.owner_id or 0,
        "domains": values.domain_ids,
        "places": values.place_ids,
        "organisations": values.organisation_ids,
        "others": [
            {"organisation": id_, "role": role}
            for id_, role in values.other_organisations
            if id_ in named
        ],
        "contributors": [{"name": name, "role": role} for name, role in values.contributors],
    }


def _owners(user: User, values: ItemValues | None) -> list[tuple[int | str, object]]:
    """Return the owners to choose from; of several, none is chosen for a new record."""
    owners = owner_choices(user, values.owner_id if values else None)
    is_clear = values or len(owners) == 1 or user.is_administrator
    return [*owners] if is_clear else [_UNCHOSEN, *owners]


def _ids(chosen: Iterable[int] | None) -> tuple[int, ...]:
    return tuple(sorted(chosen or ()))
