"""Collects headings, paragraphs and lists into the pages that an author made."""

from collections.abc import Iterable, Sequence

from portal.media.readers.blocks import Block, make_block
from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.paging import pages_of
from portal.media.readers.report import Report


class Sections:
    """Blocks in reading order; a break starts a page unless nothing came before it."""

    def __init__(self) -> None:
        self._sections: list[list[Block]] = [[]]

    def add(self, text: str, kind: str = "p") -> None:
        """Add a block to the current page; an empty one is dropped."""
        text = clean(text)
        if text:
            self._sections[-1].append(make_block(kind, text))

    def break_page(self) -> None:
        """Start a page."""
        if self._sections[-1]:
            self._sections.append([])

    def line(self) -> str:
        """Return everything in one line, as in a cell of a table."""
        texts = (text for section in self._sections for _, text in section)
        return " ".join(texts).replace("\n", " ")

    def report(self, report: Report) -> None:
        """Report all pages and their number, or raise UnreadableError when there is nothing."""
        report_pages(self._sections, report)


def report_pages(sections: Iterable[Sequence[Block]], report: Report) -> None:
    """Report sections as pages, those that are too long cut, and their number."""
    count = 0
    for count, page in enumerate(pages_of(sections), start=1):
        report.blocks(count, page)
    if not count:
        raise UnreadableError(Failure.EMPTY)
    report.facts(page_count=count)
    report.complete()
