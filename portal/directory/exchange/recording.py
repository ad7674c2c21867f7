"""The traces that go with changes of many sheets at once."""

from collections.abc import Sequence

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.revisions import record_revisions
from portal.directory.models import Organisation
from portal.directory.signals import organisations_changed
from portal.directory.values import RECORD_KIND, snapshot_of
from portal.extensions import db
from portal.search.outbox import mark_changed


def record_changes(
    organisations: Sequence[Organisation], *, author: User | None, action: Action
) -> None:
    """Add the revisions and the notes to the index that go with the changes; no commit."""
    db.session.flush()
    if not organisations:
        return
    snapshots = {organisation.id: snapshot_of(organisation) for organisation in organisations}
    record_revisions(RECORD_KIND, snapshots, author=author, action=action)
    for id_ in snapshots:
        mark_changed(RECORD_KIND, id_)
    organisations_changed.send(organisation_ids=list(snapshots))
