"""The text of a cue without its markup: who speaks, and what she says (WebVTT 4.2)."""

import re
from collections.abc import Iterator
from html import unescape

from portal.content.text import clean_line

# A sign that opens no tag is a sign: "moins de < 5 ans".
_TAG = re.compile(r"<(/?)([a-zA-Z][^<>]*|[\d:.]*)>")
_PLACING = re.compile(r"\{\\[^{}]*\}")


def read_voices(payload: str) -> Iterator[tuple[str, str]]:
    """Yield (speaker, text) for each voice of a cue that says something."""
    speaker, said, end = "", "", 0
    for tag in _TAG.finditer(payload):
        said += payload[end : tag.start()]
        end = tag.end()
        if _is_voice(tag[2]):
            yield from _finish(speaker, said)
            speaker, said = "" if tag[1] else _name_in(tag[2]), ""
    yield from _finish(speaker, said + payload[end:])


def drop_placing(payload: str) -> str:
    r"""Return the text of a SubRip cue without marks such as `{\an8}`."""
    return _PLACING.sub("", payload)


def _is_voice(tag: str) -> bool:
    return re.split(r"[\s.]", tag, maxsplit=1)[0] == "v"


def _name_in(tag: str) -> str:
    _name, *annotation = tag.split(maxsplit=1)
    return clean_line(unescape(annotation[0])) if annotation else ""


def _finish(speaker: str, said: str) -> Iterator[tuple[str, str]]:
    if text := clean_line(unescape(said)):
        yield speaker, text
