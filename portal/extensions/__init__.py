"""The extensions of the application, created unbound and bound by `create_app`."""

from flask_babel import Babel
from flask_compress import Compress
from flask_htmx import HTMX
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from portal.extensions.changes import read_clock
from portal.extensions.commits import after_commit
from portal.extensions.database import (
    Model,
    analyse,
    db,
    is_busy,
    is_conflict,
    is_full,
    now,
    today,
)
from portal.extensions.installation import adopt_folder
from portal.extensions.queue import Queue, run_pending

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
htmx = HTMX()
login_manager = LoginManager()
migrate = Migrate()
queue = Queue()

__all__ = [
    "Model",
    "adopt_folder",
    "after_commit",
    "analyse",
    "babel",
    "compress",
    "csrf",
    "db",
    "htmx",
    "is_busy",
    "is_conflict",
    "is_full",
    "login_manager",
    "migrate",
    "now",
    "queue",
    "read_clock",
    "run_pending",
    "today",
]
