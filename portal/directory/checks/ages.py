"""How old a check is, in words and in three levels."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from babel.dates import format_timedelta
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.directory.checks.models import DirectoryRules
from portal.extensions import today
from portal.web.formats import UNBROKEN, isolated, vague_date

RECENT = timedelta(days=90)

Level = Literal["fresh", "old", "unknown"]


@dataclass(frozen=True, slots=True)
class CheckNote:
    """When and by whom something was checked, as a sentence, and how much to trust it."""

    words: str
    level: Level


def describe_check(
    checked_on: date | None,
    *,
    checker_name: str | None,
    rules: DirectoryRules,
    is_own: bool = False,
) -> CheckNote:
    """Return what to say of a check.

    `checker_name` is that of the network that checked, None for the site, empty where it may
    not be said; `is_own` says that the organisation itself did.
    """
    if checked_on is None:
        return CheckNote(_("Not checked yet."), "unknown")
    when = say_when(checked_on)
    if is_old(checked_on, rules):
        return CheckNote(_say_old(when, checker_name, is_own=is_own), "old")
    return CheckNote(_say_fresh(when, checker_name, is_own=is_own), "fresh")


def is_old(checked_on: date | None, rules: DirectoryRules) -> bool:
    """Tell whether a check is to be made again; what was never checked is not old, but unknown."""
    return checked_on is not None and checked_on < oldest_fresh_check(rules)


def oldest_fresh_check(rules: DirectoryRules, *, on: date | None = None) -> date:
    """Return the day since which a check counts as fresh, today or on another day."""
    return (on or today()) - timedelta(days=rules.stale_days)


def say_when(day: date) -> str:
    """Return a past day as one says it: `today`, `3 weeks ago`, `in March 2024`."""
    age = today() - day
    if age <= timedelta(0):
        return _("today")
    if age <= RECENT:
        ago = format_timedelta(-age, granularity="day", add_direction=True, locale=get_locale())
        return ago.replace(" ", UNBROKEN)
    return _("in %(month)s", month=vague_date(day.isoformat()[:7]))


def _say_fresh(when: str, checker_name: str | None, *, is_own: bool) -> str:
    if is_own:
        return _("Checked %(when)s by the organisation itself.", when=when)
    if checker_name is None:
        return _("Checked %(when)s by this site.", when=when)
    if not checker_name:
        return _("Checked %(when)s.", when=when)
    return _("Checked %(when)s by %(network)s.", when=when, network=isolated(checker_name))


def _say_old(when: str, checker_name: str | None, *, is_own: bool) -> str:
    if is_own:
        return _(
            "To be checked again: last checked %(when)s by the organisation itself.", when=when
        )
    if checker_name is None:
        return _("To be checked again: last checked %(when)s by this site.", when=when)
    if not checker_name:
        return _("To be checked again: last checked %(when)s.", when=when)
    return _(
        "To be checked again: last checked %(when)s by %(network)s.",
        when=when,
        network=isolated(checker_name),
    )
