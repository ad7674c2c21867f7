"""The forms of the rows of a sheet: a membership, a contact, an intervention."""

import re
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from portal.auth.models import User
from portal.content.dates import DATE_FORMS, DATE_HINT, read_date, write_date
from portal.content.models import Visibility
from portal.content.numbers import NUMBER_HINT, read_number
from portal.content.text import clean_line, clean_text
from portal.directory.desk import choices
from portal.directory.desk.forms import PartForm
from portal.directory.desk.names import Names
from portal.directory.desk.words import FIELD_WORDS, choices_of
from portal.directory.models import (
    Contact,
    ContactKind,
    Intervention,
    Membership,
    MembershipRole,
    Organisation,
    Qualifier,
    WorkStatus,
)
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    RowValues,
    SheetValues,
    new_ref,
)
from portal.errors import InvalidError
from portal.extensions import db
from portal.vocabulary.models import PlaceKind
from portal.web.numbers import row_number

_REF = re.compile("[0-9a-f]{12}")
DATES = ("start", "end", "consented_on")


class PeopleField(IntegerField):
    """A number of people, perhaps unknown, written as people write numbers."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or keep the text for the page and the reason beside it."""
        try:
            self.data = read_number(valuelist[0]) if valuelist else None
        except InvalidError as error:
            raise ValueError(str(error)) from error


class RowForm(PartForm):
    """A form of one row of a part of the sheet.

    A new row has its ref from when the form was shown, so that what is sent twice is one row.
    """

    part: ClassVar[str]
    model: ClassVar[type[Membership | Contact | Intervention]]

    needed: ClassVar[tuple[str, ...]] = ()

    new_ref = HiddenField()

    def __init__(self, user: User, row: RowValues | None, organisation: Organisation) -> None:
        """Show a row, a blank one, or what was just sent."""
        self._ref = row.ref if row else ""
        data = {name: getattr(row, name) for name in row.__slots__} if row else {}
        dates = {name: write_date(data[name]) for name in DATES if name in data}
        given = {"version": organisation.version, "new_ref": new_ref()}
        super().__init__(data=data | dates | given | self.prepare(row))
        self.offer(user, row, organisation)

    def prepare(self, row: RowValues | None) -> dict[str, Any]:
        """Return the facts that the fields hold otherwise than the row."""
        del row
        return {}

    def offer(self, user: User, row: RowValues | None, organisation: Organisation) -> None:
        """Give the fields what this person may choose."""

    def read(self, values: SheetValues) -> RowValues:
        """Return what the form says of the row, once it is valid."""
        raise NotImplementedError

    def list_problems(self) -> dict[str, str]:
        """Ask for what a row cannot be without."""
        missing = (name for name in self.needed if self[name].data == choices.NOTHING)
        return {name: gettext("Choose one.") for name in missing}

    def put_into(self, values: SheetValues) -> SheetValues:
        """Return a sheet with this row."""
        return values.with_row(self.part, self.read(values))

    def name_field(self, path: str) -> str:
        """Return which field is meant by a path into this row, or by a name."""
        own = f"{self.part}/{self._ref}/"
        return path.removeprefix(own)

    def ref_in(self, values: SheetValues) -> str:
        """Return the ref of the row: its own, or one that no other sheet has."""
        self._ref = self._ref or self._choose_ref(values)
        return self._ref

    def _choose_ref(self, values: SheetValues) -> str:
        ref = self.new_ref.data or ""
        if any(row.ref == ref for row in getattr(values, self.part)):
            return ref
        taken = select(self.model.id).where(self.model.ref == ref)
        is_free = _REF.fullmatch(ref) and db.session.scalar(taken) is None
        return ref if is_free else new_ref()


class MembershipForm(RowForm):
    """The network it belongs to, as what, since and until when."""

    template = "directory/desk/_membership.html"
    part = "memberships"
    model = Membership
    needed = ("network_id",)

    network_id = SelectField(FIELD_WORDS["network_id"], coerce=row_number)
    role = SelectField(FIELD_WORDS["role"], choices=lambda: choices_of(MembershipRole))
    start = StringField(FIELD_WORDS["start"], description=DATE_HINT)
    end = StringField(
        FIELD_WORDS["end"],
        description=_("%(how)s Leave it empty as long as the membership holds.", how=DATE_FORMS),
    )

    def offer(self, user: User, row: RowValues | None, organisation: Organisation) -> None:
        """Offer the other networks that she may know of."""
        current_id = row.network_id if isinstance(row, MembershipValues) else None
        self.network_id.choices = choices.network_choices(user, organisation, current_id)

    def read(self, values: SheetValues) -> RowValues:
        """Return what the form says of the membership."""
        return MembershipValues(
            ref=self.ref_in(values),
            network_id=self.network_id.data,
            role=MembershipRole(self.role.data),
            start=_date(self.start),
            end=_date(self.end),
        )


