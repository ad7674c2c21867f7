"""Reading on the screen: a stretch of a file's pages, or of the item's own text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from portal.errors import NotFoundError
from portal.library.file_queries import list_shown_files
from portal.library.leaves import Leaf, present_leaves
from portal.library.measures import file_facts
from portal.library.models import Item
from portal.library.presentation import direction_of_content, trail_to
from portal.library.stretches import cut_markdown, group_pages
from portal.media.models import File
from portal.media.queries import list_ids_with_text, list_page_lengths, list_text_pages
from portal.search.highlights import Highlighter
from portal.search.index import read_synonyms
from portal.web.formats import typeset
from portal.web.locale import foreign_tag
from portal.web.markdown import render_markdown

_FIRST_PARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link out of the stretch, in words."""

    words: str
    url: str
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What one view of the reading mode holds: pages of a file, or HTML of the item's text.

    `first` is the number of its first page.
    """

    facts: Sequence[str]
    leaves: Sequence[Leaf] = ()
    html: Markup = Markup()  # noqa: RUF009 - an immutable empty string
    first: int = 1
    previous: Way | None = None
    next: Way | None = None

    @property
    def plain_text(self) -> str:
        """Its first words, without structure."""
        if self.html:
            return self.html.striptags()
        parts = (part for leaf in self.leaves for part in leaf.parts)
        texts = (text for part in islice(parts, _FIRST_PARTS) for text in part.texts)
        return " ".join("".join(words for words, _is_match in text) for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The page around a stretch."""

    title: str
    tag: str
    direction: str
    trail: Sequence[tuple[str, str]]
    item_url: str
    texts: Sequence[Way]
    stretch: Stretch


def open_reading(item: Item, *, file_id: int | None, page: int, search: str) -> Reading:
    """Return the stretch of a text that holds `page`, or raise NotFoundError.

    Without `file_id` it is the item's own text, or that of its first file that has any.
    """
    readable = _list_readable(item)
    if file_id is None and not item.body and readable:
        file_id = readable[0].id
    marker = Highlighter(search, item.language_code, read_synonyms())
    if file_id is None:
        stretch = _own_text(item, page, search, marker)
    else:
        stretch = _file_text(item, _pick(readable, file_id), page, search, marker)
    item_url = url_for("library.show", slug=item.slug)
    return Reading(
        title=typeset(item.title),
        tag=foreign_tag(item.language.tag),
        direction=direction_of_content(item),
        trail=[*trail_to(item), (_("The record"), item_url)],
        item_url=item_url,
        texts=_texts(item, readable, file_id),
        stretch=stretch,
    )


def _list_readable(item: Item) -> list[File]:
    files = list_shown_files(item)
    with_text = list_ids_with_text(file.id for file in files) if files else set()
    return [file for file in files if file.id in with_text]


def _pick(files: Sequence[File], file_id: int) -> File:
    for file in files:
        if file.id == file_id:
            return file
    raise NotFoundError


def _file_text(item: Item, file: File, page: int, search: str, marker: Highlighter) -> Stretch:
    stretches = group_pages(list_page_lengths(file.id))
    here = next((i for i, numbers in enumerate(stretches) if numbers[-1] >= page), 0)
    first, last = stretches[here][0], stretches[here][-1]

    def way(index: int) -> Way | None:
        if not 0 <= index < len(stretches):
            return None
        start, end = stretches[index][0], stretches[index][-1]
        return Way(
            words=_("Pages %(first)s to %(last)s", first=start, last=end),
            url=_address(item, file=file.id, page=start, q=search),
        )

    return Stretch(
        facts=[file.name, *file_facts(file)],
        first=first,
        leaves=present_leaves(list_text_pages(file.id, first=first, last=last), marker),
        previous=way(here - 1),
        next=way(here + 1),
    )


def _own_text(item: Item, page: int, search: str, marker: Highlighter) -> Stretch:
    stretches = cut_markdown(item.body)
    here = min(page, len(stretches)) - 1
    html = Markup(marker.mark_html(render_markdown(stretches[here])))  # noqa: S704 - clean already

    def way(index: int) -> Way | None:
        if not 0 <= index < len(stretches):
            return None
        return Way(
            words=_("Part %(number)s", number=index + 1),
            url=_address(item, page=index + 1, q=search),
        )

    return Stretch(facts=[], first=here + 1, html=html, previous=way(here - 1), next=way(here + 1))


def _texts(item: Item, readable: Sequence[File], here: int | None) -> list[Way]:
    """Return the texts of an item when there is a choice."""
    own = [Way(words=_("Text of the record"), url=_address(item), is_here=here is None)]
    files = [
        Way(words=file.name, url=_address(item, file=file.id), is_here=file.id == here)
        for file in readable
    ]
    texts = [*(own if item.body else []), *files]
    return texts if len(texts) > 1 else []


def _address(item: Item, **arguments: Any) -> str:
    kept = {name: value for name, value in arguments.items() if value}
    return url_for("library.read", slug=item.slug, **kept)
