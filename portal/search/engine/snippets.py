"""A few words around what was found, and the page they stand on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from portal.search.analysis.analyser import family_of
from portal.search.answers import Markup, Snippet
from portal.search.engine.finding import expand_prefix
from portal.search.engine.marking import Marker, Span, cut
from portal.search.engine.plan import Need
from portal.search.engine.records import Section
from portal.search.engine.segment import Segment

WIDTH = 180
_LEAD = 50
_MOST_SPANS = 60


class Highlighter:
    """Shows why documents of a segment were found."""

    def __init__(self, segment: Segment, needs: Sequence[Need]) -> None:
        """Gather the terms of the conditions that are met by presence."""
        self._segment = segment
        self._terms = [_terms(segment, need) for need in needs if not need.is_excluded]
        prefixes = [group.prefix for need in needs for group in need.groups if group.prefix]
        self._marker = Marker(frozenset().union(*self._terms), frozenset(prefixes))

    def title(self, document: int) -> Markup:
        """Return the title of a document with the words found marked."""
        family = family_of(self._segment.records.value("language", document))
        return self._marker.mark(self._segment.records.value("title", document), family)

    def snippet(self, document: int) -> Snippet | None:
        """Return the best stretch of a document, or None when it has no text."""
        records = self._segment.records
        sections = records.list_sections(document)
        if not sections:
            return None
        section = self._choose(document, sections)
        text = records.text(section)
        family = family_of(records.value("language", document))
        markup = _excerpt(text, list(self._marker.find(text, family))[:_MOST_SPANS])
        return Snippet(markup=markup, page_number=section.number, file_id=section.file_id)

    def _choose(self, document: int, sections: list[Section]) -> Section:
        """Return the section with most of the conditions, then most words, then the first."""
        if len(sections) == 1:
            return sections[0]
        starts = [section.position for section in sections]
        kinds = [0] * len(sections)
        words = [0] * len(sections)
        for terms in self._terms:
            seen = self._places(document, terms, starts)
            for place in set(seen):
                kinds[place] += 1
                words[place] += seen.count(place)
        return sections[max(range(len(sections)), key=lambda one: (kinds[one], words[one], -one))]

    def _places(self, document: int, terms: frozenset[str], starts: list[int]) -> list[int]:
        """Return the section of each occurrence of these terms in a document."""
        bases = self._segment.records.bases
        first, end = max(bases[document], starts[0]), bases[document + 1]
        places: list[int] = []
        for term in terms:
            matches = self._segment.matches(term)
            if not _holds(matches.documents, document):
                continue
            positions = matches.positions
            inside = positions[bisect_left(positions, first) : bisect_left(positions, end)]
            places += [bisect_right(starts, position) - 1 for position in inside]
        return places


def _holds(documents: Sequence[int], document: int) -> bool:
    place = bisect_left(documents, document)
    return place < len(documents) and documents[place] == document


def _terms(segment: Segment, need: Need) -> frozenset[str]:
    terms: set[str] = set()
    for group in need.groups:
        if group.prefix:
            terms.update(expand_prefix(segment, group.prefix))
        for element in group.elements:
            terms.update(element.terms)
    return frozenset(terms)


def _excerpt(text: str, spans: list[Span]) -> Markup:
    """Return the stretch with the most different terms, cut between words."""
    start = max(0, _densest(spans) - _LEAD)
    end = min(len(text), start + WIDTH)
    start = 0 if start < _LEAD else _after_space(text, start)
    if end < len(text):
        end = max(_before_space(text, end), min(end, start + WIDTH // 2))
    inside = [(first, last) for first, last, _ in spans if start <= first and last <= end]
    pieces = [(" ".join(piece.split(" ")), found) for piece, found in cut(text, start, end, inside)]
    flat = [(piece.replace("\n", " "), found) for piece, found in pieces]
    lead = [("… ", False)] if start else []
    tail = [(" …", False)] if end < len(text) else []
    return (*lead, *flat, *tail)


def _densest(spans: list[Span]) -> int:
    """Return where to begin so that a window shows the most different terms."""
    best, most = 0, 0
    for number, (first, _, _) in enumerate(spans):
        window = spans[number : number + 12]
        terms = {term for start, _, term in window if start < first + WIDTH - _LEAD}
        if len(terms) > most:
            best, most = first, len(terms)
    return best


def _after_space(text: str, place: int) -> int:
    space = text.find(" ", place, place + 30)
    return space + 1 if space >= 0 else place


def _before_space(text: str, place: int) -> int:
    space = text.rfind(" ", max(0, place - 30), place)
    return space if space >= 0 else place
