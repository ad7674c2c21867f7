"""What a person or an import says of an item, before it is one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from flask_babel import gettext as _

from portal.content.dates import find_date_problem
from portal.content.models import Visibility
from portal.content.revisions import Snapshot
from portal.directory.models import Organisation
from portal.library.models import ContributorRole, Item, ItemKind, OrganisationRole, Rights
from portal.vocabulary.models import Domain, Place

LONGEST_TITLE = 300
LONGEST_SUMMARY = 2_000
LONGEST_BODY = 1_000_000
LONGEST_NAME = 200
ERASED = [None, "", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemValues:
    """The editable fields of an item; vocabulary terms and organisations by id.

    `organisation_ids` publish it; `other_organisations` have another role on it.
    """

    kind: ItemKind
    title: str
    summary: str = ""
    body: str = ""
    language_code: str = "fra"
    date: str = ""
    rights: Rights = Rights.NOT_CHOSEN
    visibility: Visibility = Visibility.PUBLIC
    owner_id: int | None = None
    domain_ids: tuple[int, ...] = ()
    place_ids: tuple[int, ...] = ()
    organisation_ids: tuple[int, ...] = ()
    other_organisations: tuple[tuple[int, OrganisationRole], ...] = ()
    contributors: tuple[tuple[str, ContributorRole], ...] = ()

    @property
    def roles(self) -> set[tuple[int, OrganisationRole]]:
        """Every organisation on the item with its role, publishers included."""
        publishers = {(id_, OrganisationRole.PUBLISHER) for id_ in self.organisation_ids}
        return publishers | set(self.other_organisations)

    @property
    def problems(self) -> dict[str, str]:
        """What to mend, by field; empty when all is well."""
        problems = {}
        if not self.title.strip():
            problems["title"] = _("Write a title.")
        if problem := find_date_problem(self.date):
            problems["date"] = problem
        for field, limit in (
            ("title", LONGEST_TITLE),
            ("summary", LONGEST_SUMMARY),
            ("body", LONGEST_BODY),
        ):
            if len(getattr(self, field)) > limit:
                problems[field] = _("Shorten this to %(limit)s characters.", limit=limit)
        if any(len(name) > LONGEST_NAME for name, _role in self.contributors):
            problems["contributors"] = _(
                "Shorten this to %(limit)s characters.", limit=LONGEST_NAME
            )
        return problems

    def snapshot(self) -> Snapshot:
        """Return the values as a revision keeps them."""
        return {
            name: [list(part) if isinstance(part, tuple) else part for part in value]
            if isinstance(value, tuple)
            else value
            for name, value in asdict(self).items()
        }


def values_of(item: Item) -> ItemValues:
    """Return the values that an item holds now."""
    return ItemValues(
        kind=item.kind,
        title=item.title,
        summary=item.summary,
        body=item.body,
        language_code=item.language_code,
        date=item.date,
        rights=item.rights,
        visibility=item.visibility,
        owner_id=item.owner_id,
        domain_ids=_ids(item.domains),
        place_ids=_ids(item.places),
        organisation_ids=_ids(item.publishers),
        other_organisations=tuple(
            sorted(
                (link.organisation_id, link.role)
                for link in item.item_organisations
                if link.role is not OrganisationRole.PUBLISHER
            )
        ),
        contributors=tuple((person.name, person.role) for person in item.contributors),
    )


def snapshot_of(item: Item) -> Snapshot:
    """Return the whole record as a revision keeps it: values, status and files."""
    return {
        **values_of(item).snapshot(),
        "status": item.status,
        "slug": item.slug,
        "files": [[file.id, file.name, file.sha256] for file in item.files],
    }


def without_file(snapshot: Snapshot, file_id: int) -> Snapshot:
    """Return a snapshot that only says that a file was there, without number, name or bytes."""
    files = [ERASED if kept[0] == file_id else kept for kept in snapshot["files"]]
    return {**snapshot, "files": files}


def _ids(rows: Iterable[Domain | Place | Organisation]) -> tuple[int, ...]:
    return tuple(sorted(row.id for row in rows))
