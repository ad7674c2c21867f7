"""Text that people send, made fit to keep: composed letters, no invisible commands."""

import re
import unicodedata

_LONGEST_QUOTE = 60
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def clean_text(text: str | None) -> str:
    """Return a text of several lines in NFC, without control characters or bidi overrides."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNFIT.sub("", plain)).strip()


def clean_line(text: str | None) -> str:
    """Return a text of one line, its spaces single."""
    return " ".join(clean_text(text).split())


def shorten(text: str) -> str:
    """Return the beginning of a text, for a sentence that quotes it."""
    line = clean_line(text)
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
