"""What a person does with an import: send it, apply it, undo it, forget it."""

from typing import Any, Protocol, cast

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import CursorResult, func, select, update

from portal.auth.models import User
from portal.content.text import clean_line
from portal.directory.exchange.jobs import work_on
from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.directory.exchange.queries import check_may_import, count_written
from portal.directory.exchange.tables import MOST_BYTES
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db


class Step(Protocol):
    """What a person may have done with an import."""

    def __call__(self, import_: DirectoryImport, *, actor: User) -> None:
        """Have it done, or raise NotAllowedError or InvalidError."""


MOST_UNFINISHED = 20
_LONGEST_NAME = 300
# States in which a person may say which column is which.
CHOOSING = (ImportState.ASKING, ImportState.CHECKED)
_FINISHED = (ImportState.DONE, ImportState.UNDONE)


def send_table(content: bytes, name: str, *, author: User, publishes: bool) -> DirectoryImport:
    """Keep a table and have its dry run made; or raise InvalidError or NotAllowedError."""
    check_may_import(author)
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise InvalidError(
            {"file": _("This file is larger than %(limit)s MB. Send it in parts.", limit=limit)}
        )
    if not content:
        raise InvalidError({"file": _("Choose a file that is not empty.")})
    if _count_unfinished(author) >= MOST_UNFINISHED:
        raise InvalidError(
            {"file": _("Many tables wait already. Apply or remove some of them first.")}
        )
    import_ = DirectoryImport(
        name=clean_line(name)[:_LONGEST_NAME] or _("A table without a name"),
        language=str(get_locale()),
        content=content,
        publishes=publishes,
        sent_by_id=author.id,
    )
    db.session.add(import_)
    db.session.commit()
    work_on.enqueue(import_.id)
    return import_


def apply_import(import_: DirectoryImport, *, actor: User) -> None:
    """Have a checked import written; or raise NotAllowedError or InvalidError."""
    _begin(import_, ImportState.CHECKED, ImportState.APPLYING, actor)


def undo_import(import_: DirectoryImport, *, actor: User) -> None:
    """Have taken back what an import wrote; or raise NotAllowedError or InvalidError."""
    _begin(import_, ImportState.DONE, ImportState.UNDOING, actor)


def forget_import(import_: DirectoryImport, *, actor: User) -> None:
    """Remove an import of which the directory holds nothing; or raise InvalidError."""
    check_may_import(actor)
    is_idle = import_.state in {*CHOOSING, ImportState.FAILED, ImportState.UNDONE}
    if not is_idle or count_written(import_.id):
        raise out_of_turn()
    db.session.delete(import_)
    db.session.commit()


def _begin(
    import_: DirectoryImport, state: ImportState, following: ImportState, actor: User
) -> None:
    """Ask for a step once, however often the button is touched."""
    check_may_import(actor)
    if import_.sent_by_id is None and not actor.is_administrator:
        raise NotAllowedError
    begun = db.session.execute(
        update(DirectoryImport)
        .where(DirectoryImport.id == import_.id, DirectoryImport.state == state)
        .values(state=following, alive_at=None)
    )
    if not cast(CursorResult[Any], begun).rowcount:
        raise out_of_turn()
    db.session.commit()
    work_on.enqueue(import_.id)


def _count_unfinished(author: User) -> int:
    query = select(func.count()).where(
        DirectoryImport.sent_by_id == author.id, DirectoryImport.state.not_in(_FINISHED)
    )
    return db.session.scalar(query) or 0


def out_of_turn() -> InvalidError:
    """Return the refusal of a step for which an import is not ready, or no longer."""
    return InvalidError({"state": _("This import has moved on meanwhile. Look at it again.")})
