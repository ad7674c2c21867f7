"""What of the demonstration may go: all that it brought, and nothing that a person made."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from portal.auth.models import Role, User
from portal.auth.passwords import is_right_password
from portal.content.revisions import list_revisions
from portal.directory.demonstration.loading import is_written_in
from portal.directory.demonstration.removal import (
    delete_example_imports,
    delete_organisations,
    has_members_beside,
    list_fictitious,
)
from portal.directory.models import Organisation
from portal.directory.queries import find_known_organisation
from portal.extensions import db
from portal.helplines.demonstration import delete_helplines, list_demonstration
from portal.helplines.models import Helpline
from portal.library.arrivals import DESTINATION
from portal.library.models import Item, ItemOrganisation
from portal.library.queries import find_by_identifier
from portal.library.removal import delete_item
from portal.library.services import RECORD_KIND
from portal.search.outbox import wake_indexer
from portal.uploads.models import Upload
from portal.uploads.queries import UNFINISHED, list_uploads
from portal.uploads.services import cancel_upload


@dataclass
class Removal:
    """What would go, and in sentences what stays and why."""

    items: list[Item] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    helplines: list[Helpline] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return not (self.items or self.organisations or self.people or self.helplines)

    @property
    def summary(self) -> str:
        """What would go, counted."""
        files = sum(len(item.item_files) for item in self.items)
        works = sum(len(one.interventions) for one in self.organisations)
        return (
            f"{len(self.organisations)} organisations with {works} interventions, "
            f"{len(self.items)} records with {files} files, {len(self.helplines)} numbers to call, "
            f"{len(self.people)} accounts"
        )


def plan_removal(
    identifiers: Iterable[str], named: Iterable[str], accounts: Collection[User], password: str
) -> Removal:
    """Return what may go of these records, of the fictitious organisations and these others."""
    removal = Removal(helplines=list_demonstration())
    _plan_people(removal, accounts, password)
    ours = {user.id for user in accounts}
    _plan_items(removal, filter(None, map(find_by_identifier, identifiers)), ours)
    known = filter(None, map(find_known_organisation, named))
    _plan_organisations(removal, list_fictitious(), list(known))
    return removal


def carry_out(removal: Removal) -> None:
    """Remove it, in one transaction but for uploads under way, which are cancelled first."""
    for user in removal.people:
        for upload in list_uploads(user):
            cancel_upload(upload)
    ids = [organisation.id for organisation in removal.organisations]
    for item in removal.items:
        delete_item(item)
    for user in removal.people:
        db.session.delete(user)
    db.session.flush()
    delete_organisations(ids)
    delete_example_imports()
    delete_helplines(removal.helplines)
    db.session.commit()
    wake_indexer.enqueue()


def _plan_people(removal: Removal, accounts: Iterable[User], password: str) -> None:
    for user in accounts:
        if is_right_password(user.password_hash, password):
            removal.people.append(user)
        else:
            removal.kept.append(f"account {user.login}: it has a password of its own")


def _plan_items(removal: Removal, items: Iterable[Item], ours: Collection[int]) -> None:
    for item in items:
        if _is_somebodys(item, ours):
            removal.kept.append(f"record {item.identifier}: a person has worked on it")
        else:
            removal.items.append(item)


def _is_somebodys(item: Item, ours: Collection[int]) -> bool:
    """Tell whether anybody but the demonstration has written in a record, or is sending to it."""
    sent = select(Upload.user_id).where(
        Upload.destination == DESTINATION,
        Upload.record_id == item.id,
        Upload.state.in_(UNFINISHED),
    )
    writers = {revision.author_id for revision in list_revisions(RECORD_KIND, item.id)}
    return not (writers | set(db.session.scalars(sent))) <= {None, *ours}


def _plan_organisations(
    removal: Removal, fictitious: list[Organisation], named: list[Organisation]
) -> None:
    going = {one.id for one in (*fictitious, *named)}
    gone_items = [item.id for item in removal.items]
    gone_people = [user.id for user in removal.people]
    for organisation in (*fictitious, *named):
        reasons = [
            *_why_its_items(organisation, gone_items),
            *_why_its_people(organisation, gone_people),
        ]
        if organisation in named:
            if is_written_in(organisation):
                reasons.append("a person has worked on it")
            if has_members_beside(organisation, going):
                reasons.append("it has members")
        if reasons:
            removal.kept.append(f"organisation {organisation.slug}: {'; '.join(reasons)}")
        else:
            removal.organisations.append(organisation)


def _why_its_items(organisation: Organisation, gone: Collection[int]) -> Iterator[str]:
    names = select(ItemOrganisation.item_id).where(
        ItemOrganisation.organisation_id == organisation.id
    )
    query = select(Item.identifier).where(
        or_(Item.owner_id == organisation.id, Item.id.in_(names)), Item.id.not_in(gone)
    )
    if found := db.session.scalars(query.order_by(Item.id)).all():
        yield f"it stands on {', '.join(found)}"


def _why_its_people(organisation: Organisation, gone: Collection[int]) -> Iterator[str]:
    roles = select(Role.id).where(
        Role.organisation_id == organisation.id, Role.user_id.not_in(gone)
    )
    if db.session.scalar(roles.limit(1)):
        yield "people hold roles in it"
