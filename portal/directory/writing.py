"""What every change of a sheet does: it is checked, written, kept in the history, made known."""

from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.revisions import StaleSaveError, record_revision
from portal.directory.forgetting import forget_contacts
from portal.directory.models import Organisation
from portal.directory.problems import find_problems
from portal.directory.sheets import write_values
from portal.directory.signals import organisations_changed
from portal.directory.values import RECORD_KIND, SheetValues, snapshot_of, values_of
from portal.errors import InvalidError
from portal.extensions import db, now
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.places import PlaceTree, load_places


def check_values(values: SheetValues, *, since: SheetValues | None = None) -> None:
    """Raise InvalidError for what cannot be kept, but for rows as they stood `since`."""
    if problems := find_problems(values, since=since):
        raise InvalidError(problems)


def write_sheet(organisation: Organisation, values: SheetValues, places: PlaceTree) -> None:
    """Write the values, as a change of this moment; no commit."""
    write_values(organisation, values, places)
    organisation.updated_at = now()


def record_change(
    organisation: Organisation, *, author: User | None, action: Action, note: str = ""
) -> None:
    """Add the revision and the note to the index that go with every change; no commit."""
    db.session.flush()
    snapshot = snapshot_of(organisation)
    record_revision(
        RECORD_KIND, organisation.id, author=author, action=action, snapshot=snapshot, note=note
    )
    mark_changed(RECORD_KIND, organisation.id)
    organisations_changed.send(organisation_ids=[organisation.id])


def change_sheet(
    organisation: Organisation, values: SheetValues, *, author: User, note: str = ""
) -> None:
    """Write the values with all that goes with it; contacts that are gone are forgotten.

    Raises StaleSaveError when somebody saved meanwhile.
    """
    gone = {contact.ref for contact in organisation.contacts} - {
        contact.ref for contact in values.contacts
    }
    write_sheet(organisation, values, load_places())
    try:
        record_change(organisation, author=author, action=Action.EDIT, note=note)
        forget_contacts(organisation.id, gone)
        commit()
    except StaleDataError:
        db.session.rollback()
        raise stale_save(organisation, values) from None


def stale_save(organisation: Organisation, values: SheetValues) -> StaleSaveError:
    """Return the error that shows the sheet as it stands now beside what was sent."""
    current = values_of(organisation).snapshot()
    return StaleSaveError(current=current, submitted=values.snapshot())


def commit() -> None:
    """Commit, and wake whoever keeps the index true."""
    db.session.commit()
    wake_indexer.enqueue()
