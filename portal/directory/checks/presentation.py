"""Sheets that wait for a check, as their lines on the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.auth.models import User
from portal.content.models import Status
from portal.directory.checks.ages import CheckNote
from portal.directory.checks.confirming import confirm_scope
from portal.directory.checks.links import is_public
from portal.directory.checks.messages import call_url, chat_url
from portal.directory.checks.models import DirectoryRules
from portal.directory.checks.notes import note_sheet
from portal.directory.checks.queries import hidden_since, list_numbers, list_open_links
from portal.directory.models import Contact, Intervention, Organisation, WorkStatus
from portal.directory.policy import review_scope
from portal.directory.words import WORDS
from portal.web.formats import label

SHOWN_WORKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a sheet stands: its last check, since when it is hidden, what a person may do about it.

    `link_until` is the last day of a link that was sent and not answered.
    """

    note: CheckNote
    hidden_since: date | None
    may_confirm: bool
    may_send_link: bool
    link_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """A number, whose it is, and how to call or write to it."""

    number: str
    label: str
    call_url: str
    chat_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSheet:
    """A sheet to check, in short; `more_works` says how many works are not in `works`."""

    organisation: Organisation
    kind_name: str
    seat: str
    standing: Standing
    telephones: Sequence[Telephone]
    works: Sequence[str]
    more_works: int


def present_due_sheets(
    sheets: Sequence[Organisation], *, viewer: User, rules: DirectoryRules
) -> list[DueSheet]:
    """Return the lines of these sheets."""
    numbers: dict[int, list[Contact]] = {}
    for contact in list_numbers([sheet.id for sheet in sheets], viewer=viewer):
        numbers.setdefault(contact.organisation_id, []).append(contact)
    return [_present(sheet, numbers.get(sheet.id, []), viewer, rules) for sheet in sheets]


def standing_of(organisation: Organisation, *, viewer: User, rules: DirectoryRules) -> Standing:
    """Return how a sheet stands for a person who may write it."""
    link = list_open_links([organisation.id]).get(organisation.id)
    is_published = organisation.status is Status.PUBLISHED
    is_reviewer = review_scope(viewer).covers(organisation.id)
    return Standing(
        note=note_sheet(organisation, viewer=viewer, rules=rules),
        hidden_since=hidden_since(organisation, rules),
        may_confirm=is_published and confirm_scope(viewer).covers(organisation.id),
        may_send_link=is_reviewer and is_public(organisation),
        link_until=link.expires_at.date() if link and is_reviewer else None,
    )


def _present(
    sheet: Organisation, numbers: Iterable[Contact], viewer: User, rules: DirectoryRules
) -> DueSheet:
    current = [one for one in sheet.interventions if one.status is not WorkStatus.FINISHED]
    return DueSheet(
        organisation=sheet,
        kind_name=str(WORDS[sheet.kind]),
        seat=label(sheet.seat.labels) if sheet.seat else "",
        standing=standing_of(sheet, viewer=viewer, rules=rules),
        telephones=[_present_number(contact) for contact in numbers],
        works=[_say_work(work) for work in current[:SHOWN_WORKS]],
        more_works=max(0, len(current) - SHOWN_WORKS),
    )


def _present_number(contact: Contact) -> Telephone:
    return Telephone(
        number=contact.value,
        label=contact.label,
        call_url=call_url(contact.value),
        chat_url=chat_url(contact.value),
    )


def _say_work(work: Intervention) -> str:
    """Return a work in a few words, for those who may write it: at its true place."""
    words = (label(work.domain.labels), label(work.place.labels), str(WORDS[work.status]))
    return " · ".join(words)
