"""What stands against the values of a sheet, in sentences, by where it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from flask_babel import gettext as _

from portal.content.dates import find_date_problem, is_vague_date
from portal.directory.changes import diff
from portal.directory.models import ContactKind, WorkStatus
from portal.directory.periods import is_to_come
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    SheetValues,
)
from portal.web.formats import number

LONGEST_NAME = 300
LONGEST_ACRONYM = 40
LONGEST_LINE = 300
LONGEST_MISSION = 5_000
LONGEST_DESCRIPTION = 2_000
MOST_ROWS = 500
MOST_PEOPLE = 20_000_000
FEWEST_DIGITS = 8
PEOPLE = ("reached", "reached_women", "reached_girls")

Problem = tuple[str, str]


def find_problems(values: SheetValues, *, since: SheetValues | None = None) -> dict[str, str]:
    """Return what to mend, by field or by "rows/ref/field"; empty when all is well.

    Rows that stand as they stood `since` hinder nobody who mends or adds others.
    """
    problems = dict(_of_organisation(values))
    problems |= _of_twins(values.memberships)
    for membership in values.memberships:
        problems |= _located("memberships", membership.ref, _of_membership(membership))
    for contact in values.contacts:
        problems |= _located("contacts", contact.ref, _of_contact(contact))
    for intervention in values.interventions:
        problems |= _located("interventions", intervention.ref, _of_intervention(intervention))
    return _without_old(problems, since, values) if since else problems


def _without_old(
    problems: dict[str, str], before: SheetValues, after: SheetValues
) -> dict[str, str]:
    changes = diff(before.snapshot(), after.snapshot())
    return {
        path: problem
        for path, problem in problems.items()
        if "/" not in path or path.rpartition("/")[0] in changes
    }


def _located(rows: str, ref: str, problems: Iterator[Problem]) -> dict[str, str]:
    return {f"{rows}/{ref}/{field}": problem for field, problem in problems}


def _of_organisation(values: SheetValues) -> Iterator[Problem]:
    if not values.name:
        yield "name", _("Write the name.")
    yield from _of_past_day("founded", values.founded)
    for link in values.links:
        if not _is_address(link):
            yield "links", _("Write each address whole, from https:// on.")
    limits = {
        "name": LONGEST_NAME,
        "acronym": LONGEST_ACRONYM,
        "expansion": LONGEST_LINE,
        "legal_form": 200,
    }
    for field, limit in limits.items():
        if len(getattr(values, field)) > limit:
            yield field, _too_long(limit)
    if any(len(name) > LONGEST_NAME for name in (*values.translations.values(), *values.aliases)):
        yield "aliases", _too_long(LONGEST_NAME)
    if any(len(mission) > LONGEST_MISSION for mission in values.missions.values()):
        yield "missions", _too_long(LONGEST_MISSION)
    if any(len(getattr(values, rows)) > MOST_ROWS for rows in values.ROW_TYPES):
        yield (
            "interventions",
            _("A sheet holds at most %(limit)s rows of one kind.", limit=MOST_ROWS),
        )


def _of_twins(memberships: Iterable[MembershipValues]) -> dict[str, str]:
    """Return the memberships that last and say no more than another says."""
    lasting = [(one.ref, (one.network_id, one.role)) for one in memberships if not one.end]
    times = Counter(said for _ref, said in lasting)
    return {
        f"memberships/{ref}/network_id": _("This membership stands on the sheet already.")
        for ref, said in lasting
        if times[said] > 1
    }


def _of_membership(membership: MembershipValues) -> Iterator[Problem]:
    yield from _of_period(membership.start, membership.end)


def _of_contact(contact: ContactValues) -> Iterator[Problem]:
    match contact.kind:
        case ContactKind.EMAIL if not _is_email(contact.value):
            yield "value", _("Write the whole e-mail address, for example bureau@example.org.")
        case ContactKind.PHONE | ContactKind.WHATSAPP if not _is_phone(contact.value):
            yield "value", _("Write the number with its country, for example +223 70 00 00 00.")
        case _ if not contact.value:
            yield "value", _("Write how they are reached, or remove this line.")
    if len(contact.value) > LONGEST_LINE:
        yield "value", _too_long(LONGEST_LINE)
    yield from _of_past_day("consented_on", contact.consented_on)


def _of_intervention(intervention: InterventionValues) -> Iterator[Problem]:
    yield from _of_period(intervention.start, intervention.end)
    if intervention.status != WorkStatus.PLANNED and is_to_come(intervention.start):
        yield "start", _("This begins later: say that it is planned, or mend the date.")
    limits = {"description": LONGEST_DESCRIPTION, "programme": LONGEST_LINE, "source": 500}
    for field, limit in limits.items():
        if len(getattr(intervention, field)) > limit:
            yield field, _too_long(limit)
    counts = {name: getattr(intervention, name) for name in PEOPLE}
    for field, count in counts.items():
        if count is not None and not 0 <= count <= MOST_PEOPLE:
            yield field, _too_many(count)
    whole, *parts = counts.values()
    if whole is not None and sum(part or 0 for part in parts) > whole:
        yield "reached", _("The women and girls are more than all people reached: mend one.")


def _of_past_day(field: str, day: str) -> Iterator[Problem]:
    if problem := find_date_problem(day):
        yield field, problem
    elif is_to_come(day):
        yield field, _("This date is still to come: mend it.")


def _of_period(start: str, end: str) -> Iterator[Problem]:
    for field, day in (("start", start), ("end", end)):
        if problem := find_date_problem(day):
            yield field, problem
    is_read = is_vague_date(start) and is_vague_date(end)
    if is_read and start and end and end < start[: len(end)]:
        yield "end", _("The end comes before the beginning: mend one of them.")


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and len(link) <= LONGEST_LINE


def _is_email(value: str) -> bool:
    name, _at, host = value.partition("@")
    return (
        bool(name) and "." in host.strip(".") and "@" not in host and not set(value) & set(" ,;<>")
    )


def _is_phone(value: str) -> bool:
    digits = sum(character.isdigit() for character in value)
    return digits >= FEWEST_DIGITS and not set(value) - set("+0123456789 ().-/")


def _too_many(count: int) -> str:
    return _(
        "Write a number of people up to %(limit)s, not %(number)s.",
        limit=number(MOST_PEOPLE),
        number=number(count),
    )


def _too_long(limit: int) -> str:
    return _("Shorten this to %(limit)s characters.", limit=limit)
