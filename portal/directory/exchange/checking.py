"""The dry run of an import: what each line would do, with nothing done."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, update

from portal.directory.exchange.claims import beat, say_alive
from portal.directory.exchange.models import DirectoryImport, ImportLine, LineOutcome
from portal.directory.exchange.planning import LineResult, Planner, SheetLines, load_sheets
from portal.directory.exchange.samples import take_sample
from portal.directory.exchange.tables import LaidOut, lay_out, open_table
from portal.extensions import db
from portal.media.tables import Table

AT_ONCE = 100


def check_table(import_: DirectoryImport) -> None:
    """Write the report of what the table would do; what a former run wrote of it is replaced.

    Raise UnknownColumnsError when a person has to say what the columns are, and InvalidError
    when it is no table.
    """
    import_id = import_.id
    table = open_table(import_)
    _keep_sample(import_id, table)
    laid_out = lay_out(import_, table)
    rows = list(laid_out.rows())
    _begin(import_id, laid_out, len(rows))
    planner = Planner(laid_out.layout.kind, import_.sent_by)
    sheets, refused = planner.gather(rows, beat=beat(import_id))
    _report(import_id, refused)
    for some in batched_sheets(sheets, AT_ONCE):
        results = []
        for lines, organisation in load_sheets(some):
            results += planner.plan(lines, organisation).results
        db.session.rollback()
        _report(import_id, results)


def batched_sheets(sheets: Sequence[SheetLines], size: int) -> Iterable[Sequence[SheetLines]]:
    """Yield the sheets, some at once."""
    return (sheets[place : place + size] for place in range(0, len(sheets), size))


def _keep_sample(import_id: int, table: Table) -> None:
    kept = update(DirectoryImport).where(DirectoryImport.id == import_id)
    db.session.execute(kept.values(sample=take_sample(table)))
    db.session.commit()


def _begin(import_id: int, laid_out: LaidOut, count: int) -> None:
    db.session.execute(delete(ImportLine).where(ImportLine.import_id == import_id))
    values = {
        "notice": laid_out.notice,
        "line_count": count,
        "layout": laid_out.layout.to_json(),
    }
    told = update(DirectoryImport).where(DirectoryImport.id == import_id)
    db.session.execute(told.values(**values))
    db.session.commit()


def _report(import_id: int, results: Sequence[LineResult]) -> None:
    if results:
        db.session.execute(
            insert(ImportLine),
            [
                {
                    "import_id": import_id,
                    "number": result.number,
                    "outcome": result.outcome,
                    "label": result.label,
                    "problems": result.problems,
                    "changes": result.changes if result.outcome is LineOutcome.UPDATED else {},
                    "is_new": result.is_new,
                    "is_written": False,
                }
                for result in results
            ],
        )
    say_alive(import_id)
    db.session.commit()
    db.session.expunge_all()
