"""The kinds of record that site-wide search answers with, each in its own feature's cards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _

from portal.auth.models import User
from portal.directory import catalogue as directory
from portal.directory import criteria as sheets
from portal.directory.cards import OrganisationCard
from portal.directory.cards import present_cards as present_sheets
from portal.directory.indexing import KIND as SHEET
from portal.directory.listing import present_list as present_sheet_list
from portal.directory.subjects.naming import SubjectCard, find_named_subjects
from portal.library import catalogue as library
from portal.library import criteria as items
from portal.library.indexing import KIND as ITEM
from portal.library.listing import present_list as present_item_list


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
    """A page of answers of one kind.

    `whole` of all `total` have all the words, as typed unless they are corrected; the best has
    `best_words` of them. `present` returns what `layouts/_results.html` shows, `present_named`
    cards of organisations, domains and places whose name the words are.
    """

    total: int
    whole: int
    best_words: int
    is_corrected: bool
    present: Callable[[], Mapping[str, Any]]
    present_named: Callable[[], Sequence[OrganisationCard | SubjectCard]] = tuple


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
    viewer, language = asked.viewer, asked.language
    found = library.answer(asked.criteria, viewer=viewer, language=language)

    def present() -> Mapping[str, Any]:
        shown = present_item_list(asked.criteria, found, viewer=viewer, language=language)
        return {**shown, "orders": ()}

    return Answers(
        total=found.pager.total,
        whole=found.whole,
        best_words=max((len(hit.words) for hit in found.hits.values()), default=0),
        is_corrected=found.correction is not None,
        present=present,
    )


def _count_items(asked: Asked) -> int:
    words = items.Criteria(text=asked.criteria.text)
    return library.count_answers(words, viewer=asked.viewer, language=asked.language)


def _answer_sheets(asked: Asked) -> Answers:
    viewer, language = asked.viewer, asked.language
    criteria = sheets.Criteria(text=asked.criteria.text, page=asked.criteria.page)
    found = directory.answer(criteria, viewer=viewer, language=language)

    def present() -> Mapping[str, Any]:
        question = replace(asked.criteria, chosen={}, sort=None)
        shown = present_sheet_list(question, criteria, found, viewer=viewer, language=language)
        return {**shown, "chips": (), "orders": ()}

    def present_named() -> Sequence[OrganisationCard | SubjectCard]:
        words = replace(criteria, text=found.searched)
        bodies = present_sheets(
            found.named, words, found.register, viewer=viewer, with_contacts=True
        )
        return [*bodies, *find_named_subjects(found.searched, found.register)]

    return Answers(
        total=found.pager.total,
        whole=found.whole,
        best_words=len(found.best_words),
        is_corrected=found.correction is not None,
        present=present,
        present_named=present_named,
    )


def _count_sheets(asked: Asked) -> int:
    return _answer_sheets(asked).total


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
