"""A sheet as a link shows it: what the public reads of it, its contacts masked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from portal.config import LANGUAGES
from portal.directory.checks.masking import mask_contact
from portal.directory.deeds import list_details
from portal.directory.models import Intervention, Membership, Organisation, WorkStatus
from portal.directory.periods import say_period
from portal.directory.policy import is_current
from portal.directory.queries import is_named_to, is_work_shown_to
from portal.directory.words import WORDS
from portal.extensions import db
from portal.web.facts import Fact, Term
from portal.web.formats import label, vague_date
from portal.web.locale import foreign_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWork:
    """A work in a few words, and all that everybody reads of it besides."""

    words: str
    description: str
    details: Sequence[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSheet:
    """What whoever holds a link reads of a sheet; `version` is that of what she reads.

    Contacts go by kind and mask.
    """

    name: str
    version: int
    tag: str
    mission: str
    mission_tag: str
    facts: Sequence[Fact]
    works: Sequence[ShownWork]
    contacts: Sequence[tuple[str, str]]


def present_sheet(organisation: Organisation) -> ShownSheet:
    """Return what a link shows of a sheet."""
    tag = mission_tag(organisation.missions)
    return ShownSheet(
        name=organisation.full_name,
        version=organisation.version,
        tag=foreign_tag(organisation.language.tag),
        mission=organisation.missions.get(tag, ""),
        mission_tag=foreign_tag(tag),
        facts=list(_facts(organisation)),
        works=[_present(work) for work in list_shown_works(organisation)],
        contacts=[(str(WORDS[one.kind]), mask_contact(one)) for one in organisation.contacts],
    )


def _present(work: Intervention) -> ShownWork:
    return ShownWork(words=say_work(work), description=work.description, details=list_details(work))


def list_shown_works(organisation: Organisation) -> list[Intervention]:
    """Return the works of a sheet that the public may read and that are not finished."""
    query = select(Intervention).where(
        Intervention.organisation_id == organisation.id,
        Intervention.status != WorkStatus.FINISHED,
        is_work_shown_to(None),
    )
    return list(db.session.scalars(query.order_by(Intervention.id)))


def mission_tag(missions: Mapping[str, str]) -> str:
    """Return the language whose mission is shown to this reader, or hers when there is none."""
    own = str(get_locale())
    known = [tag for tag in (own, *LANGUAGES, *missions) if missions.get(tag)]
    return known[0] if known else own


def say_work(work: Intervention) -> str:
    """Return a work in a few words, at the place that the public is shown."""
    what, where = label(work.domain.labels), label(work.shown_place.labels)
    words = (what, where, str(WORDS[work.status]), say_period(work.start, work.end))
    return " · ".join(filter(None, words))


def _facts(organisation: Organisation) -> Iterator[Fact]:
    seat = organisation.shown_seat
    lines = (
        (_("Kind"), [str(WORDS[organisation.kind])]),
        (_("In other words"), [organisation.expansion]),
        (_("Legal form"), [organisation.legal_form]),
        (_("Founded"), [vague_date(organisation.founded) if organisation.founded else ""]),
        (_("Seat"), [label(seat.labels) if seat else ""]),
        (_("Networks"), _list_networks(organisation)),
        (_("Languages"), [label(one.labels) for one in organisation.languages]),
        (_("On the web"), list(organisation.links)),
    )
    for name, words in lines:
        if terms := [Term(words=one) for one in words if one]:
            yield Fact(name=name, terms=terms)


def _list_networks(organisation: Organisation) -> list[str]:
    query = (
        select(Organisation)
        .join(Membership, Membership.network_id == Organisation.id)
        .where(Membership.organisation_id == organisation.id, is_current(), is_named_to(None))
        .order_by(Organisation.name)
    )
    return [network.short_name for network in db.session.scalars(query)]
