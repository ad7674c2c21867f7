"""What the worker does with imports: the dry run, then what its sender asks for."""

import logging
from collections.abc import Callable

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.exc import OperationalError

from portal.directory.exchange.applying import apply_table
from portal.directory.exchange.checking import check_table
from portal.directory.exchange.claims import SILENCE, let_go, take
from portal.directory.exchange.headers import UnknownColumnsError
from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.directory.exchange.undoing import undo_table
from portal.errors import InvalidError
from portal.extensions import db, now, queue
from portal.media.readers.outcome import KilledError
from portal.search.outbox import wake_indexer

log = logging.getLogger(__name__)

Work = Callable[[DirectoryImport], None]

STEPS: dict[ImportState, tuple[Work, ImportState]] = {
    ImportState.WAITING: (check_table, ImportState.CHECKED),
    ImportState.APPLYING: (apply_table, ImportState.DONE),
    ImportState.UNDOING: (undo_table, ImportState.UNDONE),
}


@queue.heavy_job
def work_on(import_id: int) -> None:
    """Take the next step of an import, unless there is none or another worker takes it."""
    import_ = db.session.get(DirectoryImport, import_id)
    if import_ is None or import_.state not in STEPS or not take(import_id, import_.state):
        return
    step, following = STEPS[import_.state]
    with force_locale(import_.language):
        _work(import_, step, following)
    wake_indexer.enqueue()


@queue.sweep
def find_lost() -> None:
    """Ask again for imports that no living worker has in hand."""
    expected = work_on.list_waiting()
    for import_id in _list_lost():
        if (import_id,) not in expected:
            work_on.enqueue(import_id)


def _work(import_: DirectoryImport, step: Work, following: ImportState) -> None:
    import_id, is_dry_run = import_.id, step is check_table
    try:
        step(import_)
    except (KilledError, OperationalError) as error:
        db.session.rollback()
        log.warning("import left to the sweep: %s", error, extra={"import_id": import_id})
        return  # as if this worker had died: the sweep asks again
    except UnknownColumnsError as error:
        db.session.rollback()
        let_go(import_id, ImportState.ASKING, str(error)[:500])
    except InvalidError as error:
        db.session.rollback()
        let_go(import_id, ImportState.FAILED, str(error)[:500])
    except Exception:
        db.session.rollback()
        log.exception("import not finished", extra={"import_id": import_id})
        if not is_dry_run:
            raise
        problem = _("This table could not be checked. Tell the administrator of the site.")
        let_go(import_id, ImportState.FAILED, problem)
    else:
        let_go(import_id, following)
        _drop_content(import_id, following)


def _drop_content(import_id: int, state: ImportState) -> None:
    """Keep the table no longer than it is needed."""
    import_ = db.session.get(DirectoryImport, import_id)
    if import_ and state is ImportState.DONE:
        import_.content = import_.sample = None
        db.session.commit()


def _list_lost() -> list[int]:
    silent = or_(DirectoryImport.alive_at.is_(None), DirectoryImport.alive_at < now() - SILENCE)
    query = select(DirectoryImport.id).where(DirectoryImport.state.in_(STEPS), silent)
    return list(db.session.scalars(query.order_by(DirectoryImport.id)))
