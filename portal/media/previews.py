"""Pictures of public pages for the previews of links: drawn on demand, kept as disposable files.

A picture is kept under a hash of all that it shows: a changed title is another picture.
"""

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections import deque
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock

from flask import Flask, current_app, redirect, send_file
from werkzeug.wrappers import Response

from portal.config import Settings
from portal.media import sandbox
from portal.media.readers.outcome import KilledError, UnreadableError
from portal.media.sandbox import Task
from portal.web.assets import Assets

log = logging.getLogger(__name__)

MOST_KEPT = 2_000
MOST_DRAWN = 30  # a minute, in each process
MAX_BYTES = 40_000

_MINUTE = 60
_DRAWING_SECONDS = 10
_WAITING_SECONDS = 5
_ICON = "icons/icon-512.png"
_STYLE = "2"  # to be changed with how pictures are drawn


class Pattern(StrEnum):
    """The cloth of a picture: a pattern for each kind of record, and strips of all of them."""

    NETWORK = "net"
    SOUND = "waves"
    TEXT = "lines"
    TOPIC = "steps"
    SITE = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a picture shows; directions are `ltr` or `rtl`."""

    title: str
    title_direction: str
    label: str = ""
    note: str = ""
    site_name: str
    direction: str
    pattern: Pattern

    @property
    def version(self) -> str:
        """What changes when the picture does, for its address."""
        return self.digest[:8]

    @property
    def digest(self) -> str:
        """The name under which it is kept."""
        text = json.dumps([_STYLE, asdict(self)], ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


class Drawing:
    """Rate limit of drawing in a process: one picture at a time, a few in each minute."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._moments: deque[float] = deque(maxlen=MOST_DRAWN)

    def is_allowed(self) -> bool:
        """Return whether another picture may be drawn now, and count it."""
        moment = time.monotonic()
        if len(self._moments) == MOST_DRAWN and moment - self._moments[0] < _MINUTE:
            return False
        self._moments.append(moment)
        return True


def send_preview(preview: Preview) -> Response:
    """Return the picture, or a redirect to the icon of the site while none can be drawn.

    Caches have to revalidate it each time, so a withdrawn record loses its picture at once.
    """
    path = _folder() / f"{preview.digest}.png"
    if not path.exists() and not _draw(preview, path):
        assets: Assets = current_app.extensions["assets"]
        answer = redirect(assets.url(_ICON))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return send_file(path, mimetype="image/png", etag=preview.digest)


def _draw(preview: Preview, path: Path) -> bool:
    """Draw a picture and keep it; return whether that was possible."""
    drawing: Drawing = current_app.extensions["drawing"]
    if not drawing.lock.acquire(timeout=_WAITING_SECONDS):
        return False
    try:
        if path.exists():
            return True
        if not drawing.is_allowed() or not _has_room():
            return False
        return _draw_now(preview, path)
    finally:
        drawing.lock.release()


def _draw_now(preview: Preview, path: Path) -> bool:
    task = Task("preview", "json", _DRAWING_SECONDS, MAX_BYTES)
    with tempfile.TemporaryFile() as order, tempfile.TemporaryFile() as picture:
        order.write(json.dumps(asdict(preview)).encode())
        order.flush()
        try:
            making = sandbox.make(order, task, {"picture": picture}, beat=lambda: None)
        except (UnreadableError, KilledError):
            log.exception("a preview could not be drawn")
            return False
        if "picture" not in making.formats:
            log.error("a preview was too heavy")
            return False
        picture.seek(0)
        _keep(picture.read(), path)
    return True


def _keep(content: bytes, path: Path) -> None:
    """Write a picture whole or not at all, and delete the oldest when there are very many."""
    _remove_oldest(path.parent)
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _remove_oldest(folder: Path) -> None:
    kept = list(folder.glob("*.png"))
    if len(kept) >= MOST_KEPT:
        kept.sort(key=lambda path: path.stat().st_mtime)
        for path in kept[: MOST_KEPT // 10]:
            path.unlink(missing_ok=True)


def _has_room() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return shutil.disk_usage(settings.previews_dir).free - settings.spare_disk_bytes > MAX_BYTES


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    settings.previews_dir.mkdir(exist_ok=True)
    return settings.previews_dir


def init_app(app: Flask) -> None:
    """Give the application its rate limit of drawing."""
    app.extensions["drawing"] = Drawing()
