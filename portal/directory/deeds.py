"""What one organisation does where, as its page shows it: by domain, then by place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from portal.auth.models import User
from portal.directory.checks.ages import CheckNote
from portal.directory.checks.models import DirectoryRules
from portal.directory.checks.notes import Names, list_checker_names, note_work
from portal.directory.models import Intervention, Organisation, WorkStatus
from portal.directory.people import say_reached
from portal.directory.periods import say_period
from portal.directory.queries import is_work_shown_to
from portal.directory.words import WORDS
from portal.extensions import db
from portal.vocabulary.models import Domain, Place
from portal.web.facts import Fact, Term
from portal.web.formats import label, typeset
from portal.web.pagination import Pager

PER_PAGE = 20

_PROGRESS = case(
    (Intervention.status == WorkStatus.UNDER_WAY, 0),
    (Intervention.status == WorkStatus.PLANNED, 1),
    else_=2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One work, in words, with all that is known of it."""

    place: str
    place_url: str
    facts: Sequence[str]
    description: str
    details: Sequence[Fact]
    check: CheckNote


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What it does in one domain, with the address of all that is known of that."""

    title: str
    url: str
    deeds: Sequence[Deed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """One page of what an organisation does where."""

    fields: Sequence[Field]
    pager: Pager
    previous_url: str | None
    next_url: str | None


def present_deeds(
    organisation: Organisation, *, viewer: User | None, rules: DirectoryRules, page: int
) -> Deeds:
    """Return a page of the works that the viewer may see: by domain, what is under way first."""
    pager = Pager(page, _count(organisation, viewer), PER_PAGE)
    works = list(_list(organisation, viewer, pager))
    names = list_checker_names(works, viewer=viewer)
    return Deeds(
        fields=[
            Field(
                title=label(domain.labels),
                url=url_for("subjects.domain", slug=domain.slug),
                deeds=[_present(work, viewer, rules, names) for work in known],
            )
            for domain, known in groupby(works, key=lambda work: work.domain)
        ],
        pager=pager,
        previous_url=_url_of_page(organisation, pager.previous),
        next_url=_url_of_page(organisation, pager.next),
    )


def list_served_places(organisation: Organisation, *, viewer: User | None) -> list[Place]:
    """Return the places where it works or plans to, as this viewer is shown them."""
    known = (
        _shown(organisation, viewer)
        .where(Intervention.status != WorkStatus.FINISHED)
        .with_only_columns(Intervention.shown_place_id)
    )
    query = select(Place).where(Place.id.in_(known)).order_by(Place.position, Place.id)
    return list(db.session.scalars(query))


def list_details(work: Intervention) -> list[Fact]:
    """Return what is known of a work besides what, where and when."""
    known = (
        (_("People reached"), say_reached(work)),
        (_("Programme"), work.programme),
        (_("Source"), work.source),
    )
    return [Fact(name=name, terms=[Term(words=words)]) for name, words in known if words]


def _shown(organisation: Organisation, viewer: User | None) -> Select[Intervention]:
    return select(Intervention).where(
        Intervention.organisation_id == organisation.id, is_work_shown_to(viewer)
    )


def _count(organisation: Organisation, viewer: User | None) -> int:
    known = _shown(organisation, viewer).subquery()
    return db.session.scalar(select(func.count()).select_from(known)) or 0


def _list(organisation: Organisation, viewer: User | None, pager: Pager) -> Iterable[Intervention]:
    return db.session.scalars(
        _shown(organisation, viewer)
        .join(Intervention.domain)
        .join(Intervention.shown_place)
        .order_by(Domain.position, Domain.id, _PROGRESS, Place.position, Intervention.id)
        .options(
            joinedload(Intervention.domain),
            joinedload(Intervention.shown_place),
        )
        .limit(pager.per_page)
        .offset(pager.offset)
    )


def _present(work: Intervention, viewer: User | None, rules: DirectoryRules, names: Names) -> Deed:
    place = work.shown_place
    period = say_period(work.start, work.end)
    return Deed(
        place=label(place.labels),
        place_url=url_for("subjects.place", slug=place.slug),
        facts=[fact for fact in (str(WORDS[place.kind]), str(WORDS[work.status]), period) if fact],
        description=typeset(work.description),
        details=list_details(work),
        check=note_work(work, viewer=viewer, rules=rules, names=names),
    )


def _url_of_page(organisation: Organisation, page: int | None) -> str | None:
    if page is None:
        return None
    number = page if page > 1 else None
    return url_for("directory.show", slug=organisation.slug, page=number, _anchor="work")
