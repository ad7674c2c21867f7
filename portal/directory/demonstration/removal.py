"""Taking organisations of the demonstration out of the directory, for good."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from portal.content.revisions import forget_revisions
from portal.directory.exchange.models import DirectoryImport
from portal.directory.models import Intervention, Membership, Organisation
from portal.directory.signals import organisations_changed
from portal.directory.values import RECORD_KIND
from portal.extensions import db
from portal.media.models import File
from portal.media.services import delete_file
from portal.search.outbox import mark_changed


def list_fictitious() -> list[Organisation]:
    """Return the organisations that are a demonstration, by address."""
    query = select(Organisation).where(Organisation.is_demonstration).order_by(Organisation.slug)
    return list(db.session.scalars(query))


def has_members_beside(network: Organisation, ids: Collection[int]) -> bool:
    """Tell whether an organisation has members other than these."""
    return bool(_list_members_beside([network.id], ids))


def delete_organisations(ids: Collection[int]) -> None:
    """Delete organisations with their rows and roles; no commit.

    No item may name them any more. A check that one of them made of another's sheet is none.
    """
    members = _list_members_beside(ids, ids)
    logos = select(Organisation.logo_id).where(Organisation.id.in_(ids))
    files = db.session.scalars(select(File).where(File.id.in_(logos))).all()
    for table in (Organisation, Intervention):
        checked = update(table).where(table.checker_id.in_(ids))
        db.session.execute(checked.values(checked_on=None, checker_id=None))
    forget_revisions(RECORD_KIND, ids)
    db.session.execute(delete(Organisation).where(Organisation.id.in_(ids)))
    db.session.expire_all()
    for file in files:
        delete_file(file)
    for id_ in (*ids, *members):
        mark_changed(RECORD_KIND, id_)
    organisations_changed.send(organisation_ids=[*ids, *members])


def delete_example_imports() -> None:
    """Delete what is kept of imports that were an example; no commit."""
    db.session.execute(delete(DirectoryImport).where(DirectoryImport.is_demonstration))


def _list_members_beside(network_ids: Collection[int], ids: Collection[int]) -> list[int]:
    query = select(Membership.organisation_id).where(
        Membership.network_id.in_(network_ids), Membership.organisation_id.not_in(ids)
    )
    return list(db.session.scalars(query.distinct()))
