"""The doors of the front page, with how much waits behind each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.auth.models import User
from portal.auth.policy import audiences_of
from portal.directory.queries import count_organisations
from portal.directory.register import open_register
from portal.library.facets import words_of
from portal.library.indexing import KIND
from portal.library.models import ItemKind
from portal.search.errors import IndexUnavailableError
from portal.search.index import find
from portal.search.questions import Query
from portal.web.formats import number

SUBJECTS = 8

Counts = Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way in: its words, how much is behind it, its picture and its cloth."""

    title: str
    words: str
    url: str
    icon: str
    cloth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A domain as a way in; `count` adds its records and the organisations at work on it."""

    words: str
    count: int
    url: str


def count_library(viewer: User | None, language: str) -> Counts:
    """Return how many items each kind and domain has; nothing while the index rests."""
    try:
        query = Query(
            audiences=audiences_of(viewer),
            sort="newest",
            per_page=1,
            language=language,
            records=(KIND,),
        )
        return find(query).facets
    except IndexUnavailableError:
        return {}


def list_doors(counts: Counts, viewer: User | None) -> list[Door]:
    """Return the three ways in: to hear, to read, to know who is who."""
    kinds = dict(counts.get("kind", ()))
    heard = kinds.get(ItemKind.RECORDING, 0)
    read = kinds.get(ItemKind.DOCUMENT, 0) + kinds.get(ItemKind.REPORT, 0)
    known = count_organisations(viewer=viewer)
    return [
        Door(
            title=_("Listen"),
            words=ngettext(
                "%(number)s recording", "%(number)s recordings", heard, number=number(heard)
            )
            if heard
            else _("Voices of the networks"),
            url=url_for("library.list", kind=ItemKind.RECORDING),
            icon="recording",
            cloth="hear",
        ),
        Door(
            title=_("Read"),
            words=ngettext(
                "%(number)s document or report",
                "%(number)s documents and reports",
                read,
                number=number(read),
            )
            if read
            else _("Documents and workshop reports"),
            url=url_for("library.list", kind=[ItemKind.DOCUMENT, ItemKind.REPORT]),
            icon="read",
            cloth="leaf",
        ),
        Door(
            title=_("The networks"),
            words=ngettext(
                "%(number)s organisation", "%(number)s organisations", known, number=number(known)
            ),
            url=url_for("directory.list"),
            icon="network",
            cloth="net",
        ),
    ]


def list_subjects(counts: Counts, viewer: User | None) -> list[Subject]:
    """Return the domains that have most to offer: records, and organisations at work."""
    offered = Counter(dict(counts.get("domain", ())))
    offered.update(open_register(viewer).at_work)
    most = offered.most_common(SUBJECTS)
    words = words_of("domain", [slug for slug, _count in most])
    return [
        Subject(words=words[slug], count=count, url=url_for("subjects.domain", slug=slug))
        for slug, count in most
        if slug in words
    ]
