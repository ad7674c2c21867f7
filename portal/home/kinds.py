"""The kinds of record that site-wide search answers with, each in its own feature's cards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _

from portal.auth.models import User
from portal.directory import criteria as sheets
from portal.directory.cards import present_cards as present_sheets
from portal.directory.finding import find_organisations
from portal.directory.indexing import KIND as SHEET
from portal.directory.register import open_register
from portal.library import catalogue
from portal.library import criteria as items
from portal.library.indexing import KIND as ITEM
from portal.library.listing import present_list
from portal.web.choices import present_suggestion, url_of_page
from portal.web.pagination import Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, who asks it, and in which language of the interface.

    It is put as one to the library, whose choices may narrow it; other kinds take its words.
    """

    criteria: items.Criteria
    viewer: User | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A page of answers of one kind: `context` is what `layouts/_results.html` shows.

    `suggestion` is another text that would find some.
    """

    pager: Pager
    context: Mapping[str, Any]
    suggestion: str | None = None
    is_partial: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether there is something, and it has all the words."""
        return bool(self.pager.total) and not self.is_partial


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record: its name, its answers, how many there are to words alone.

    `template` shows them in the page, `fragment` is what htmx brings into its results,
    `stylesheet` what its cards need besides the common one.
    """

    title: object
    template: str
    fragment: str
    answer: Callable[[Asked], Answers]
    count: Callable[[Asked], int]
    stylesheet: str = ""


def _answer_items(asked: Asked) -> Answers:
    found = catalogue.answer(asked.criteria, viewer=asked.viewer, language=asked.language)
    shown = present_list(asked.criteria, found, viewer=asked.viewer)
    return Answers(
        pager=found.pager,
        context={**shown, "orders": ()},
        suggestion=found.suggestion,
        is_partial=found.is_partial,
    )


def _count_items(asked: Asked) -> int:
    words = items.Criteria(text=asked.criteria.text)
    return catalogue.count_answers(words, viewer=asked.viewer, language=asked.language)


def _answer_sheets(asked: Asked) -> Answers:
    text = asked.criteria.text
    found = find_organisations(text, viewer=asked.viewer, language=asked.language)
    register = open_register(asked.viewer)
    ids = [id_ for id_ in found.ids if id_ in register.bodies]
    pager = Pager(asked.criteria.page, len(ids))
    bodies = [register.bodies[id_] for id_ in pager.cut(ids)]
    words = replace(asked.criteria, chosen={}, sort=None)
    return Answers(
        pager=pager,
        context={
            "cards": present_sheets(
                bodies, sheets.Criteria(text=text), register, viewer=asked.viewer
            ),
            "chips": (),
            "orders": (),
            "suggestion": present_suggestion(replace(words, tab=""), found.suggestion),
            "is_partial": found.is_partial,
            "is_degraded": found.is_degraded,
            "pager": pager,
            "previous_url": url_of_page(words, pager.previous),
            "next_url": url_of_page(words, pager.next),
        },
        suggestion=found.suggestion,
        is_partial=found.is_partial,
    )


def _count_sheets(asked: Asked) -> int:
    text = asked.criteria.text
    return len(find_organisations(text, viewer=asked.viewer, language=asked.language).ids)


KINDS: Mapping[str, Kind] = {
    ITEM: Kind(
        title=_("Documents and recordings"),
        template="home/_items.html",
        fragment="library/_answer.html",
        answer=_answer_items,
        count=_count_items,
    ),
    SHEET: Kind(
        title=_("Organisations"),
        template="home/_organisations.html",
        fragment="home/_organisations_found.html",
        answer=_answer_sheets,
        count=_count_sheets,
        stylesheet="directory.css",
    ),
}
