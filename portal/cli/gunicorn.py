"""How gunicorn runs the application: our logs, and no header of a visitor that it obeys."""

import os
import sys
from typing import Any

from gunicorn.glogging import Logger

from portal.config import Settings
from portal.media.readers.kernel import die_with_parent
from portal.web.logs import configure_logs

_settings = Settings.from_environment(os.environ)

accesslog = None
loglevel = "warning"

# The application itself believes its proxies, as many as PROXY_HOPS says. Gunicorn would
# also believe a neighbour on this machine, and a proxy that passes on what a visitor sent:
# SCRIPT_NAME would then lead every link of a page astray.
forwarded_allow_ips = ""
forwarder_headers = ""


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own log, without the addresses of visitors and of what they asked for."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log a warning, unless it tells who sent a request that cannot be understood."""
        if not msg.startswith("Invalid request from ip="):
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *_args: Any, **kwargs: Any) -> None:
        """Log a fault with its traceback, without the address that was asked for."""
        super().exception(msg.replace(" %s", ""), **kwargs)


logger_class = DiscreetLogger


def post_fork(_server: object, _worker: object) -> None:
    """Give each worker process our JSON logs, and have it leave the port with its master."""
    configure_logs(_settings.log_level)
    if sys.platform == "linux":
        die_with_parent()
