"""Names that people gave to their files: kept as data, never used as paths."""

import re
import unicodedata

MAX_NAME_BYTES = 255
_MAX_EXTENSION_BYTES = 16
_JOINERS = "\u200c\u200d"


def clean_name(name: str, *, extension: str) -> str:
    """Return a name that is safe to show and to send back.

    The last path component in NFC, without control, direction and other invisible
    characters, at most 255 bytes of UTF-8; `file` with `extension` when nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character for character in last if _is_visible(character))
    words = " ".join(visible.split()).strip(". ")
    return _shorten(words) or f"file{extension}"


def with_extension(name: str, *, extensions: tuple[str, ...]) -> str:
    """Return `name`, ending in the first of `extensions` when it ends in none of them.

    What the content is decides how a computer opens it: text called `letter.hta` leaves
    as `letter.hta.txt`.
    """
    if name.lower().endswith(extensions):
        return name
    return f"{name}{extensions[0]}"


def split_name(name: str, *, extensions: tuple[str, ...]) -> tuple[str, str]:
    """Return a name without its ending, and that ending: the usual one where it has none."""
    lower = name.lower()
    length = next((len(ending) for ending in extensions if lower.endswith(ending)), 0)
    return (name[:-length], name[-length:]) if length else (name, extensions[0])


def rename(name: str, words: str, *, extensions: tuple[str, ...]) -> str:
    """Return what somebody typed as a new name, fit as `clean_name` makes it, with its old ending.

    A stroke is no path here: `8/3 Ségou` becomes `8-3 Ségou`.
    """
    _stem, ending = split_name(name, extensions=extensions)
    typed = clean_name(re.sub(r"[/\\]", "-", words), extension=ending)
    if typed.lower().endswith(ending.lower()):
        return typed
    return clean_name(f"{typed}{ending}", extension=ending)


def with_extension_of_copy(name: str, *, original: tuple[str, ...], copy: tuple[str, ...]) -> str:
    """Return the name of a copy: that of the file, with the ending of the copy's own format.

    A recording called `voix.wav` becomes `voix.opus`.
    """
    lower = name.lower()
    ending = next((ending for ending in original if lower.endswith(ending)), "")
    if not ending or lower.endswith(copy):
        return with_extension(name, extensions=copy)
    return with_extension(name[: -len(ending)], extensions=copy)


def _is_visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in {
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "Cs",
        "Zl",
        "Zp",
    }


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > _MAX_EXTENSION_BYTES:
        stem, dot, extension = name, "", ""
    room = MAX_NAME_BYTES - len((dot + extension).encode())
    return _cut(stem, room).rstrip(". ") + dot + extension


def _cut(text: str, room: int) -> str:
    """Return the longest start of `text` of at most `room` bytes that keeps accents on letters."""
    short = text.encode()[:room].decode(errors="ignore")
    while short and unicodedata.combining(text[len(short) : len(short) + 1] or "a"):
        short = short[:-1]
    return short
