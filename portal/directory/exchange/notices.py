"""What of a table was read how and what was left out, in sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from flask_babel import gettext as _

from portal.directory.exchange.body import Body, Kind
from portal.directory.exchange.headers import Layout, Origin
from portal.media.tables import Rows, Sheet, Table

_LONGEST_NAME = 80
_MOST_NAMED = 40


def describe_reading(table: Table, layout: Layout, body: Body) -> Iterator[str]:
    """Yield a sentence for each thing that a person who looks at the table would not expect."""
    sheet = table.sheets[layout.sheet]
    yield from _describe_sheets(table, sheet)
    yield from _describe_columns(layout, sheet)
    yield from _describe_rows(body.left_out, sheet)


def _describe_sheets(table: Table, sheet: Sheet) -> Iterator[str]:
    others = [one.name for one in table.sheets if one is not sheet and has_rows(one)]
    if others:
        yield _(
            "The sheet “%(name)s” was read. Not read: %(others)s.",
            name=sheet.name,
            others=_enumerate(others),
        )
    if table.hidden:
        yield _("Hidden sheets were not read: %(names)s.", names=_enumerate(table.hidden))


def has_rows(sheet: Sheet) -> bool:
    """Return whether there is something on a sheet."""
    return bool(sheet.rows) or sheet.is_too_large


def _describe_columns(layout: Layout, sheet: Sheet) -> Iterator[str]:
    if layout.origin is Origin.REMEMBERED:
        yield _("The columns are read as chosen before for a table with the same headers.")
    if layout.origin is not Origin.KNOWN:
        yield _("Row %(row)s is read as headers, and not as a line.", row=layout.first)
    if names := _enumerate(layout.unknown):
        yield (
            _("These columns are not known and were left out: %(names)s.", names=names)
            if layout.origin is Origin.KNOWN
            else _("These columns are left out, as chosen: %(names)s.", names=names)
        )
    if names := _enumerate(layout.repeated):
        yield _(
            "Of columns that say the same, only the first was read. Left out: %(names)s.",
            names=names,
        )
    if names := _enumerate(layout.invalid_tags):
        yield _(
            "These HXL hashtags are not valid, so that their columns are known by the headers"
            " alone: %(names)s.",
            names=names,
        )
    hidden = [layout.labels[place] for place in layout.places.values() if place in _hidden(sheet)]
    if hidden:
        yield _("These columns are hidden, and were read: %(names)s.", names=_enumerate(hidden))


def _hidden(sheet: Sheet) -> frozenset[int]:
    return frozenset(sheet.hidden_columns)


def _describe_rows(left_out: Mapping[Kind, Sequence[int]], sheet: Sheet) -> Iterator[str]:
    quoted = [*left_out.get(Kind.TITLE, ()), *left_out.get(Kind.NOTE, ())]
    if quoted:
        yield _("Left out as titles or notes: %(rows)s.", rows=_quote(sheet.rows, sorted(quoted)))
    if totals := left_out.get(Kind.TOTAL):
        yield _("Left out as totals: %(rows)s.", rows=_quote(sheet.rows, totals))
    if heads := left_out.get(Kind.HEAD):
        yield _("Headers come again in these rows: %(rows)s.", rows=_list_rows(heads))
    if others := left_out.get(Kind.OTHER_TABLE):
        yield _(
            "Another table begins in row %(row)s, and was not read. Send it on a sheet of its own.",
            row=others[0],
        )
    if nothing := left_out.get(Kind.NOTHING):
        yield _(
            "These rows have nothing in the columns that are read: %(rows)s.",
            rows=_list_rows(nothing),
        )
    if sheet.hidden_rows:
        yield _(
            "Hidden rows were left out: %(rows)s. Show them in the table to send them too.",
            rows=_list_rows(sheet.hidden_rows),
        )


def _quote(rows: Rows, numbers: Iterable[int]) -> str:
    """Return rows by their number and their first words."""
    return _enumerate([f"{number} ({next(filter(None, rows[number]), '…')})" for number in numbers])


def _list_rows(numbers: Iterable[int]) -> str:
    """Return the numbers of rows, those that follow each other as a range."""
    ranges = []
    for _key, group in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        run = [number for _place, number in group]
        ranges.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    return _enumerate(ranges)


def _enumerate(names: Sequence[str]) -> str:
    shown = [" ".join(name.split())[:_LONGEST_NAME] for name in names[:_MOST_NAMED]]
    return "; ".join([*shown, *["…"] * (len(names) > _MOST_NAMED)])
