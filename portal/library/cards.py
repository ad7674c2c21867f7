"""Items as lists show them: what each is, in words, before the click."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from werkzeug.urls import uri_to_iri

from portal.library.entries import Entry, read_domains
from portal.library.measures import entry_facts
from portal.library.transcripts.moments import say_moment, url_of_moment
from portal.library.words import WORDS
from portal.search.answers import Hit, Snippet
from portal.vocabulary.models import Labels
from portal.vocabulary.queries import find_language
from portal.web.formats import label, typeset, vague_date
from portal.web.locale import foreign_tag
from portal.web.passages import Passage, Pieces

LONGEST_SUMMARY = 150
MOST_DOMAINS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An item in a list; `tag` is its language where that is not the language of the page.

    The address keeps its Arabic letters: percent-encoded they would weigh three times more.
    """

    kind: str
    kind_name: str
    title: Pieces
    url: str
    tag: str
    summary: str
    facts: Sequence[str]
    passages: Sequence[Passage] = ()


def present_cards(
    entries: Iterable[Entry],
    hits: Mapping[int, Hit] | None = None,
    text: str = "",
) -> list[Card]:
    """Return the cards of entries, with what `hits` found in them for `text`."""
    shown, found = list(entries), hits or {}
    foreign = [entry.id for entry in shown if foreign_tag(entry.language_tag)]
    domains = read_domains(foreign)
    return [
        _present(entry, found.get(entry.id), text, domains.get(entry.id, ())) for entry in shown
    ]


def _present(entry: Entry, hit: Hit | None, text: str, domains: Sequence[Labels]) -> Card:
    """Return the card of an item; the domains say what one in another language is about."""
    return Card(
        kind=entry.kind,
        kind_name=str(WORDS[entry.kind]),
        title=_title(entry, hit),
        url=uri_to_iri(url_for("library.show", slug=entry.slug)),
        tag=foreign_tag(entry.language_tag),
        summary=typeset(_shorten(entry.summary)),
        facts=[*_facts(entry), *map(label, domains[:MOST_DOMAINS])],
        passages=[_passage(entry, snippet, text) for snippet in _snippets_shown(entry, hit)],
    )


def _snippets_shown(entry: Entry, hit: Hit | None) -> list[Snippet]:
    """Return what was found, without the files that the index knows and the item hides by now."""
    shown = {None, *(file.file_id for file in entry.files)}
    return [snippet for snippet in (hit.snippets if hit else ()) if snippet.file_id in shown]


def _title(entry: Entry, hit: Hit | None) -> Pieces:
    """Return the title with the words found; as the database has it when the index is behind."""
    pieces = hit.title if hit else ()
    if "".join(words for words, _is_match in pieces) != entry.title:
        pieces = ((entry.title, False),)
    return _typeset(pieces)


def _typeset(pieces: Pieces) -> Pieces:
    return [(typeset(words), is_match) for words, is_match in pieces]


def _shorten(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rpartition(" ")[0] + "…"


def _facts(entry: Entry) -> list[str]:
    facts = entry_facts(entry)
    if entry.date:
        facts.append(vague_date(entry.date))
    if foreign_tag(entry.language_tag):
        facts.append(label(entry.language_labels))
    if entry.publisher:
        facts.append(entry.publisher)
    return facts


def _passage(entry: Entry, snippet: Snippet, text: str) -> Passage:
    pieces = _typeset(snippet.markup)
    if snippet.second is not None and snippet.file_id:
        return _spoken_passage(entry, snippet, snippet.file_id, snippet.second)
    tag = foreign_tag(entry.language_tag)
    if snippet.file_id is None:
        return Passage(pieces=pieces, tag=tag)
    url = url_for(
        "library.read",
        slug=entry.slug,
        file=snippet.file_id,
        page=snippet.page_number,
        q=text,
        _anchor=f"p{snippet.page_number}",
    )
    words = _("p. %(number)s", number=snippet.page_number)
    return Passage(pieces=pieces, tag=tag, url=uri_to_iri(url), words=words)


def _spoken_passage(entry: Entry, snippet: Snippet, file_id: int, second: int) -> Passage:
    """Return what is said at a second, perhaps in another language than that of the record."""
    language = find_language(snippet.language) if snippet.language else None
    return Passage(
        pieces=_typeset(snippet.markup),
        tag=foreign_tag(language.tag if language else entry.language_tag),
        url=uri_to_iri(url_of_moment(entry.slug, file_id, second, snippet.language)),
        words=say_moment(second),
    )
