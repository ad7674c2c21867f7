"""How an upload stands, as its owner reads it."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from portal.auth.models import User
from portal.uploads import problems, queries
from portal.uploads.destinations import Described, find_destination
from portal.uploads.models import Upload, UploadState

WORDS = {
    UploadState.ARRIVING: _("On its way"),
    UploadState.COMPLETE: _("Arrived, not yet in its record"),
    UploadState.DELIVERED: _("In its record"),
    UploadState.REFUSED: _("Not taken"),
}
TONES = {
    UploadState.ARRIVING: "working",
    UploadState.COMPLETE: "waiting",
    UploadState.DELIVERED: "done",
    UploadState.REFUSED: "failed",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An upload, what has arrived of it, and the record it is for, if she may see that."""

    upload: Upload
    received: int
    record: Described | None
    explanation: str

    @property
    def percent(self) -> int:
        """How much has arrived, never more than is true."""
        return 100 * self.received // self.upload.size

    @property
    def is_unfinished(self) -> bool:
        """Tell whether there is anything left to do."""
        return self.upload.state in queries.UNFINISHED


def standing_of(upload: Upload, user: User) -> Standing:
    """Return how an upload of hers stands."""
    destination = find_destination(upload.destination)
    return Standing(
        upload,
        queries.received(upload),
        destination.describe(user, upload.record_id) if destination else None,
        problems.explain(upload),
    )
