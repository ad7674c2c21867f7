"""Items as lists show them: what each is, in words, before the click."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from werkzeug.urls import uri_to_iri

from portal.auth.models import User
from portal.library.card_labels import CardMarker, find_labels
from portal.library.entries import Entry, read_domains
from portal.library.measures import entry_facts
from portal.library.transcripts.moments import say_moment, url_of_moment
from portal.library.words import WORDS
from portal.search.answers import Hit, Snippet
from portal.vocabulary.models import Labels
from portal.vocabulary.queries import find_language
from portal.web.formats import label, typeset, vague_date
from portal.web.locale import foreign_tag
from portal.web.passages import Passage, Pieces, has_match, join_matches

LONGEST_SUMMARY = 150
MOST_DOMAINS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An item in a list; `tag` is its language where that is not the language of the page.

    The address keeps its Arabic letters: percent-encoded they would weigh three times more.
    """

    kind: str
    kind_name: Pieces
    title: Pieces
    url: str
    tag: str
    summary: Pieces
    facts: Sequence[Pieces]
    passages: Sequence[Passage] = ()
    is_whole: bool = True


def present_cards(
    entries: Iterable[Entry],
    hits: Mapping[int, Hit] | None = None,
    text: str = "",
    *,
    viewer: User | None = None,
) -> list[Card]:
    """Return the cards of entries, with what `hits` found in them for `text`.

    Without words, an item in another language says its domains in that of the page.
    Where neither the text nor the facts of a card have a word of it, a label that the card
    does not show otherwise does: of a domain, a place, a person or an organisation.
    """
    shown, found, marker = list(entries), hits or {}, CardMarker(text)
    foreign = [entry.id for entry in shown if not text and foreign_tag(entry.language_tag)]
    domains = read_domains(foreign)
    cards = {
        entry.id: _present(entry, found.get(entry.id), text, domains.get(entry.id, ()), marker)
        for entry in shown
    }
    bare = [id_ for id_, card in cards.items() if id_ in found and not _is_marked(card)]
    labels = find_labels(bare, marker, viewer=viewer) if text else {}
    return [
        replace(card, passages=[Passage(pieces=labels[id_], tag="")]) if id_ in labels else card
        for id_, card in cards.items()
    ]


def _present(
    entry: Entry, hit: Hit | None, text: str, domains: Sequence[Labels], marker: CardMarker
) -> Card:
    return Card(
        kind=entry.kind,
        kind_name=marker.pieces(str(WORDS[entry.kind])),
        title=marker.pieces(typeset(entry.title), entry.language_code),
        url=uri_to_iri(url_for("library.show", slug=entry.slug)),
        tag=foreign_tag(entry.language_tag),
        summary=marker.pieces(typeset(_shorten(entry.summary)), entry.language_code),
        facts=_facts(entry, domains, marker),
        passages=[_passage(entry, snippet, text) for snippet in _snippets_shown(entry, hit)],
        is_whole=hit.is_whole if hit else True,
    )


def _is_marked(card: Card) -> bool:
    """Return whether a card shows a word that was found."""
    summary = () if card.passages else card.summary
    shown = (card.title, card.kind_name, summary, *card.facts, *(p.pieces for p in card.passages))
    return any(map(has_match, shown))


def _snippets_shown(entry: Entry, hit: Hit | None) -> list[Snippet]:
    """Return the passages with a word that was found.

    The index may know files that the item hides by now.
    """
    shown = {None, *(file.file_id for file in entry.files)}
    return [
        snippet
        for snippet in (hit.snippets if hit else ())
        if snippet.file_id in shown and has_match(snippet.markup)
    ]


def _typeset(pieces: Pieces) -> Pieces:
    return [(typeset(words), is_match) for words, is_match in join_matches(pieces)]


def _shorten(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rpartition(" ")[0] + "…"


def _facts(entry: Entry, domains: Sequence[Labels], marker: CardMarker) -> list[Pieces]:
    """Return what is known of an item; figures of its files are never marked."""
    facts = []
    if entry.date:
        facts.append(vague_date(entry.date))
    if foreign_tag(entry.language_tag):
        facts.append(label(entry.language_labels))
    if entry.publisher:
        facts.append(entry.publisher)
    facts += map(label, domains[:MOST_DOMAINS])
    measures: list[Pieces] = [[(measure, False)] for measure in entry_facts(entry)]
    return measures + [marker.pieces(fact) for fact in facts]


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