class ContactForm(RowForm):
    """A way to reach it, who may see that, and when somebody agreed."""

    template = "directory/desk/_contact.html"
    part = "contacts"
    model = Contact

    kind = SelectField(FIELD_WORDS["kind"], choices=lambda: choices_of(ContactKind))
    value = StringField(FIELD_WORDS["value"])
    label = StringField(
        FIELD_WORDS["label"], description=_("For example: “the secretariat, in the morning”.")
    )
    consented_on = StringField(
        FIELD_WORDS["consented_on"],
        description=_(
            "The day on which the person whom it reaches agreed. While this is empty, nobody "
            "outside the organisation sees this contact. %(how)s",
            how=DATE_FORMS,
        ),
    )
    visibility = RadioField(
        _("To whom may it be shown?"),
        choices=lambda: choices_of(Visibility),
        default=Visibility.ORGANISATION,
        validators=[InputRequired(_("Choose one."))],
    )

    def read(self, values: SheetValues) -> RowValues:
        """Return what the form says of the contact; a new one comes last."""
        known = {one.ref: one.position for one in values.contacts}
        last, ref = max(known.values(), default=-1), self.ref_in(values)
        return ContactValues(
            ref=ref,
            position=known.get(ref, last + 1),
            kind=ContactKind(self.kind.data),
            value=clean_line(self.value.data),
            label=clean_line(self.label.data),
            visibility=Visibility(self.visibility.data),
            consented_on=_date(self.consented_on),
        )


class InterventionForm(RowForm):
    """What it does where, when, for how many."""

    template = "directory/desk/_intervention.html"
    part = "interventions"
    model = Intervention
    needed = ("domain_id", "place_id")

    domain_id = SelectField(FIELD_WORDS["domain_id"], coerce=row_number)
    place_id = SelectField(FIELD_WORDS["place_id"], coerce=row_number)
    place_level = SelectField(
        FIELD_WORDS["place_level"],
        choices=lambda: choices.level_choices(
            PlaceKind.CERCLE, PlaceKind.REGION, PlaceKind.COUNTRY
        ),
        description=_("Where it is not safe to say more, show something wider than the place."),
    )
    status = SelectField(
        FIELD_WORDS["status"],
        choices=lambda: choices_of(WorkStatus),
        default=WorkStatus.UNDER_WAY,
    )
    start = StringField(FIELD_WORDS["start"], description=DATE_HINT)
    end = StringField(
        FIELD_WORDS["end"],
        description=_("%(how)s Leave it empty if it has no known end.", how=DATE_FORMS),
    )
    description = TextAreaField(
        FIELD_WORDS["description"], description=_("One or two sentences. Name nobody.")
    )
    qualifier = SelectField(FIELD_WORDS["qualifier"], choices=lambda: choices_of(Qualifier))
    reached = PeopleField(
        FIELD_WORDS["reached"],
        description=_("%(how)s Leave it empty if nobody counted.", how=NUMBER_HINT),
    )
    reached_women = PeopleField(FIELD_WORDS["reached_women"])
    reached_girls = PeopleField(FIELD_WORDS["reached_girls"])
    programme = StringField(FIELD_WORDS["programme"])
    source = StringField(
        FIELD_WORDS["source"], description=_("Where this is written: a report, an address.")
    )
    visibility = RadioField(
        FIELD_WORDS["visibility"],
        choices=lambda: choices_of(Visibility),
        validators=[InputRequired(_("Choose one."))],
    )

    def prepare(self, row: RowValues | None) -> dict[str, Any]:
        """Return the level as the field holds it."""
        level = row.place_level if isinstance(row, InterventionValues) else None
        return {"place_level": level or ""}

    def offer(self, user: User, row: RowValues | None, organisation: Organisation) -> None:
        """Offer all domains and all places."""
        del user, row, organisation
        names = Names()
        self.domain_id.choices = choices.domain_choices(names)
        self.place_id.choices = choices.place_choices(names, nothing=gettext("Choose a place"))

    def read(self, values: SheetValues) -> RowValues:
        """Return what the form says of the intervention."""
        level = self.place_level.data
        return InterventionValues(
            ref=self.ref_in(values),
            domain_id=self.domain_id.data,
            place_id=self.place_id.data,
            place_level=PlaceKind(level) if level else None,
            start=_date(self.start),
            end=_date(self.end),
            status=WorkStatus(self.status.data),
            description=clean_text(self.description.data),
            programme=clean_line(self.programme.data),
            source=clean_line(self.source.data),
            qualifier=Qualifier(self.qualifier.data),
            reached=self.reached.data,
            reached_women=self.reached_women.data,
            reached_girls=self.reached_girls.data,
            visibility=Visibility(self.visibility.data),
        )


FORMS: dict[str, type[RowForm]] = {
    form.part: form for form in (MembershipForm, ContactForm, InterventionForm)
}


def _date(field: StringField) -> str:
    return read_date(clean_line(field.data))
