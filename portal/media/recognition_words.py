"""What the desk says of scans that nothing here can read."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.media.models import File, FileState
from portal.media.recognition import count_pages_without_text
from portal.media.tesseract import LANGUAGES, find_tesseract

_PROGRAM = "tesseract-ocr"


def explain_scans(file: File) -> str:
    """Return what to do about the pages of a file that nobody can search; nothing if all is well.

    It names the Debian packages that are missing.
    """
    if file.state != FileState.DONE:
        return ""
    missing = list_missing_packages()
    count = count_pages_without_text(file) if missing else 0
    if not count:
        return ""
    silent = ngettext(
        "%(number)s page has no text: if it is a picture of words, they cannot be searched here.",
        "%(number)s pages have no text: if they are pictures of words, these cannot be "
        "searched here.",
        count,
        number=count,
    )
    packages = " ".join(missing)
    advice = _("The people who run this site can install: %(packages)s.", packages=packages)
    return f"{silent} {advice}"


def list_missing_packages() -> list[str]:
    """Return the Debian packages that reading scans in our languages still needs."""
    program = find_tesseract()
    known = program.languages if program else []
    languages = [f"{_PROGRAM}-{each}" for each in LANGUAGES if each not in known]
    return languages if program else [_PROGRAM, *languages]
