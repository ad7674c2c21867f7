"""The message that goes with a link, in each language, ready to be sent from her own phone.

Nothing is sent by the server. Addresses open a program of the phone and no web site, so that
nobody reads the link on its way but who carries the message.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.config import LANGUAGES
from portal.directory.models import Contact, ContactKind
from portal.web.formats import isolated

HOME_CODE = "223"
HOME_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Door:
    """A way to send a message: `way` is whatsapp, sms or email; to nobody yet without a number."""

    way: str
    to: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """A text in one language, and the ways to send it."""

    language: str
    text: str
    doors: Sequence[Door]


def write_messages(
    name: str, addresses: dict[str, str], contacts: Sequence[Contact]
) -> list[Message]:
    """Return the message about a sheet in every language, each with the link's address in it."""
    return [_write(language, name, addresses[language], contacts) for language in LANGUAGES]


def call_url(number: str) -> str:
    """Return the address that calls a number (RFC 3966)."""
    return f"tel:{_dialled(number)}"


def chat_url(number: str, text: str = "") -> str:
    """Return the address that opens a WhatsApp chat, with a text; to choose whom without number."""
    asked = {"phone": _international(number), "text": text}
    return "whatsapp://send?" + urlencode({k: v for k, v in asked.items() if v}, quote_via=quote)


def _write(language: str, name: str, address: str, contacts: Sequence[Contact]) -> Message:
    with force_locale(language):
        subject = _("Is the sheet of %(organisation)s right?", organisation=isolated(name))
        text = _(
            "Hello. This is what the directory says of %(organisation)s. Please read it: one tap"
            " says that it is right, or write what has changed. You need no account. The link"
            " works once, within 14 days:\n%(address)s",
            organisation=isolated(name),
            address=address,
        )
    return Message(language, text, list(_doors(contacts, subject, text)))


def _doors(contacts: Sequence[Contact], subject: str, text: str) -> Iterator[Door]:
    body = quote(text)
    for contact in contacts:
        match contact.kind:
            case ContactKind.PHONE | ContactKind.WHATSAPP:
                yield Door("whatsapp", contact.value, chat_url(contact.value, text))
                # Android reads what follows "?", iOS what follows "&".
                sms = f"sms:{_dialled(contact.value)}?&body={body}"
                yield Door("sms", contact.value, sms)
            case ContactKind.EMAIL:
                mail = f"mailto:{quote(contact.value, safe='@')}"
                yield Door("email", contact.value, f"{mail}?subject={quote(subject)}&body={body}")
            case _:
                pass
    yield Door("whatsapp", "", chat_url("", text))
    yield Door("sms", "", f"sms:?&body={body}")
    yield Door("email", "", f"mailto:?subject={quote(subject)}&body={body}")


def _dialled(number: str) -> str:
    """Return what is dialled of a number as it was written."""
    plus = "+" if number.strip().startswith("+") else ""
    return plus + _digits(number)


def _international(number: str) -> str:
    """Return a number with its country and nothing else; eight digits alone are of Mali."""
    digits = _digits(number)
    if number.strip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return HOME_CODE + digits if len(digits) == HOME_DIGITS else digits


def _digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)
