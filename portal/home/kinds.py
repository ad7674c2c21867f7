"""The kinds of record that site-wide search answers with, each in its own feature's cards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext
from flask_babel import lazy_gettext as _

from portal.auth.models import User
from portal.directory import criteria as sheets
from portal.directory.cards import present_cards as present_sheets
from portal.directory.finding import find_organisations
from portal.directory.indexing import KIND as SHEET
from portal.directory.register import open_register
from portal.library import catalogue
from portal.library import criteria as items
from portal.library.cards import present_cards as present_items
from portal.library.indexing import KIND as ITEM
from portal.web.formats import number
from portal.web.pagination import Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Words, the page of answers, who asks, and in which language of the interface."""

    text: str
    page: int
    viewer: User | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A page of cards of one kind; `suggestion` is another text that would find some."""

    cards: Sequence[Any]
    pager: Pager
    suggestion: str | None = None
    is_partial: bool = False
    is_degraded: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether there is something, and it has all the words."""
        return bool(self.pager.total) and not self.is_partial


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record: its words, its answers and its template for their cards.

    `count` says in words how many there are; `home` is where such records alone are sought.
    """

    title: object
    count: Callable[[int], str]
    template: str
    home: Callable[[str], str]
    answer: Callable[[Asked], Answers]
    total: Callable[[Asked], int]


def _answer_items(asked: Asked) -> Answers:
    criteria = items.Criteria(text=asked.text, page=asked.page)
    found = catalogue.answer(criteria, viewer=asked.viewer, language=asked.language)
    return Answers(
        cards=present_items(found.entries, found.hits, asked.text),
        pager=found.pager,
        suggestion=found.suggestion,
        is_partial=found.is_partial,
        is_degraded=found.is_degraded,
    )


def _count_items(asked: Asked) -> int:
    criteria = items.Criteria(text=asked.text)
    return catalogue.count_answers(criteria, viewer=asked.viewer, language=asked.language)


def _answer_sheets(asked: Asked) -> Answers:
    found = find_organisations(asked.text, viewer=asked.viewer, language=asked.language)
    register = open_register(asked.viewer)
    ids = [id_ for id_ in found.ids if id_ in register.bodies]
    pager = Pager(asked.page, len(ids))
    first = (pager.page - 1) * pager.per_page
    bodies = [register.bodies[id_] for id_ in ids[first : first + pager.per_page]]
    criteria = sheets.Criteria(text=asked.text)
    return Answers(
        cards=present_sheets(bodies, criteria, register, viewer=asked.viewer),
        pager=pager,
        suggestion=found.suggestion,
        is_partial=found.is_partial,
        is_degraded=found.is_degraded,
    )


def _count_sheets(asked: Asked) -> int:
    found = find_organisations(asked.text, viewer=asked.viewer, language=asked.language)
    return len(found.ids)


def _say_records(count: int) -> str:
    return str(ngettext("%(number)s record", "%(number)s records", count, number=number(count)))


def _say_organisations(count: int) -> str:
    return str(
        ngettext("%(number)s organisation", "%(number)s organisations", count, number=number(count))
    )


KINDS: Mapping[str, Kind] = {
    ITEM: Kind(
        title=_("Documents and recordings"),
        count=_say_records,
        template="home/_items.html",
        home=lambda text: items.Criteria(text=text).url(),
        answer=_answer_items,
        total=_count_items,
    ),
    SHEET: Kind(
        title=_("Organisations"),
        count=_say_organisations,
        template="directory/_entries.html",
        home=lambda text: sheets.Criteria(text=text).url(),
        answer=_answer_sheets,
        total=_count_sheets,
    ),
}
