"""The text of a cue without its markup: who speaks, and what she says (WebVTT 4.2)."""

import re
from collections.abc import Iterator
from html import unescape

from portal.content.text import clean_line

# A sign that opens no tag is a sign: "moins de < 5 ans".
_TAG = re.compile(r"<(/?)([a-zA-Z][^<>]*|[\d:.]*)>")
_VOICE = re.compile(r"v(?:[\s.]|$)")
_PLACING = re.compile(r"\{\\[^{}]*\}")


def read_voices(payload: str) -> Iterator[tuple[str, str]]:
    """Yield (speaker, text) for each voice of a cue that says something."""
    voice, said, end = "", "", 0
    for tag in _TAG.finditer(payload):
        said += payload[end : tag.start()]
        end = tag.end()
        if _VOICE.match(tag[2]):
            if said:
                yield from _finish(voice, said)
            voice, said = "" if tag[1] else tag[2], ""
    yield from _finish(voice, said + payload[end:])


def plain_line(line: str) -> str:
    """Return a line of a cue without markup."""
    return clean_line(unescape(_TAG.sub("", line)))


def drop_placing(payload: str) -> str:
    r"""Return the text of a SubRip cue without marks such as `{\an8}`."""
    return _PLACING.sub("", payload)


def _name_in(voice: str) -> str:
    _name, annotation = [*voice.split(maxsplit=1), "", ""][:2]
    return clean_line(unescape(annotation))


def _finish(voice: str, said: str) -> Iterator[tuple[str, str]]:
    if text := clean_line(unescape(said)):
        yield _name_in(voice), text
