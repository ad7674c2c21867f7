"""Items as lists show them: what each is, in words, before the click."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from flask import url_for
from flask_babel import gettext as _
from werkzeug.urls import uri_to_iri

from portal.library.measures import item_facts
from portal.library.models import Item
from portal.library.words import WORDS
from portal.search.answers import Snippet
from portal.vocabulary.models import Language
from portal.web.formats import label, vague_date
from portal.web.locale import current_language

LONGEST_SUMMARY = 150

Pieces = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text around the words found; `url` opens it where it can be read."""

    pieces: Pieces
    url: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An item in a list; `tag` is its language where that is not the language of the page.

    The address keeps its Arabic letters: percent-encoded they would weigh three times more.
    """

    kind: str
    kind_name: str
    title: str
    url: str
    tag: str
    summary: str
    facts: Sequence[str]
    passages: Sequence[Passage] = ()


def present_cards(
    items: Iterable[Item], passages: Mapping[int, Sequence[Snippet]] | None = None, text: str = ""
) -> list[Card]:
    """Return the cards of items, with the passages that answer `text`."""
    found = passages or {}
    return [present_card(item, found.get(item.id, ()), text) for item in items]


def present_card(item: Item, snippets: Sequence[Snippet] = (), text: str = "") -> Card:
    """Return the card of one item."""
    return Card(
        kind=item.kind,
        kind_name=str(WORDS[item.kind]),
        title=item.title,
        url=uri_to_iri(url_for("library.show", slug=item.slug)),
        tag=foreign_tag(item.language),
        summary=shorten(item.summary, LONGEST_SUMMARY, placeholder="…"),
        facts=_facts(item),
        passages=[_passage(item, snippet, text) for snippet in snippets],
    )


def foreign_tag(language: Language) -> str:
    """Return the HTML tag of a language, or nothing when the page is in that language."""
    return "" if language.tag == current_language() else language.tag


def _facts(item: Item) -> list[str]:
    facts = item_facts(item)
    if item.date:
        facts.append(vague_date(item.date))
    if foreign_tag(item.language):
        facts.append(label(item.language.labels))
    facts.extend(organisation.short_name for organisation in item.organisations[:1])
    return facts


def _passage(item: Item, snippet: Snippet, text: str) -> Passage:
    if snippet.file_id is None:
        return Passage(pieces=snippet.markup)
    url = url_for(
        "library.read",
        slug=item.slug,
        file=snippet.file_id,
        page=snippet.page_number,
        q=text,
        _anchor=f"p{snippet.page_number}",
    )
    words = _("p. %(number)s", number=snippet.page_number)
    return Passage(pieces=snippet.markup, url=uri_to_iri(url), words=words)
