"""Cells of which the value cannot be known: errors, formulas without results, merged cells."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from portal.directory.exchange.headers import Layout
from portal.media.readers.sheets import Mark

# What spreadsheets write for an error, in the languages that do not keep the English name too,
# and the signs that fill a column too narrow for its number.
_ERROR = re.compile(
    r"#(REF!?|N/[AD]|VALEUR!?|VALUE!?|NOM\?|NAME\?|DIV/0!?|NUL!|NULL!|NOMBRE!|NUM!|SPILL!"
    r"|PROPAGATION!|CALC!|FIELD!|CHAMP!|BLOCKED!|CONNECT!|GETTING_DATA|#+)|Err:\d{3}",
    re.IGNORECASE,
)
# One number for several rows would be counted once for each of them.
_COUNTS = frozenset({"reached", "reached_women", "reached_girls"})


def find_flaws(
    number: int, cells: Sequence[str], marks: Mapping[int, frozenset[Mark]], layout: Layout
) -> dict[str, str]:
    """Return what is wrong with the cells of a row, by the column that they are read as."""
    flaws = {}
    for name, place in layout.places.items():
        text = cells[place] if place < len(cells) else ""
        if flaw := _find_flaw(_name_cell(number, place), text, marks.get(place, frozenset()), name):
            flaws[name] = flaw
    return flaws


def _find_flaw(cell: str, text: str, marks: frozenset[Mark], name: str) -> str:
    if _ERROR.fullmatch(text):
        return _(
            "Cell %(cell)s shows “%(text)s” and no value. Correct it, or write the value.",
            cell=cell,
            text=text,
        )
    if Mark.UNCALCULATED in marks:
        return _(
            "The result of the formula in cell %(cell)s is not in the file. Open the table, save"
            " it again and send that copy, or write the value.",
            cell=cell,
        )
    if Mark.COVERED in marks:
        return _(
            "Cell %(cell)s is merged with the cell before it. Unmerge the two, and write what"
            " belongs in each.",
            cell=cell,
        )
    if Mark.SHARED in marks and name in _COUNTS:
        return _(
            "The number in cell %(cell)s is merged over several rows. Unmerge them, and write the"
            " number of each row.",
            cell=cell,
        )
    return ""


def _name_cell(row: int, place: int) -> str:
    """Return a cell as spreadsheets call it: B5."""
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
