"""Tells links that anybody may follow from those that betray a machine or start something."""

import re

_PUBLIC = re.compile(r"(?:https?|ftp|mailto|tel|sms|geo):", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}|/|\\|\.\.?[/\\]", re.IGNORECASE)
_HOME = re.compile(
    r"(?:file:|[a-z]:[\\/]|\\\\|/(?:users|home|root|mnt|media|volumes|data|var|tmp|storage)/)",
    re.IGNORECASE,
)
_PICTURE_NAME = re.compile(
    r"[^\n]{1,200}\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|emf|wmf)", re.IGNORECASE
)


def is_public_link(address: str) -> bool:
    """Tell whether an address leads to the web, to a mailbox, or into the document."""
    address = address.strip()
    return bool(_PUBLIC.match(address)) or not _ANY_SCHEME.match(address)


def is_path(text: str) -> bool:
    """Tell whether a text is the path of a file on somebody's machine."""
    return bool(_HOME.match(text.strip()))


def is_file_name(text: str) -> bool:
    """Tell whether a text is the path or the name of a picture, put there by a program."""
    return is_path(text) or bool(_PICTURE_NAME.fullmatch(text.strip()))
