"""Contacts as they may be shown to somebody who should know them already."""

from portal.directory.models import Contact, ContactKind

DOT = "\N{BULLET}"
HIDDEN = DOT * 3
CODE_DIGITS = 3
FEWEST_HIDDEN = 4


def mask_contact(contact: Contact) -> str:
    """Return enough of a contact to recognise it, and too little to use it."""
    match contact.kind:
        case ContactKind.EMAIL:
            return _mask_email(contact.value)
        case ContactKind.PHONE | ContactKind.WHATSAPP:
            return _mask_number(contact.value)
        case _:
            return HIDDEN


def _mask_number(number: str) -> str:
    """Return `+223 7• •• •• 12` for `+223 70 00 00 12`."""
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    first = 1 + (CODE_DIGITS if number.startswith("+") else 0)
    hidden = places[first:-2]
    if len(hidden) < FEWEST_HIDDEN:
        hidden = places
    return "".join(DOT if place in hidden else sign for place, sign in enumerate(number))


def _mask_email(email: str) -> str:
    """Return `b•••@e•••.org` for `bureau@example.org`."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}{HIDDEN}@{host[:1]}{HIDDEN}.{host.rpartition('.')[2]}"
