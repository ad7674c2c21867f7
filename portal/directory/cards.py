"""Organisations as lists show them: what each is and does where, before the click."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.urls import uri_to_iri

from portal.auth.models import User
from portal.directory.checks.ages import CheckNote
from portal.directory.checks.notes import list_checker_names, note_sheet
from portal.directory.contacts.queries import list_reachable
from portal.directory.criteria import Criteria
from portal.directory.models import Organisation
from portal.directory.passages import Reasons
from portal.directory.queries import is_shown_to, read_rules
from portal.directory.register import Body, Register, Work
from portal.directory.words import WORDS
from portal.extensions import db
from portal.vocabulary.queries import list_domain_labels
from portal.web.formats import isolated, label, number
from portal.web.locale import foreign_tag
from portal.web.passages import Passage, Pieces

DOMAINS = 2
PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCard:
    """An organisation in a list; `tag` is the language of its name where the page has another.

    `domains` and `places` say in few words what it works on where, as far as the question asks.
    `contacts_url` leads to how it is reached, where that was asked for and may be seen.
    """

    kind: str = "network"
    kind_name: Pieces
    name: str
    title: Pieces
    url: str
    tag: str
    facts: Sequence[Pieces]
    domains: Pieces
    places: Pieces
    check: CheckNote
    summary: Pieces = ()
    passages: Sequence[Passage] = ()
    contacts_url: str = ""


def present_cards(
    bodies: Sequence[Body],
    criteria: Criteria,
    register: Register,
    *,
    viewer: User | None,
    with_contacts: bool = False,
) -> list[OrganisationCard]:
    """Return the cards of organisations that answer a question, in their order."""
    sheets = _load([body.id for body in bodies], viewer)
    shown = [sheets[body.id] for body in bodies if body.id in sheets]
    works = _group_works([sheet.id for sheet in shown], criteria, register)
    slugs = {register.domains[work.domain_id] for known in works.values() for work in known}
    domains = {slug: label(labels) for slug, labels in list_domain_labels(slugs).items()}
    reasons = Reasons(shown, criteria.text, viewer=viewer)
    reachable = list_reachable(list(sheets), viewer=viewer) if with_contacts else ()
    rules, names = read_rules(), list_checker_names(shown, viewer=viewer)
    return [
        OrganisationCard(
            kind_name=reasons.mark(str(WORDS[sheet.kind])),
            name=sheet.short_name,
            title=reasons.mark_name(sheet),
            url=uri_to_iri(url_for("directory.show", slug=sheet.slug)),
            tag=foreign_tag(sheet.language.tag),
            facts=[reasons.mark(fact) for fact in _facts(sheet)],
            domains=_say_domains(works[sheet.id], register, domains, reasons),
            places=_say_places(works[sheet.id], register, reasons),
            check=note_sheet(sheet, viewer=viewer, rules=rules, names=names),
            passages=reasons.list_passages(sheet),
            contacts_url=_url_of_contacts(sheet) if sheet.id in reachable else "",
        )
        for sheet in shown
    ]


def _url_of_contacts(sheet: Organisation) -> str:
    return uri_to_iri(url_for("contacts.show", slug=sheet.slug))


def _load(ids: Collection[int], viewer: User | None) -> Mapping[int, Organisation]:
    rows = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids), is_shown_to(viewer))
        .options(
            joinedload(Organisation.language),
            joinedload(Organisation.shown_seat),
        )
    )
    return {organisation.id: organisation for organisation in rows}


def _facts(sheet: Organisation) -> list[str]:
    seat = label(sheet.shown_seat.labels) if sheet.shown_seat else ""
    return [fact for fact in (sheet.acronym, seat) if fact]


def _group_works(
    ids: Collection[int], criteria: Criteria, register: Register
) -> Mapping[int, Sequence[Work]]:
    """Return the works that a question asks for, by organisation."""
    works: dict[int, list[Work]] = {id_: [] for id_ in ids}
    for work in register.list_works(criteria):
        if work.organisation_id in works:
            works[work.organisation_id].append(work)
    return works


def _say_domains(
    works: Iterable[Work], register: Register, labels: Mapping[str, str], reasons: Reasons
) -> Pieces:
    slugs = _by_number(register.domains[work.domain_id] for work in works)
    names = reasons.put_first([labels[slug] for slug in slugs if slug in labels])
    if not names:
        return ()
    return reasons.mark(gettext("Works on: %(domains)s", domains=_say(names, DOMAINS)))


def _say_places(works: Iterable[Work], register: Register, reasons: Reasons) -> Pieces:
    spots = _by_number(register.places.by_id[work.place_id].slug for work in works)
    names = reasons.put_first([label(register.places.by_slug[slug].labels) for slug in spots])
    return reasons.mark(gettext("Where: %(places)s", places=_say(names, PLACES)))


def _by_number(slugs: Iterable[str]) -> list[str]:
    """Return each slug once, that which comes most often first."""
    return [slug for slug, _count in Counter(slugs).most_common()]


def _say(names: Sequence[str], most: int) -> str:
    """Return the first names as an enumeration, the rest as a number."""
    rest = len(names) - most
    shown = list(map(isolated, names if rest <= 0 else names[:most]))
    if rest > 0:
        shown.append(ngettext("%(number)s other", "%(number)s others", rest, number=number(rest)))
    return format_list(shown, locale=get_locale())
