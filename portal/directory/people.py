"""How many people a work reached, in words; never who they are."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.directory.models import Intervention, Qualifier
from portal.directory.values import InterventionValues
from portal.web.formats import number


def say_reached(work: Intervention | InterventionValues) -> str:
    """Return how many people were reached, the women and girls among them, or nothing."""
    parts = [words for words in (_women(work.reached_women), _girls(work.reached_girls)) if words]
    if work.reached is None:
        return _qualified(work.qualifier, _both(parts)) if parts else ""
    people = _qualified(work.qualifier, _people(work.reached))
    return (
        _("%(people)s, of whom %(parts)s", people=people, parts=_both(parts)) if parts else people
    )


def _people(count: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", count, number=number(count))


def _women(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%(number)s woman", "%(number)s women", count, number=number(count))


def _girls(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%(number)s girl", "%(number)s girls", count, number=number(count))


def _both(parts: list[str]) -> str:
    first, *rest = parts
    return _("%(women)s and %(girls)s", women=first, girls=rest[0]) if rest else first


def _qualified(qualifier: Qualifier, people: str) -> str:
    match qualifier:
        case Qualifier.AT_LEAST:
            return _("at least %(people)s", people=people)
        case Qualifier.MORE_THAN:
            return _("more than %(people)s", people=people)
        case Qualifier.ABOUT:
            return _("about %(people)s", people=people)
        case _:
            return people
