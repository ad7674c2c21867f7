"""Collects paragraphs into the pages that an author made."""

from collections.abc import Iterator

from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.paging import pages_of
from portal.media.readers.report import Report


class Sections:
    """Paragraphs in reading order; a break starts a page unless nothing came before it."""

    def __init__(self) -> None:
        self._sections: list[list[str]] = [[]]

    def add(self, paragraph: str) -> None:
        """Add a paragraph to the current page; an empty one is dropped."""
        paragraph = clean(paragraph)
        if paragraph:
            self._sections[-1].append(paragraph)

    def break_page(self) -> None:
        """Start a page."""
        if self._sections[-1]:
            self._sections.append([])

    def line(self) -> str:
        """Return everything in one line, as in a cell of a table."""
        return " ".join(" ".join(section) for section in self._sections).replace("\n", " ")

    def pages(self) -> Iterator[str]:
        """Yield the pages, those that are too long cut."""
        return pages_of("\n\n".join(section) for section in self._sections)

    def report(self, report: Report) -> None:
        """Report all pages and their number, or raise UnreadableError when there is nothing."""
        count = 0
        for count, page in enumerate(self.pages(), start=1):
            report.page(count, page)
        if not count:
            raise UnreadableError(Failure.EMPTY)
        report.facts(page_count=count)
        report.complete()
