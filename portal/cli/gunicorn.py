"""How gunicorn runs the application: our logs, and no header of a visitor that it obeys.

Also a configuration file of gunicorn: `gunicorn wsgi:application --config python:…` runs the
web server without the worker.
"""

import os
import sys
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from portal.config import GRACE_SECONDS, Settings
from portal.media.readers.kernel import die_with_parent, name_process
from portal.web.json_logs import configure_logs

_settings = Settings.from_environment(os.environ)

bind = f"{_settings.host}:{_settings.port}"
worker_class = "portal.cli.connections.BoundedThreadWorker"
worker_connections = 800  # below the usual limit of 1 024 open files
workers = _settings.web_workers
threads = _settings.web_threads
timeout = 120
keepalive = 15
graceful_timeout = GRACE_SECONDS
# The control socket would need a thread and asyncio in the process that forks.
control_socket_disable = True

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
    """Give each web process our JSON logs, and have it end with its parent."""
    configure_logs(_settings.log_level)
    if sys.platform == "linux":
        name_process("portal-web")
        die_with_parent()


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with a loaded application and an inherited socket, and the settings above."""

    def __init__(self, application: Flask, listener: int, ready: int) -> None:
        """Take the file descriptors of the socket and of the pipe for `_report_ready`."""
        self._application, self._listener, self._ready = application, listener, ready
        super().__init__()

    def load_config(self) -> None:
        """Set what this module defines."""
        for name, value in globals().items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        self.cfg.set("bind", f"fd://{self._listener}")
        self.cfg.set("post_worker_init", self._report_ready)

    def load(self) -> Flask:
        """Return the application."""
        return self._application

    def _report_ready(self, _worker: object) -> None:
        """Write a byte into the pipe if this process can answer."""
        name = _settings.trusted_hosts[0].lstrip(".") if _settings.trusted_hosts else "localhost"
        answer = self._application.test_client().get("/healthz", base_url=f"http://{name}")
        if answer.status_code == HTTPStatus.OK:
            with suppress(OSError):  # the supervisor has ended
                os.write(self._ready, b"1")
