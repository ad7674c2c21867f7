"""Makes text plain: one way to write each letter, nothing invisible, words whole again."""

import re
import unicodedata

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
_PRESENTATION_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]+")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_NEWLINES = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_EMPTY_LINES = re.compile("\n{3,}")


def clean(text: str) -> str:
    """Return text in NFC, without control or invisible characters, spaces single."""
    text = _NEWLINES.sub("\n", text)
    text = _PRESENTATION_FORMS.sub(_plain_letters, text)
    text = _INVISIBLE.sub("", _CONTROLS.sub("", text))
    text = unicodedata.normalize("NFC", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _plain_letters(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())
