"""Contacts as a page shows them: each with what a tap on it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from portal.directory.contacts.numbers import dialled
from portal.directory.models import Contact, ContactKind
from portal.directory.words import WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """One way to reach an organisation; without an address there is nothing to tap."""

    kind_name: str
    value: str
    label: str
    url: str | None


def present_contacts(contacts: Iterable[Contact]) -> list[ContactView]:
    """Return the contacts in words."""
    return [
        ContactView(
            kind_name=str(WORDS[contact.kind]),
            value=contact.value,
            label=contact.label,
            url=url_of_contact(contact),
        )
        for contact in contacts
    ]


def url_of_contact(contact: Contact) -> str | None:
    """Return what a tap opens: the telephone (RFC 3966), a letter (RFC 6068), a conversation."""
    match contact.kind:
        case ContactKind.PHONE:
            return f"tel:{dialled(contact.value)}"
        case ContactKind.WHATSAPP:
            return f"https://wa.me/{dialled(contact.value).removeprefix('+')}"
        case ContactKind.EMAIL:
            return f"mailto:{quote(contact.value, safe='@+')}"
        case _:
            return None
