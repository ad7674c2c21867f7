"""The values of a helpline, and the rules that they meet."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.errors import InvalidError
from portal.helplines.models import Audience, Cost, Helpline
from portal.vocabulary.models import Labels, PlaceKind
from portal.vocabulary.places import load_places
from portal.vocabulary.queries import list_languages

# The texts of a helpline: its column, the field of the form without its language, the most signs.
TEXTS = (("names", "name", 120), ("hours", "hours", 120), ("notes", "note", 300))
LONGEST_NUMBER = 40

# Short numbers have 2 digits; international ones have up to 15 (E.164), and may begin with 00.
_DIGITS = range(2, 18)
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelplineValues:
    """What an administrator writes of a helpline; texts by interface language."""

    country_id: int
    number: str
    names: Labels
    hours: Labels = field(default_factory=dict)
    notes: Labels = field(default_factory=dict)
    is_always_open: bool = False
    cost: Cost = Cost.UNKNOWN
    audience: Audience = Audience.EVERYBODY
    language_codes: tuple[str, ...] = ()


def values_of(helpline: Helpline) -> HelplineValues:
    """Return the values of a helpline as they are kept."""
    return HelplineValues(
        country_id=helpline.country_id,
        number=helpline.number,
        names=helpline.names,
        hours=helpline.hours,
        notes=helpline.notes,
        is_always_open=helpline.is_always_open,
        cost=helpline.cost,
        audience=helpline.audience,
        language_codes=tuple(sorted(language.code for language in helpline.languages)),
    )


def snapshot_of(helpline: Helpline) -> dict[str, Any]:
    """Return all of a helpline as its history keeps it."""
    values = asdict(values_of(helpline))
    return {
        **values,
        "language_codes": list(values["language_codes"]),
        "checked_on": helpline.checked_on.isoformat() if helpline.checked_on else "",
    }


def dialled(number: str) -> str:
    """Return what a telephone dials: the digits as written, since 17 has no other form."""
    return "".join(sign for sign in number if sign in "+0123456789")


def check_values(values: HelplineValues) -> None:
    """Raise InvalidError for values that cannot be kept."""
    if problems := dict(_list_problems(values)):
        raise InvalidError(problems)


def _list_problems(values: HelplineValues) -> Iterator[tuple[str, str]]:
    country = load_places().by_id.get(values.country_id)
    if country is None or country.kind is not PlaceKind.COUNTRY:
        yield "country", _("Choose a country.")
    if not _is_number(values.number):
        yield "number", _("Write the number as people dial it, for example 17 or 80001122.")
    if not values.names.get("fr"):
        yield "name_fr", _("Write the name of the service in French.")
    for column, name, longest in TEXTS:
        for language, text in getattr(values, column).items():
            if len(text) > longest:
                yield (
                    f"{name}_{language}",
                    _("Shorten this to %(limit)s characters.", limit=longest),
                )
    if not {language.code for language in list_languages()}.issuperset(values.language_codes):
        yield "languages", _("Choose from the answers that are offered.")


def _is_number(text: str) -> bool:
    digits = sum(map(str.isdecimal, text))
    return bool(_NUMBER.fullmatch(text)) and digits in _DIGITS and len(text) <= LONGEST_NUMBER
