"""The answer to a question: from the index, or from the database when the index rests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.auth.models import User
from portal.auth.policy import audiences_of
from portal.directory.indexing import KIND as ORGANISATION
from portal.library.criteria import Criteria
from portal.library.entries import Entry
from portal.library.indexing import KIND
from portal.library.queries import count_visible, list_entries, list_page
from portal.search.answers import Correction, Hit
from portal.search.errors import IndexUnavailableError
from portal.search.index import find
from portal.search.questions import Query
from portal.web.pagination import PER_PAGE, Pager

MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page of items with what was found in each, and counts of what would refine it.

    `searched` is the text that was searched, corrected where need be.

    `hits` says which have only some of the words, `some_words` which words these are.
    `organisations` is how many sheets of the directory have the same words.
    """

    entries: Sequence[Entry]
    pager: Pager
    searched: str = ""
    hits: Mapping[int, Hit] = field(default_factory=dict)
    counts: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    whole: int = 0
    some_words: Sequence[str] = ()
    correction: Correction | None = None
    is_degraded: bool = False
    organisations: int = 0


def answer(criteria: Criteria, *, viewer: User | None, language: str) -> Answer:
    """Return what the library answers; without an index, what has these words in its title."""
    try:
        return _search(criteria, viewer=viewer, language=language)
    except IndexUnavailableError:
        return _list(criteria, viewer=viewer)


def count_answers(criteria: Criteria, *, viewer: User | None, language: str) -> int:
    """Return how many items the library answers with."""
    try:
        return find(_query(criteria, viewer, language, per_page=1)).total
    except IndexUnavailableError:
        return count_visible(viewer=viewer, words=_words(criteria))


def _search(criteria: Criteria, *, viewer: User | None, language: str) -> Answer:
    results = find(_query(criteria, viewer, language))
    hits = {int(hit.key.partition(":")[2]): hit for hit in results.hits}
    return Answer(
        entries=list_entries(list(hits), viewer=viewer),
        pager=Pager(criteria.page, results.total),
        searched=results.correction.text if results.correction else criteria.text,
        hits=hits if criteria.text else {},
        counts=results.facets,
        whole=results.whole,
        some_words=results.some_words,
        correction=results.correction,
        organisations=results.records.get(ORGANISATION, 0),
    )


def _query(
    criteria: Criteria, viewer: User | None, language: str, per_page: int = PER_PAGE
) -> Query:
    return Query(
        text=criteria.text,
        filters=criteria.chosen,
        audiences=audiences_of(viewer),
        sort=criteria.order,
        page=criteria.page,
        per_page=per_page,
        language=language,
        records=(KIND,),
    )


def _list(criteria: Criteria, *, viewer: User | None) -> Answer:
    words = _words(criteria)
    pager = Pager(criteria.page, count_visible(viewer=viewer, words=words))
    return Answer(
        entries=list_page(viewer=viewer, page=pager.page, per_page=pager.per_page, words=words),
        pager=pager,
        whole=pager.total,
        searched=criteria.text,
        is_degraded=True,
    )


def _words(criteria: Criteria) -> list[str]:
    return criteria.text.split()[:MOST_WORDS]
