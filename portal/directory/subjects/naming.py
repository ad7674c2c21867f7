"""Domains and places whose name a search is, as cards that lead to their pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.directory.criteria import Criteria
from portal.directory.register import Register
from portal.directory.words import WORDS
from portal.vocabulary.models import Domain
from portal.vocabulary.queries import fold, list_domains, list_places, place_names
from portal.web.formats import label, number
from portal.web.passages import Passage, Pieces

# A label joins names of one thing: "Female genital mutilation / excision", "… (GBV)". Several
# words in brackets, as in "Support for organisations (OLDDF/F, PAR)", are what it is about.
_JOINED = re.compile("[/،,]")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCard:
    """A domain or a place in a list, shown like the card of an organisation."""

    kind: str = "network"
    kind_name: Pieces
    title: Pieces
    url: str
    facts: Sequence[Pieces]
    tag: str = ""
    summary: Pieces = ()
    passages: Sequence[Passage] = ()
    domains: Pieces = ()
    places: Pieces = ()
    contacts_url: str = ""


def find_named_subjects(text: str, register: Register) -> list[SubjectCard]:
    """Return the cards of the domains and the places of which a text is a name."""
    wanted = fold(text)
    if not wanted:
        return []
    domains = [one for one in list_domains() if wanted in set(map(fold, _names_of(one)))]
    places = [one for one in list_places() if wanted in set(map(fold, place_names(one)))]
    return [
        *(
            SubjectCard(
                kind_name=[(_("Domain"), False)],
                title=[(label(one.labels), False)],
                url=url_for("subjects.domain", slug=one.slug),
                facts=[_count(register, Criteria(domains=(one.slug,)))],
            )
            for one in domains
        ),
        *(
            SubjectCard(
                kind_name=[(str(WORDS[one.kind]), False)],
                title=[(label(one.labels), False)],
                url=url_for("subjects.place", slug=one.slug),
                facts=[_count(register, Criteria(places=(one.slug,)))],
            )
            for one in places
        ),
    ]


def _names_of(domain: Domain) -> Iterator[str]:
    yield domain.slug
    for words in domain.labels.values():
        yield words
        yield from _JOINED.split(_BRACKETS.sub("", words))
        yield from (one for one in _BRACKETS.findall(words) if not _JOINED.search(one))


def _count(register: Register, criteria: Criteria) -> Pieces:
    count = len(register.list_organisations(criteria))
    words = ngettext(
        "%(number)s organisation", "%(number)s organisations", count, number=number(count)
    )
    return [(words, False)]
