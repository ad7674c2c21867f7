"""Tells the check of the files about uploads under way."""

from portal.extensions import db
from portal.media.checking import register_inspection
from portal.media.problems import Fault, Problem
from portal.uploads.models import UploadState
from portal.uploads.partial import size_of
from portal.uploads.queries import list_in_state


def init_app() -> None:
    """Have uploads looked at in each check."""
    register_inspection(find_short_uploads)


def find_short_uploads() -> list[Problem]:
    """Return the uploads that were whole and are not any more."""
    found = [
        Problem(Fault.SHORT_UPLOAD, upload.id, f"{upload.size - size_of(upload.id)}")
        for upload in list_in_state(UploadState.COMPLETE)
        if size_of(upload.id) < upload.size
    ]
    db.session.rollback()
    return found
