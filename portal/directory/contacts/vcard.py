"""An organisation as a card for the telephone's address book: vCard 4.0 (RFC 6350)."""

from collections.abc import Iterable, Iterator, Sequence

from portal.directory.contacts.numbers import dialled
from portal.directory.models import Contact, ContactKind, Organisation

MEDIA_TYPE = "text/vcard"
LONGEST_LINE = 75

_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


def write_vcard(organisation: Organisation, contacts: Sequence[Contact], *, url: str) -> bytes:
    """Return the card of an organisation with these contacts; `url` is the address of its page."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:{_uri(url)}",
        f"REV:{organisation.updated_at:%Y%m%dT%H%M%SZ}",
        f"FN:{_text(organisation.name)}",
        f"ORG:{_text(organisation.name)}",
        *([f"NICKNAME:{_text(organisation.acronym)}"] if organisation.acronym else []),
        *(f"LANG:{language.tag}" for language in organisation.languages),
        *(f"URL:{_uri(link)}" for link in organisation.links),
        *_list_contacts(contacts),
        "END:VCARD",
    ]
    return b"".join(_fold(line) for line in lines)


def _list_contacts(contacts: Iterable[Contact]) -> Iterator[str]:
    """Yield a line for each contact; whose it is goes with it in a group, as address books do."""
    for place, contact in enumerate(contacts, start=1):
        if not contact.label:
            yield _line(contact)
        else:
            yield f"item{place}.{_line(contact)}"
            yield f"item{place}.X-ABLABEL:{_text(contact.label)}"


def _line(contact: Contact) -> str:
    match contact.kind:
        case ContactKind.PHONE:
            return f"TEL;VALUE=uri;TYPE=voice:tel:{dialled(contact.value)}"
        case ContactKind.WHATSAPP:
            return f'TEL;VALUE=uri;TYPE="cell,text":tel:{dialled(contact.value)}'
        case ContactKind.EMAIL:
            return f"EMAIL:{_text(contact.value)}"
        case _:
            return f"ADR:;;{_text(contact.value)};;;;"


def _text(value: str) -> str:
    """Return a value escaped (section 3.4), lines kept, other control signs left out."""
    lines = "\n".join(value.splitlines())
    return "".join(c for c in lines if c.isprintable() or c == "\n").translate(_ESCAPES)


def _uri(value: str) -> str:
    return "".join(c for c in value if c.isprintable() and not c.isspace())


def _fold(line: str) -> bytes:
    """Return a line cut after 75 bytes (section 3.2), never inside a letter."""
    pieces, piece = [], b""
    for sign in line:
        letter = sign.encode()
        if len(piece) + len(letter) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += letter
    return b"\r\n".join([*pieces, piece, b""])
