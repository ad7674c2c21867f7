"""Makes the results of an answer: one page of hits, and what is counted over all."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace

from portal.search.answers import Hit, Keys, Results
from portal.search.engine import layout
from portal.search.engine.answering import Answer, Found
from portal.search.engine.filtering import Selection, rank_values
from portal.search.engine.ordering import Candidate, list_candidates
from portal.search.engine.snippets import Highlighter

log = logging.getLogger(__name__)

MOST_HITS = 1000
_LARGEST_PAGE = 100


def make_keys(answer: Answer, limit: int) -> Keys:
    """Return the keys of what is found, in the order that the query asks for."""
    for part in answer.parts:
        part.chosen = Selection(part.segment, answer.query.filters).keep(part.whole | part.some)
    found = list_candidates(answer, limit)
    return Keys(
        keys=[one.found.segment.records.value("key", one.document) for one in found],
        whole=sum(one.found.whole >> one.document & 1 for one in found),
        some_words=_list_some_words(answer),
        best_words=_list_words(answer, found[0].found, found[0].document) if found else (),
        correction=answer.correction,
    )


def make_results(answer: Answer) -> Results:
    """Return the page that the query asks for."""
    counts: dict[str, Counter[str]] = {}
    whole = total = 0
    for part in answer.parts:
        selection = Selection(part.segment, answer.query.filters)
        selection.count(part.whole | part.some, counts)
        part.chosen = selection.keep(part.whole | part.some)
        total += part.chosen.bit_count()
        whole += (part.chosen & part.whole).bit_count()
    return Results(
        hits=_list_hits(answer, total),
        total=total,
        whole=whole,
        some_words=_list_some_words(answer),
        facets=rank_values(counts, answer.query.filters),
        correction=answer.correction,
        records=_count_records(answer),
        terms=[token for need in answer.needs for token in need.tokens if not need.is_excluded],
    )


def _list_some_words(answer: Answer) -> list[str]:
    return [
        word.text
        for place, word in enumerate(answer.words)
        if any(part.words[place].bits & part.some & part.chosen for part in answer.parts)
    ]


def _count_records(answer: Answer) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for part in answer.parts:
        for kind, members in part.segment.kinds.items():
            counts[kind] += (members & part.everywhere).bit_count()
    return dict(counts)


def _list_hits(answer: Answer, total: int) -> list[Hit]:
    query = answer.query
    size = min(max(1, query.per_page), _LARGEST_PAGE)
    last = max(1, -(-min(total, MOST_HITS) // size))
    start = (min(max(1, query.page), last) - 1) * size
    candidates = list_candidates(answer, start + size)[start : start + size]
    highlighters: dict[str, Highlighter] = {}
    return [_make_hit(answer, candidate, highlighters) for candidate in candidates]


def _make_hit(answer: Answer, candidate: Candidate, highlighters: dict[str, Highlighter]) -> Hit:
    part, document = candidate.found, candidate.document
    segment = part.segment
    key = segment.records.value("key", document)
    if not answer.needs:
        return Hit(key=key, score=0)
    hit = Hit(
        key=key,
        score=candidate.score / 255_000,
        is_whole=bool(part.whole >> document & 1),
        words=_list_words(answer, part, document),
    )
    try:
        highlighter = highlighters.get(segment.name)
        if highlighter is None:
            highlighter = highlighters[segment.name] = Highlighter(segment, answer.shown)
        hit = replace(hit, title=highlighter.title(document))
        snippet = highlighter.snippet(document)
        return replace(hit, snippets=[snippet] if snippet else [])
    except Exception:
        log.exception("no snippet", extra={"key": key})
        layout.ask_for_check(answer.snapshot.directory.parent)
        return hit


def _list_words(answer: Answer, part: Found, document: int) -> list[str]:
    """Return the words of the question that a document has."""
    if part.whole >> document & 1:
        return [need.text for need in answer.shown]
    return [need.text for need in answer.shown if answer.find(part.segment, need).dense[document]]
