"""A few words around what was found, and the page they stand on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from portal.search.analysis.analyser import family_of
from portal.search.answers import Markup, Snippet
from portal.search.engine.finding import expand_prefix
from portal.search.engine.marking import Marker, Span, cut
from portal.search.engine.plan import Need
from portal.search.engine.records import Section
from portal.search.engine.segment import Segment

WIDTH = 160
_LEAD = 50
_WINDOW = WIDTH - _LEAD - 20
_MOST_SPANS = 200
_GAP = 12  # letters between two words of an expression: "basées sur le genre"

# So few sections are all read; among more, positions choose.
_FEW = 2


class Highlighter:
    """Shows why documents of a segment were found."""

    def __init__(self, segment: Segment, needs: Sequence[Need]) -> None:
        """Gather the terms of the conditions that are met by presence."""
        self._segment = segment
        wanted = [need for need in needs if not need.is_excluded]
        self._terms = [_terms(segment, need) for need in wanted]
        numbered = list(enumerate(self._terms))
        joined = {term: number + len(wanted) for number, terms in numbered for term in terms}
        alone = {
            term: number for number, need in enumerate(wanted) for term in _alone(segment, need)
        }
        conditions = joined | {term: alone.get(term, number) for term, number in joined.items()}
        prefixes = [group.prefix for need in wanted for group in need.groups if group.prefix]
        self._marker = Marker(conditions, prefixes)

    def title(self, document: int) -> Markup:
        """Return the title of a document with the words found marked."""
        family = family_of(self._segment.records.value("language", document))
        text = self._segment.records.value("title", document)
        spans = [(start, end) for start, end, _condition in self._find(text, family)]
        return cut(text, 0, len(text), spans)

    def snippet(self, document: int) -> Snippet | None:
        """Return the best stretch of a document, or None when it has no text."""
        records = self._segment.records
        sections = records.list_sections(document)
        if not sections:
            return None
        family = family_of(records.value("language", document))
        title = records.value("title", document)
        if len(sections) > _FEW:
            sections = [self._choose(document, sections)]
        excerpts = [self._excerpt(section, family, title) for section in sections]
        return max(excerpts, key=lambda one: one[0])[1]

    def _find(self, text: str, family: str) -> Iterator[Span]:
        """Yield the words found, those of a longer expression only beside another of its words."""
        count = len(self._terms)
        before: Span | None = None
        is_before_yielded = True
        for span in self._marker.find(text, family):
            start, end, condition = span
            own = (start, end, condition % count)
            is_beside = bool(before and start - before[1] <= _GAP and own[2] == before[2])
            if is_beside and before and not is_before_yielded:
                yield before
            is_before_yielded = condition < count or is_beside
            before = own
            if is_before_yielded:
                yield own

    def _excerpt(
        self, section: Section, family: str, title: str
    ) -> tuple[tuple[int, bool], Snippet]:
        """Return a snippet, after how many conditions it shows and whether it is a page.

        A title that the text repeats at its beginning is left out: lists show it already.
        """
        kept = self._segment.records.read(section)
        family = family_of(kept.language) if kept.language else family
        start = end_of_title(kept.text, title)
        text = kept.text[start:]
        met, place, markup = excerpt(text, self._find(text, family), len(self._terms))
        snippet = Snippet(
            markup=markup,
            page_number=section.number,
            file_id=section.file_id,
            second=kept.second_at(start + place),
            language=kept.language,
        )
        return (met, section.number > 0), snippet

    def _choose(self, document: int, sections: list[Section]) -> Section:
        """Return the section with most of the conditions, then a page, then most words."""
        starts = [section.position for section in sections]
        conditions = [0] * len(sections)
        words = [0] * len(sections)
        for terms in self._terms:
            seen = self._places(document, terms, starts)
            for place in set(seen):
                conditions[place] += 1
                words[place] += seen.count(place)
        ranks = [
            (conditions[one], section.number > 0, words[one], -one)
            for one, section in enumerate(sections)
        ]
        return sections[-max(ranks)[-1]]

    def _places(self, document: int, terms: frozenset[str], starts: list[int]) -> list[int]:
        """Return the section of each occurrence of these terms in a document."""
        bases = self._segment.records.bases
        first, end = max(bases[document], starts[0]), bases[document + 1]
        places: list[int] = []
        for term in terms:
            matches = self._segment.matches(term)
            if not matches or not matches.dense[document]:
                continue
            positions = matches.positions
            inside = positions[bisect_left(positions, first) : bisect_left(positions, end)]
            places += [bisect_right(starts, position) - 1 for position in inside]
        return places


def _alone(segment: Segment, need: Need) -> Iterator[str]:
    """Yield the terms that meet a condition without another word beside them."""
    for group in need.groups:
        if group.prefix:
            yield from expand_prefix(segment, group.prefix)
        if len(group.elements) == 1 or group.kind == "all":
            for element in group.elements:
                yield from element.terms


def _terms(segment: Segment, need: Need) -> frozenset[str]:
    """Return the terms that meet a condition and stand in the segment."""
    terms: set[str] = set()
    for group in need.groups:
        if group.prefix:
            terms.update(expand_prefix(segment, group.prefix))
        for element in group.elements:
            terms.update(element.terms)
    return frozenset(term for term in terms if segment.matches(term))


def end_of_title(text: str, title: str) -> int:
    """Return where a text goes on after a title that it begins with, or 0; signs may differ."""
    place = 0
    for letter in filter(str.isalnum, title.casefold()):
        while place < len(text) and not text[place].isalnum():
            place += 1
        if text[place : place + 1].casefold() != letter:
            return 0
        place += 1
    while place < len(text) and not text[place].isalnum() and text[place] not in '«“"(':
        place += 1
    return place if place < len(text) else 0


def excerpt(text: str, spans: Iterable[Span], conditions: int) -> tuple[int, int, Markup]:
    """Return how many conditions a stretch of text shows, where, and it, cut between words.

    Reads on only until a stretch shows all the conditions.
    """
    met, first, seen = _densest(spans, conditions)
    start = max(0, first - _LEAD)
    start = 0 if start < _LEAD else _after_space(text, start)
    end = min(len(text), start + WIDTH)
    if end < len(text):
        end = _before_space(text, end)
    inside = [(begin, last) for begin, last, _ in seen if start <= begin and last <= end]
    pieces = cut(text, start, end, inside)
    flat = tuple((piece.replace("\n", " "), found) for piece, found in pieces)
    lead = (("… ", False),) if start else ()
    tail = ((" …", False),) if end < len(text) else ()
    return met, first, (*lead, *flat, *tail)


def _densest(spans: Iterable[Span], conditions: int) -> tuple[int, int, list[Span]]:
    """Return how many conditions the best window shows, where it begins, and what was read."""
    most, best = 0, 0
    seen: list[Span] = []
    window: deque[Span] = deque()
    for span in spans:
        if len(seen) >= _MOST_SPANS or (most == conditions and span[0] > best + WIDTH):
            break
        seen.append(span)
        window.append(span)
        while window[0][0] < span[0] - _WINDOW:
            window.popleft()
        met = len({condition for _, _, condition in window})
        if met > most:
            most, best = met, window[0][0]
    return most, best, seen


def _after_space(text: str, place: int) -> int:
    space = text.find(" ", place, place + 30)
    return space + 1 if space >= 0 else place


def _before_space(text: str, place: int) -> int:
    space = text.rfind(" ", max(0, place - 30), place)
    return space if space >= 0 else place
