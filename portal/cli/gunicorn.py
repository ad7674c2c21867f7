"""How gunicorn runs the application: our logs, and no access log of its own."""

import os

from portal.config import Settings
from portal.web.logs import configure_logs

_settings = Settings.from_environment(os.environ)

accesslog = None
loglevel = "warning"


def post_fork(_server: object, _worker: object) -> None:
    """Give each worker process our JSON logs."""
    configure_logs(_settings.log_level)
