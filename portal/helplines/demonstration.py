"""The numbers of the demonstration: loaded, and removed again."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.content.lifecycle import Action
from portal.content.revisions import forget_revisions
from portal.extensions import db, today
from portal.helplines.models import Audience, Cost, Helpline
from portal.helplines.queries import RECORD_KIND, find_last_position
from portal.helplines.services import record_change, write_values
from portal.helplines.values import HelplineValues, check_values
from portal.vocabulary.queries import get_place


def load_helplines(path: Path) -> int:
    """Add the numbers that their country does not have yet; return how many."""
    added = 0
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        values, checked_on = _read(line)
        if not _is_known(values):
            check_values(values)
            helpline = Helpline(position=find_last_position() + 1, is_demonstration=True)
            write_values(helpline, values)
            helpline.checked_on = checked_on
            db.session.add(helpline)
            record_change(helpline, Action.IMPORT, author=None)
            added += 1
    db.session.commit()
    return added


def list_demonstration() -> list[Helpline]:
    """Return the numbers of the demonstration that nobody has changed or confirmed."""
    return list(db.session.scalars(select(Helpline).where(Helpline.is_demonstration)))


def delete_helplines(helplines: list[Helpline]) -> None:
    """Delete these numbers with their history. Does not commit."""
    forget_revisions(RECORD_KIND, [helpline.id for helpline in helplines])
    for helpline in helplines:
        db.session.delete(helpline)


def _read(line: dict[str, Any]) -> tuple[HelplineValues, date]:
    """Return the values of a line, and its check: a day, or days before the loading."""
    days, day = line.pop("checked_days_ago", None), line.pop("checked_on", None)
    checked_on = date.fromisoformat(day) if day else today() - timedelta(days=days)
    return HelplineValues(
        country_id=get_place(line.pop("country")).id,
        cost=Cost(line.pop("cost", Cost.UNKNOWN)),
        audience=Audience(line.pop("audience", Audience.EVERYBODY)),
        language_codes=tuple(line.pop("language_codes", ())),
        **line,
    ), checked_on


def _is_known(values: HelplineValues) -> bool:
    same = select(Helpline.id).filter_by(country_id=values.country_id, number=values.number)
    return db.session.scalar(same.limit(1)) is not None
