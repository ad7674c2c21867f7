"""A sheet as its writers read it: every fact and every row, with who else sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from portal.auth.models import User
from portal.content.models import Status, Visibility
from portal.directory.desk.differences import Fact, list_facts
from portal.directory.desk.names import Names
from portal.directory.desk.words import WORDS
from portal.directory.models import Organisation
from portal.directory.people import say_reached
from portal.directory.periods import say_period
from portal.directory.queries import is_shown_to
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    RowValues,
    values_of,
)
from portal.extensions import db
from portal.web.formats import isolated, vague_date


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: by what it is known, what else it says, who sees it."""

    ref: str
    title: str
    facts: Sequence[str]
    text: str
    seen_by: str


def list_own_facts(organisation: Organisation, names: Names) -> list[Fact]:
    """Return what a sheet says of the organisation itself."""
    snapshot = values_of(organisation).snapshot()
    facts = list_facts(snapshot, names, leave_out={"name", "kind", "visibility", "seat_level"})
    shown_id = organisation.shown_seat_id
    if organisation.seat_id != shown_id:
        facts.append(Fact(_("What the public is told of the seat"), names.place(shown_id)))
    return facts


def present_row(row: RowValues, names: Names) -> Line:
    """Return a row of a sheet in words."""
    match row:
        case MembershipValues():
            return _membership(row, names)
        case ContactValues():
            return _contact(row)
    return _intervention(row, names)


def tell_who_sees(organisation: Organisation, user: User) -> str:
    """Return who finds a sheet, or why nobody does."""
    if organisation.status is not Status.PUBLISHED:
        return _("Only those who write this sheet see it: it is not published.")
    if organisation.is_unlisted:
        return _("Only those who write this sheet see it: it is kept out of the directory.")
    if not is_in_directory(organisation, user):
        return _("Nobody finds it: it was checked too long ago to stay in the directory.")
    return {
        Visibility.PUBLIC: _("Everybody finds it in the directory."),
        Visibility.MEMBERS: _("People with an account find it in the directory."),
        Visibility.ORGANISATION: _("Only those who write this sheet find it in the directory."),
    }[organisation.visibility]


def is_in_directory(organisation: Organisation, user: User) -> bool:
    """Tell whether the directory shows a sheet to one who writes it."""
    query = select(Organisation.id).where(Organisation.id == organisation.id, is_shown_to(user))
    return db.session.scalar(query) is not None


def _membership(row: MembershipValues, names: Names) -> Line:
    facts = _known(WORDS[row.role], say_period(row.start, row.end))
    return Line(row.ref, names.organisation(row.network_id), facts, "", "")


def _contact(row: ContactValues) -> Line:
    if row.consented_on:
        day = vague_date(row.consented_on)
        seen_by = _("%(who)s – agreed on %(day)s", who=WORDS[row.visibility], day=day)
    else:
        seen_by = _("Nobody outside the organisation: nobody agreed yet to its being shown.")
    return Line(row.ref, row.value, [str(WORDS[row.kind])], row.label, seen_by)


def _intervention(row: InterventionValues, names: Names) -> Line:
    place = names.place(row.place_id)
    shown = names.shown_place(row.place_id, row.place_level)
    seen_by = str(WORDS[row.visibility])
    if shown != place:
        seen_by = _("%(who)s – shown as: %(place)s", who=seen_by, place=isolated(shown))
    facts = _known(WORDS[row.status], say_period(row.start, row.end), say_reached(row))
    title = f"{names.domain(row.domain_id)} – {place}"
    return Line(row.ref, title, facts, row.description, seen_by)


def _known(*facts: str) -> list[str]:
    return [str(fact) for fact in facts if fact]
