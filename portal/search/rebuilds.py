"""How often the worker may rebuild the index by itself, kept beside it across restarts."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from portal.extensions import now
from portal.search.engine.layout import replace_file

# A rebuild that does not help is not repeated for ever, nor one that a restart cuts short.
MOST_REBUILDS = 3
WINDOW = timedelta(hours=1)

_NAME = "rebuilds.json"


def may_rebuild(root: Path) -> bool:
    """Return whether another rebuild may begin, and note that it does."""
    recent = [moment for moment in _read(root) if now() - WINDOW < moment <= now()]
    if len(recent) >= MOST_REBUILDS:
        return False
    root.mkdir(parents=True, exist_ok=True)
    replace_file(root / _NAME, json.dumps([moment.isoformat() for moment in (*recent, now())]))
    return True


def _read(root: Path) -> list[datetime]:
    try:
        return [datetime.fromisoformat(text) for text in json.loads((root / _NAME).read_text())]
    except (FileNotFoundError, ValueError, TypeError):
        return []
