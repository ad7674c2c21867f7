"""What is done about items: write, submit, return, publish, archive."""

import secrets
from collections.abc import Callable, Iterable
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.auth.policy import contribution_scope, review_scope
from portal.content.lifecycle import STEPS, Action, next_status
from portal.content.models import Status
from portal.content.revisions import StaleSaveError, record_revision
from portal.content.slugs import first_free, is_made_from, slugify
from portal.directory.models import Organisation
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, now
from portal.library.circulation import follow_status
from portal.library.consents import check_consents
from portal.library.models import Contributor, FormerSlug, Item, ItemOrganisation, Rights
from portal.library.publishers import check_organisations
from portal.library.showing import is_silent
from portal.library.values import ItemValues, snapshot_of, values_of
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.models import Domain, Place

RECORD_KIND = "item"

# Addresses beside the items that are no item's.
RESERVED = frozenset({"suggest"})

Row = TypeVar("Row", Domain, Place, Organisation)


def create_item(values: ItemValues, *, author: User) -> Item:
    """Create a draft, or raise InvalidError or NotAllowedError."""
    check_values(values, author=author)
    check_organisations(author, before=(), after=values.roles)
    item = Item(identifier=new_identifier(), created_by_id=author.id)
    apply_values(item, values)
    db.session.add(item)
    record_change(item, author=author, action=Action.CREATE)
    db.session.commit()
    return item


def edit_item(item: Item, values: ItemValues, *, author: User, version: int) -> Item:
    """Save new values over the version that the author saw; the same values change nothing.

    Raises InvalidError, NotAllowedError, or StaleSaveError when somebody saved meanwhile.
    """
    check_values(values, author=author)
    if item.status is Status.PUBLISHED:
        if not review_scope(author).covers(values.owner_id):
            raise NotAllowedError
        check_rights(values.rights)
    if item.version != version:
        raise _stale(item, values)
    before = values_of(item)
    check_organisations(author, before=before.roles, after=values.roles)
    if values == before:
        return item
    apply_values(item, values)
    item.updated_at = now()
    _commit(item, author=author, action=Action.EDIT, on_stale=lambda: _stale(item, values))
    return item


def take_step(
    item: Item, action: Action, *, actor: User, reason: str = "", version: int | None = None
) -> Item:
    """Move an item along its life cycle, as it was when the person read `version` of it.

    Raises NotAllowedError, WrongStatusError, InvalidError when a reason, the agreement of
    recorded people or any sound of a recording is missing, or StaleSaveError when somebody
    changed what she decides on.
    """
    step = STEPS[action]
    scope = review_scope(actor) if step.is_review else contribution_scope(actor)
    if not scope.covers(item.owner_id):
        raise NotAllowedError
    if step.needs_reason and not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    if version not in {None, item.version}:
        raise _stale(item, values_of(item))
    status = next_status(item.status, action)
    if status is Status.PUBLISHED:
        check_rights(item.rights)
        check_consents(item)
        check_sound(item)
    set_status(item, status)
    _commit(
        item,
        author=actor,
        action=action,
        note=reason.strip(),
        on_stale=lambda: _stale(item, values_of(item)),
    )
    return item


def set_status(item: Item, status: Status) -> None:
    """Put the item where it stands from now on; the day it was first published is kept.

    Copies of its files are made, or removed, accordingly.
    """
    former, item.status = item.status or status, status
    follow_status(item, former)
    item.updated_at = now()
    if status is Status.PUBLISHED:
        item.published_at = item.published_at or now()


def check_values(values: ItemValues, *, author: User | None) -> None:
    """Raise InvalidError for what cannot be kept, NotAllowedError for what is not hers."""
    if values.problems:
        raise InvalidError(values.problems)
    if author and not contribution_scope(author).covers(values.owner_id):
        raise NotAllowedError


def check_sound(item: Item) -> None:
    """Raise InvalidError for a recording of which nothing can be played."""
    if is_silent(item):
        raise InvalidError(
            {
                "sound": _(
                    "Nothing of this recording can be played: send its sound again, "
                    "as another device plays it, and publish it then."
                )
            }
        )


def check_rights(rights: Rights) -> None:
    """Raise InvalidError for a record that is to be public before its rights are chosen."""
    if rights is Rights.NOT_CHOSEN:
        raise InvalidError({"rights": explain_rights()})


def explain_rights() -> str:
    """Return why a record without chosen rights is not published, and what to do."""
    return _(
        "Choose what others may do with this record: nobody has chosen yet, "
        "and it cannot be public before."
    )


def apply_values(item: Item, values: ItemValues) -> None:
    """Write the values into the record, and renew its address when the title changed."""
    if item.title != values.title:
        item.title = values.title
        _renew_slug(item)
    for field in ("kind", "summary", "body", "language_code", "date", "rights", "visibility"):
        setattr(item, field, getattr(values, field))
    item.owner_id = values.owner_id
    item.domains = _rows(Domain, values.domain_ids)
    item.places = _rows(Place, values.place_ids)
    _apply_roles(item, values)
    said = [(person.name, person.role) for person in item.contributors]
    if said != list(values.contributors):
        item.contributors = [
            Contributor(name=name, role=role, position=position)
            for position, (name, role) in enumerate(values.contributors)
        ]


def _apply_roles(item: Item, values: ItemValues) -> None:
    kept = {(link.organisation_id, link.role): link for link in item.item_organisations}
    known = {row.id: row for row in _rows(Organisation, [id_ for id_, _role in values.roles])}
    item.item_organisations = [
        kept.get((id_, role)) or ItemOrganisation(organisation=known[id_], role=role)
        for id_, role in sorted(values.roles)
        if id_ in known
    ]


def record_change(item: Item, *, author: User | None, action: Action, note: str = "") -> None:
    """Add the revision and the note to the index that go with every change; no commit."""
    db.session.flush()
    record_revision(
        RECORD_KIND, item.id, author=author, action=action, snapshot=snapshot_of(item), note=note
    )
    mark_changed(RECORD_KIND, item.id)


def new_identifier() -> str:
    """Return a fresh identifier, unlike any other."""
    return f"musoya-{secrets.token_hex(6)}"


def _commit(
    item: Item,
    *,
    author: User,
    action: Action,
    on_stale: Callable[[], StaleSaveError],
    note: str = "",
) -> None:
    try:
        record_change(item, author=author, action=action, note=note)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise on_stale() from None
    wake_indexer.enqueue()


def _stale(item: Item, values: ItemValues) -> StaleSaveError:
    return StaleSaveError(current=values_of(item).snapshot(), submitted=values.snapshot())


def _renew_slug(item: Item) -> None:
    """Give the item a free slug made from its title; the old one redirects from now on."""
    base = slugify(item.title)
    if item.slug and is_made_from(item.slug, base):
        return
    former = item.slug
    item.slug = _free_slug(base, item)
    if former:
        db.session.add(FormerSlug(slug=former, item_id=item.id))


def _free_slug(base: str, item: Item) -> str:
    """Return the first free slug; an address this item once had may be its own again."""
    with db.session.no_autoflush:
        taken = set(db.session.scalars(select(Item.slug).where(Item.slug.startswith(base))))
        former = db.session.scalars(select(FormerSlug).where(FormerSlug.slug.startswith(base)))
        for row in former:
            if row.item_id == item.id:
                db.session.delete(row)
            else:
                taken.add(row.slug)
    return first_free(base, taken | RESERVED)


def _rows(model: type[Row], ids: Iterable[int]) -> list[Row]:
    return [row for id_ in ids if (row := db.session.get(model, id_))]
