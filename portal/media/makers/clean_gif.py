"""Strips GIF: pictures and their timing stay, comments and what programs added go."""

from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.readers.outcome import Trace

_PICTURE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def strip_gif(content: bytes) -> Stripped:
    """Return the picture alone, up to its end."""
    try:
        return _strip(content)
    except IndexError as error:
        raise BrokenPictureError from error


def _strip(content: bytes) -> Stripped:
    stripped = Stripped()
    at = 13 + _palette(content[10])
    kept = [content[:at]]
    while (kind := content[at]) != _END:
        end = _block_end(content, at)
        if kind == _PICTURE or _is_needed(content, at):
            kept.append(content[at:end])
        else:
            is_comment = content[at + 1] == _COMMENT
            stripped.traces.add(Trace.COMMENTS if is_comment else Trace.TAGS)
        at = end
    stripped.add_tail(content[at + 1 :])
    stripped.content = b"".join((*kept, b";"))
    return stripped


def _block_end(content: bytes, at: int) -> int:
    if content[at] == _PICTURE:
        return _chain_end(content, at + 11 + _palette(content[at + 9]))
    if content[at] == _EXTENSION:
        return _chain_end(content, at + 2)
    raise BrokenPictureError


def _chain_end(content: bytes, at: int) -> int:
    while content[at]:
        at += 1 + content[at]
    return at + 1


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _is_needed(content: bytes, at: int) -> bool:
    kind = content[at + 1]
    return kind == _CONTROL or (
        kind == _APPLICATION and content[at + 3 : at + 14].startswith(_LOOPS)
    )
