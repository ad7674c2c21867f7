"""The answer of a person who says which column of a table is which."""

from typing import Any, cast

from sqlalchemy import CursorResult, update

from portal.auth.models import User
from portal.directory.exchange.asking.questions import ColumnQuestion, is_same
from portal.directory.exchange.choices import forget_choice, remember_choice
from portal.directory.exchange.headers import Layout
from portal.directory.exchange.jobs import work_on
from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.directory.exchange.queries import check_may_import
from portal.directory.exchange.services import CHOOSING, out_of_turn
from portal.extensions import db


def choose_columns(
    import_: DirectoryImport, layout: Layout, *, question: ColumnQuestion, actor: User
) -> None:
    """Have a table checked again with the columns that a person chose, and remember them.

    What equals the way that the table is read anyway is forgotten. Raise NotAllowedError or
    InvalidError.
    """
    check_may_import(actor)
    if import_.layout and is_same(Layout.from_json(import_.layout), layout):
        return
    begun = db.session.execute(
        update(DirectoryImport)
        .where(DirectoryImport.id == import_.id, DirectoryImport.state.in_(CHOOSING))
        .values(state=ImportState.WAITING, alive_at=None, problem="", layout=layout.to_json())
    )
    if not cast(CursorResult[Any], begun).rowcount:
        raise out_of_turn()
    if is_same(question.automatic, layout):
        forget_choice(question.head.shape)
    else:
        remember_choice(question.head.shape, layout, author=actor)
    db.session.commit()
    work_on.enqueue(import_.id)
