"""The page of one item: everything to know of it, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.library.file_queries import is_preparing_files
from portal.library.file_views import FileView, present_files
from portal.library.models import Contributor, Item, OrganisationRole
from portal.library.publishers import Publisher
from portal.library.shelves import SHELVES
from portal.library.stretches import OPENING, opening_of
from portal.library.transcripts.moments import Moment
from portal.library.transcripts.presentation import Said, present_said
from portal.library.words import WORDS
from portal.web.facts import Fact, Term
from portal.web.formats import label, typeset, vague_date
from portal.web.locale import foreign_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """What the page of an item shows; `text` is Markdown, whole when it has no address."""

    title: str
    kind: str
    kind_name: str
    date: str
    summary: str
    tag: str
    direction: str
    language_name: str
    trail: Sequence[tuple[str, str]]
    files: Sequence[FileView]
    is_preparing: bool
    said: Sequence[Said]
    facts: Sequence[Fact]
    text: str
    whole_text_url: str | None

    @property
    def has_audio(self) -> bool:
        """Whether anything on the page can be heard."""
        return any(file.is_audio for file in self.files)


def present_item(
    item: Item,
    organisations: Mapping[OrganisationRole, Sequence[Publisher]],
    *,
    with_thumbnails: bool,
    moment: Moment,
) -> ItemPage:
    """Return what the page of `item` shows; the moment is the one that is to be heard."""
    files = present_files(item, with_thumbnails=with_thumbnails, moment=moment)
    is_long = len(item.body) > OPENING
    return ItemPage(
        title=typeset(item.title),
        kind=item.kind,
        kind_name=str(WORDS[item.kind]),
        date=vague_date(item.date) if item.date else "",
        summary=typeset(item.summary),
        tag=foreign_tag(item.language.tag),
        direction=direction_of_content(item),
        language_name=label(item.language.labels),
        trail=trail_to(item),
        files=files,
        is_preparing=is_preparing_files(item),
        said=present_said(item, [file.id for file in files if file.is_audio], moment),
        facts=[fact for fact in _facts(item, organisations) if fact.terms],
        text=opening_of(item.body),
        whole_text_url=url_for("library.read", slug=item.slug) if is_long else None,
    )


def direction_of_content(item: Item) -> str:
    """Return `rtl` or `ltr`: how the item's own language is written."""
    return "rtl" if item.language.is_right_to_left else "ltr"


def trail_to(item: Item) -> list[tuple[str, str]]:
    """Return the way from the library to an item: words and addresses."""
    return [
        (_("Library"), url_for("library.list")),
        (str(SHELVES[item.kind]), url_for("library.list", kind=item.kind)),
    ]


def _facts(
    item: Item, organisations: Mapping[OrganisationRole, Sequence[Publisher]]
) -> Iterator[Fact]:
    yield Fact(name=_("Who"), terms=[_person(person) for person in item.contributors])
    for role in OrganisationRole:
        named = organisations.get(role, ())
        yield Fact(name=str(WORDS[role]), terms=[_organisation(one) for one in named])
    yield Fact(name=_("When"), terms=[Term(words=vague_date(item.date))])
    yield Fact(
        name=_("Where"),
        terms=[
            Term(words=label(place.labels), url=url_for("subjects.place", slug=place.slug))
            for place in item.places
        ],
    )
    yield Fact(
        name=_("Domains"),
        terms=[
            Term(words=label(domain.labels), url=url_for("subjects.domain", slug=domain.slug))
            for domain in item.domains
        ],
    )
    yield Fact(name=_("Language"), terms=[Term(words=label(item.language.labels))])
    yield Fact(name=_("Rights"), terms=[Term(words=str(WORDS[item.rights]))])


def _organisation(named: Publisher) -> Term:
    body, is_shown = named
    url = url_for("directory.show", slug=body.slug) if is_shown else None
    return Term(words=body.full_name, url=url)


def _person(person: Contributor) -> Term:
    role = str(WORDS[person.role])
    return Term(words=_("%(name)s (%(role)s)", name=person.name, role=role))
