"""Why organisations answer some words: their names marked, or else what they say of themselves."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from sqlalchemy import select

from portal.auth.models import User
from portal.directory.models import Intervention, Organisation
from portal.directory.queries import is_work_shown_to
from portal.extensions import db
from portal.search.highlights import Highlighter
from portal.search.index import read_synonyms
from portal.vocabulary.queries import list_languages
from portal.web.formats import typeset
from portal.web.locale import current_language, foreign_tag
from portal.web.passages import Passage, Pieces, has_match

# A text, and its language as HTML says it and as the index names it.
Told = tuple[str, str, str]


class Reasons:
    """Why each of some organisations answers a text, as far as the viewer may read of them."""

    def __init__(self, sheets: Sequence[Organisation], text: str, *, viewer: User | None) -> None:
        """Look into these sheets alone."""
        self._ids = [sheet.id for sheet in sheets]
        self._text = text
        self._viewer = viewer
        self._markers: dict[str, Highlighter] = {}

    def mark_name(self, sheet: Organisation) -> Pieces:
        """Return the name with the words found marked."""
        return self._marker(sheet.language_code).pieces(typeset(sheet.name))

    def mark(self, text: str) -> Pieces:
        """Return a text in the language of the page with the words found marked."""
        return self._marker(current_language()).pieces(text)

    def put_first(self, labels: Sequence[str]) -> list[str]:
        """Return labels of the page's language, those with a word found before the others."""
        return sorted(labels, key=lambda one: not has_match(self.mark(one)))

    def list_passages(self, sheet: Organisation) -> list[Passage]:
        """Return the first passage with a word of the text, where no name has one."""
        if not self._text or self._is_named(sheet):
            return []
        for told, tag, code in self._list_texts(sheet):
            if pieces := self._marker(code).excerpt(typeset(told)):
                return [Passage(pieces=pieces, tag=foreign_tag(tag))]
        return []

    def _is_named(self, sheet: Organisation) -> bool:
        marker = self._marker(sheet.language_code)
        return any(has_match(marker.pieces(name)) for name in sheet.names)

    def _list_texts(self, sheet: Organisation) -> Iterator[Told]:
        """Yield what a sheet tells: its mission, in the language of the page first, its works."""
        own = sheet.language.tag
        for tag in dict.fromkeys((current_language(), own, *sheet.missions)):
            if mission := sheet.missions.get(tag):
                yield mission, tag, self._codes.get(tag, "")
        for told in self._works.get(sheet.id, ()):
            yield told, own, sheet.language_code

    @cached_property
    def _works(self) -> Mapping[int, Sequence[str]]:
        works: dict[int, list[str]] = {}
        query = select(
            Intervention.organisation_id, Intervention.programme, Intervention.description
        ).where(Intervention.organisation_id.in_(self._ids), is_work_shown_to(self._viewer))
        for id_, *told in db.session.execute(query.order_by(Intervention.id)):
            works.setdefault(id_, []).extend(filter(None, told))
        return works

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {language.tag: language.code for language in list_languages()}

    def _marker(self, code: str) -> Highlighter:
        if code not in self._markers:
            self._markers[code] = Highlighter(self._text, code, read_synonyms())
        return self._markers[code]
