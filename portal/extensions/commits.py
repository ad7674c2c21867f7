"""What is to be done beside the database once a transaction is committed, and only then."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.extensions.database import db

Act = Callable[[], None]

_WAITING = "acts after the commit"


def after_commit(act: Act) -> None:
    """Have something done when the transaction under way is committed, or never."""
    db.session().info.setdefault(_WAITING, []).append(act)


@event.listens_for(db.session, "after_commit")
def _do_acts(session: Session) -> None:
    for act in session.info.pop(_WAITING, []):
        act()


@event.listens_for(db.session, "after_rollback")
def _forget_acts(session: Session) -> None:
    session.info.pop(_WAITING, None)
