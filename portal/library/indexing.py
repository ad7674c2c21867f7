"""Items as the search index wants them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.auth.policy import MEMBERS_AUDIENCE, PUBLIC_AUDIENCE, organisation_audience
from portal.config import Settings
from portal.content.dates import year_of
from portal.content.models import Status, Visibility
from portal.directory.indexing import AT_LEAST_AS_SHARED
from portal.directory.models import Organisation
from portal.extensions import db
from portal.library.card_words import list_card_words
from portal.library.models import (
    MAKER_ROLES,
    Item,
    ItemFile,
    ItemOrganisation,
    OrganisationRole,
)
from portal.library.queries import list_items_of_file
from portal.library.showing import IS_SHOWN
from portal.library.transcripts.indexing import list_spoken_pages
from portal.media.models import Family, File, TextPage
from portal.media.signals import file_processed
from portal.search.documents import Page, SearchDocument, merge_labels
from portal.search.outbox import mark_changed, wake_indexer
from portal.search.sources import Source, register_source
from portal.vocabulary.queries import list_surrounding_places, place_names
from portal.web.markdown import strip_markdown

KIND = "item"
CHUNK = 200


def init_app() -> None:
    """Tell the index how items become documents, and the media when to call again."""
    register_source(
        KIND, Source(load=load_documents, fingerprints=iterate_fingerprints, ids=list_published_ids)
    )
    file_processed.connect(reindex_file)


def load_documents(ids: Sequence[int]) -> list[SearchDocument]:
    """Return the documents of those of the items that are published."""
    items = db.session.scalars(
        select(Item)
        .where(Item.id.in_(ids), Item.status == Status.PUBLISHED)
        .options(
            joinedload(Item.owner),
            joinedload(Item.language),
            selectinload(Item.domains),
            selectinload(Item.places),
            selectinload(Item.item_organisations).joinedload(ItemOrganisation.organisation),
            selectinload(Item.contributors),
        )
    ).all()
    numbers = [item.id for item in items]
    pages, spoken = _pages_shown(numbers), list_spoken_pages(numbers)
    formats = _formats_shown(numbers)
    parents = list_surrounding_places(place for item in items for place in item.places)
    return [
        _document(
            item,
            (*pages.get(item.id, ()), *spoken.get(item.id, ())),
            merge_labels(
                (
                    list_card_words(item, parents, formats.get(item.id, ())),
                    *map(_other_names, _list_named(item)),
                )
            ),
        )
        for item in items
    ]


def list_published_ids() -> list[int]:
    """Return the ids of all that should be found."""
    query = select(Item.id).where(Item.status == Status.PUBLISHED).order_by(Item.id)
    return list(db.session.scalars(query))


def iterate_fingerprints() -> Iterator[tuple[int, str]]:
    """Yield the id and the fingerprint of every published item, a few hundred at a time."""
    ids = list_published_ids()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        for document in load_documents(chunk):
            yield int(document.key.removeprefix(f"{KIND}:")), document.fingerprint
        db.session.expunge_all()


def reindex_file(_sender: object, *, file_id: int) -> None:
    """Index again the items of a file whose text has just been read."""
    mark_items_of(file_id)
    db.session.commit()
    wake_indexer.enqueue()


def mark_items_of(file_id: int) -> None:
    """Note that the items of a file must be indexed again; no commit."""
    for item_id in list_items_of_file(file_id):
        mark_changed(KIND, item_id)


def _document(
    item: Item, pages: Sequence[Page], labels: dict[str, tuple[str, ...]]
) -> SearchDocument:
    return SearchDocument(
        key=f"{KIND}:{item.id}",
        language=item.language_code,
        title=item.title,
        summary=item.summary,
        people=tuple(_without_site_name(person.name) for person in item.contributors),
        keywords=tuple(_keywords(item)),
        labels=labels,
        pages=(Page(text=strip_markdown(item.body)), *pages),
        facets={
            "kind": (item.kind,),
            "domain": tuple(domain.slug for domain in item.domains),
            "place": tuple(place.slug for place in item.places),
            "language": (item.language_code,),
            "year": (year_of(item.date),) if item.date else (),
            "organisation": tuple(
                organisation.slug for organisation in _list_named(item, MAKER_ROLES)
            ),
        },
        audiences=_audiences(item),
        date=item.date,
        added=item.published_at.isoformat() if item.published_at else "",
    )


def _keywords(item: Item) -> Iterable[str]:
    for domain in item.domains:
        yield from domain.labels.values()
    for place in item.places:
        yield from place_names(place)
    for organisation in _list_named(item):
        yield _without_site_name(organisation.full_name)


def _other_names(organisation: Organisation) -> dict[str, list[str]]:
    """Return the names of a publisher that its label leaves out, by language."""
    names = {tag: [name] for tag, name in organisation.translations.items()}
    names.setdefault(organisation.language_code, []).extend(
        filter(None, (organisation.expansion, *organisation.aliases))
    )
    return {tag: [_without_site_name(name) for name in found] for tag, found in names.items()}


def _without_site_name(name: str) -> str:
    """Return the name of a publisher or a person without that of the site.

    A search for the site would otherwise find all that its own organisation publishes.
    """
    settings: Settings = current_app.extensions["settings"]
    site = re.escape(settings.site_name)
    return " ".join(re.sub(rf"(?<![\w-]){site}(?![\w-])", " ", name, flags=re.IGNORECASE).split())


def _list_named(
    item: Item, roles: Iterable[OrganisationRole] = OrganisationRole
) -> list[Organisation]:
    """Return its organisations in these roles that may be named to all who may find the item."""
    shared = AT_LEAST_AS_SHARED[item.visibility] - {Visibility.ORGANISATION}
    return [
        body
        for body in item.organisations_as(*roles)
        if body.status is Status.PUBLISHED
        and not body.is_unlisted
        and (body.visibility in shared or _is_among_its_people(item, body))
    ]


def _is_among_its_people(item: Item, body: Organisation) -> bool:
    """Return whether only the people of an organisation may find an item of theirs."""
    return item.visibility is Visibility.ORGANISATION and item.owner_id == body.id


def _audiences(item: Item) -> tuple[str, ...]:
    owners = (organisation_audience(item.owner_id),) if item.owner_id else ()
    match item.visibility:
        case Visibility.PUBLIC:
            return (PUBLIC_AUDIENCE,)
        case Visibility.MEMBERS:
            return (MEMBERS_AUDIENCE, *owners)
        case Visibility.ORGANISATION:
            return owners


def _formats_shown(item_ids: Sequence[int]) -> dict[int, list[tuple[Family, str]]]:
    """Return, for each item, the families and formats of the files that it shows."""
    rows = db.session.execute(
        select(ItemFile.item_id, File.family, File.format)
        .join(File, File.id == ItemFile.file_id)
        .join(Item, Item.id == ItemFile.item_id)
        .where(ItemFile.item_id.in_(item_ids), IS_SHOWN)
        .distinct()
        .order_by(ItemFile.item_id, File.family, File.format)
    )
    formats: dict[int, list[tuple[Family, str]]] = {}
    for item_id, family, ending in rows:
        formats.setdefault(item_id, []).append((family, ending))
    return formats


def _pages_shown(item_ids: Sequence[int]) -> dict[int, list[Page]]:
    """Return, for each item, the pages of the files that it shows, in their order."""
    rows = db.session.execute(
        select(ItemFile.item_id, TextPage.file_id, TextPage.number, TextPage.text)
        .join(File, File.id == ItemFile.file_id)
        .join(Item, Item.id == ItemFile.item_id)
        .join(TextPage, TextPage.file_id == File.id)
        .where(ItemFile.item_id.in_(item_ids), IS_SHOWN)
        .order_by(ItemFile.item_id, ItemFile.position, TextPage.number)
    )
    return {
        item_id: [Page(text=row.text, number=row.number, file_id=row.file_id) for row in group]
        for item_id, group in groupby(rows, key=lambda row: row.item_id)
    }
