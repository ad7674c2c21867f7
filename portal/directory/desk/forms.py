"""The forms of a sheet: what all its parts share, a new sheet, a step."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError

from portal.auth.models import User
from portal.content.text import clean_line
from portal.directory import policy
from portal.directory.desk import choices
from portal.directory.desk.words import FIELD_WORDS
from portal.directory.models import OrganisationKind
from portal.directory.values import MembershipValues, SheetValues
from portal.errors import InvalidError
from portal.web.forms import BaseForm, VersionField
from portal.web.numbers import row_number


class VersionForm(BaseForm):
    """A form about a sheet as she saw it."""

    version = VersionField(default=0)

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


class NewSheetForm(BaseForm):
    """The little that a sheet begins with.

    `sure_of` holds the names for which she was told of the sheets that look like it.
    """

    name = StringField(FIELD_WORDS["name"], description=_("As the organisation writes it itself."))
    acronym = StringField(FIELD_WORDS["acronym"])
    kind = SelectField(FIELD_WORDS["kind"])
    network_id = SelectField(_("The network it belongs to"), coerce=row_number)
    sure_of = HiddenField()

    def __init__(self, user: User) -> None:
        """Offer what this person may create."""
        super().__init__(data={"kind": OrganisationKind.ASSOCIATION})
        self.kind.choices = choices.new_kind_choices(user)
        self.network_id.choices = choices.own_network_choices(user)
        self._needs_network = not policy.review_scope(user).is_whole_site

    def validate_network_id(self, field: SelectField) -> None:
        """Ask a coordinator of several networks for one of them."""
        if self._needs_network and not field.data:
            raise ValidationError(gettext("Choose one."))

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
