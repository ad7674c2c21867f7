"""Text out of the bytes that subtitle programs write."""

import codecs

from flask_babel import gettext as _

from portal.transcripts.lines import LARGEST_TEXT
from portal.transcripts.problems import refuse

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Raises InvalidError when it is too large or no text.
    """
    if len(data) > LARGEST_TEXT:
        raise refuse(_("This file is too large: a transcript has 2 MB at most."))
    named = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    text = data.decode(named, errors="replace") if named else _guess(data)
    if "\0" in text:
        raise refuse(_("This is not a text file. Send a WebVTT (.vtt) or SubRip (.srt) file."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
