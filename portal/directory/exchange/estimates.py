"""Numbers of people with a word about how exact they are: `environ 1250`, `plus de 100`, `~250`."""

import re

from flask_babel import gettext as _

from portal.content.numbers import read_number
from portal.directory.exchange.rows import Row
from portal.directory.exchange.terms import Terms
from portal.directory.models import Qualifier

_PARTS = re.compile(r"(?P<before>\D*?)\s*(?P<number>\d(?:.*\d)?)\s*(?P<after>\D*)", re.DOTALL)
_SIGNS_BEFORE = {
    **dict.fromkeys(("~", "≈", "∼", "≃", "±", "+/-"), Qualifier.ABOUT),
    **dict.fromkeys((">", "+", "+ de"), Qualifier.MORE_THAN),
    **dict.fromkeys(("≥", ">=", "⩾"), Qualifier.AT_LEAST),
}
_SIGNS_AFTER = {"+": Qualifier.AT_LEAST}


def read_reached(
    row: Row, terms: Terms, otherwise: tuple[Qualifier, int | None]
) -> tuple[Qualifier, int | None]:
    """Return how many people a line says were reached, and how exact the number is."""
    qualifier = row.choice("qualifier", Qualifier, terms, otherwise[0])
    text = row.said.get("reached", "")
    found = _find_qualifier(text, terms)
    if found is None:
        return qualifier, row.number_of("reached", otherwise[1])
    implied, number = found
    if row.said.get("qualifier") and qualifier is not implied:
        row.problems["reached"] = _(
            "“%(one)s” and “%(other)s” do not say the same: mend one, or leave one empty.",
            one=text,
            other=row.said["qualifier"],
        )
    return implied, row.take("reached", lambda _text: read_number(number), otherwise[1])


def _find_qualifier(text: str, terms: Terms) -> tuple[Qualifier, str] | None:
    """Return what the words around a number say of it, and the number; None without such words."""
    parts = _PARTS.fullmatch(text.strip())
    if not parts or bool(parts["before"]) == bool(parts["after"]):
        return None
    before, after = parts["before"].strip().lower(), parts["after"].strip()
    sign = _SIGNS_BEFORE.get(before) or _SIGNS_AFTER.get(after)
    known = sign or terms.choices[Qualifier].find(before or after)
    return (Qualifier(str(known)), parts["number"]) if known else None
