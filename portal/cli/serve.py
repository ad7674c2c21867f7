"""The server: gunicorn and the worker, started and stopped together."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cli.running import run_site
from portal.config import Settings
from portal.media.readers.kernel import die_with_parent

GRACE_SECONDS = 10
PAUSE_SECONDS = 0.3


@click.command("serve")
@with_appcontext
def serve_command() -> None:
    """Serve the site with gunicorn, and run the worker beside it."""
    sys.exit(serve(current_app.extensions["settings"]))


def serve(settings: Settings) -> int:
    """Run both until SIGINT or SIGTERM, or until the web server ends; then stop both.

    Returns the exit status: 0 when told to stop, that of gunicorn when it ended by itself.
    """
    with run_site(settings):
        return _serve(settings)


def _serve(settings: Settings) -> int:
    web = _start(web_command(settings))
    worker = _start(worker_command())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, stop)
    try:
        while web.poll() is None:
            if worker.poll() is not None:
                worker = _start(worker_command())
            time.sleep(PAUSE_SECONDS)
    except KeyboardInterrupt:
        return 0
    else:
        return web.returncode
    finally:
        _stop(web, signal.SIGTERM)
        _stop(worker, signal.SIGINT)


def web_command(settings: Settings) -> list[str]:
    """Return the gunicorn command of these settings."""
    return [
        sys.executable, "-m", "gunicorn", "wsgi:application",
        "--bind", f"{settings.host}:{settings.port}",
        "--worker-class", "gthread",
        "--workers", str(settings.web_workers),
        "--threads", str(settings.web_threads),
        "--timeout", "120",
        "--keep-alive", "15",
        "--config", "python:portal.cli.gunicorn",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """Return the command of the worker."""
    return [sys.executable, "-m", "portal", "worker"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a process of ours in its own group, so that Ctrl-C reaches it only through us.

    Killed, we take it with us: nobody would start or stop it any more.
    """
    return subprocess.Popen(  # noqa: S603 - fixed words
        command,
        env=os.environ,
        start_new_session=True,
        preexec_fn=_die_with_us,  # noqa: PLW1509 - we have no threads
    )


def _die_with_us() -> None:
    if sys.platform == "linux":
        die_with_parent(signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes], graceful: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(graceful)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
