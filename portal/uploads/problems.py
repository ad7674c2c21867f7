"""Why an upload did not reach its record, in words."""

from flask_babel import lazy_gettext as _

from portal.media.refusals import refusal_of
from portal.uploads.models import Upload, UploadState

NOT_YOURS = "not-yours"
BUSY = "busy"
NO_ROOM = "no-room"

# What may be over in a minute, and is tried again by itself.
PASSING = frozenset({BUSY, NO_ROOM})

_SENTENCES = {
    NOT_YOURS: _(
        "The file has arrived, but you can no longer change the record it is for. "
        "Ask the editor of your organisation, then try again."
    ),
    BUSY: _("The file has arrived. Its record is being changed: this is tried again by itself."),
    NO_ROOM: _(
        "The file has arrived, but there is no room left to keep it. This is tried again by "
        "itself; tell the people who run this site."
    ),
}


def explain(upload: Upload) -> str:
    """Return what is wrong with an upload and what to do, or nothing."""
    if upload.state is UploadState.REFUSED:
        return refusal_of(upload.problem)
    return str(_SENTENCES.get(upload.problem, ""))
