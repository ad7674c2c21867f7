"""Why a file could not be processed, in words: what to do about it."""

from flask_babel import lazy_gettext as _

from portal.media.readers.outcome import Failure

_SENTENCES = {
    Failure.ENCRYPTED: _(
        "This document asks for a password. Remove the password and send it again."
    ),
    Failure.DAMAGED: _(
        "This file is damaged or incomplete. Open it on your device, save it again "
        "and send that copy."
    ),
    Failure.TOO_BIG: _(
        "This file holds more than can be read here: make it lighter or send it in parts."
    ),
    Failure.TOO_SLOW: _(
        "Reading this file took too long: try again, or save it in a simpler form and send that."
    ),
    Failure.TOO_MANY_PAGES: _("This document has too many pages: send it in parts."),
    Failure.EMPTY: _("There is nothing to read in this file: check it and send it again."),
    Failure.UNSUPPORTED: _("This kind of file cannot be read here: save it as PDF and send that."),
    Failure.GAVE_UP: _("Reading this file failed several times: try again, or send another copy."),
    Failure.NO_SPACE: _(
        "There was no room left on the server: tell the people who run this site, then try again."
    ),
    Failure.MISSING: _("The stored file cannot be found: send it again."),
    Failure.SPOILT: _("The stored file was damaged on the server: send it again."),
}


def explain(failure: str) -> str:
    """Return what to do about a failure code, in the reader's language."""
    return str(_SENTENCES[Failure(failure)])
