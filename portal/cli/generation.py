"""One generation of the site: loads the application once, then forks web server and worker.

Started by the supervisor with the numbers of two inherited file descriptors, the listening
socket and the pipe that says when a web process answers. Web server and worker are forks of
this process and share its memory until they write to it.
"""

import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from flask import Flask
from flask_babel import force_locale

from portal import create_app
from portal.cli.gunicorn import WebServer
from portal.cli.readiness import NotReadyError, check_site
from portal.cli.running import run_site
from portal.cli.worker import work
from portal.config import GRACE_SECONDS, LANGUAGES, Settings
from portal.media.readers.kernel import die_with_parent, name_process
from portal.web.json_logs import configure_logs

log = logging.getLogger("portal.serve")

TICK_SECONDS = 0.2
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 5.0  # before a worker that dies is forked again
STEADY_SECONDS = 10
STOPPING = (signal.SIGTERM, signal.SIGINT)
PARTING_SECONDS = 2


def main() -> None:
    """Load the application, and run web server and worker until SIGTERM."""
    listener, ready = map(int, sys.argv[1:])
    if sys.platform == "linux":
        name_process("portal-parent")
    settings = Settings.from_environment(os.environ)
    configure_logs(settings.log_level)
    try:
        check_site(settings)
    except NotReadyError as error:
        log.error(str(error))  # noqa: TRY400 - a sentence for the host
        sys.exit(1)
    application = create_app(settings)
    load_all(application)
    sys.exit(Generation(application, settings, listener, ready).run())


def load_all(application: Flask) -> None:
    """Load templates and translations, so that all processes share them.

    A process must not load files lazily: an upgrade replaces them while it still answers.
    """
    for name in application.jinja_env.list_templates():
        application.jinja_env.get_template(name)
    babel = application.extensions["babel"].instance
    for language in LANGUAGES:
        with application.test_request_context(), force_locale(language):
            babel.domain_instance.get_translations()
    gc.collect()
    gc.freeze()


class Child:
    """A fork of this process that runs one function."""

    def __init__(self, name: str, function: Callable[[], None]) -> None:
        """Fork. The child ends with its function, without our cleanup and without our threads."""
        self.started_at = time.monotonic()
        self.status: int | None = None
        parent = os.getpid()
        # Until the child has its own handlers, a signal would only set a flag in its copy of ours.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        self.pid = os.fork()
        if self.pid == 0:
            _run_and_exit(name, function, parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)

    def poll(self) -> int | None:
        """Return the exit status, or None while the child runs."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status

    def send_signal(self, number: int) -> None:
        """Send a signal unless the child has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Generation:
    """Web server and worker of one loaded version, started together and stopped together."""

    def __init__(self, application: Flask, settings: Settings, listener: int, ready: int) -> None:
        """Fork both; only the web server keeps the inherited file descriptors."""
        self._application, self._settings = application, settings
        self._is_told_to_stop = False
        self._pause = FIRST_PAUSE_SECONDS
        signal.signal(signal.SIGTERM, self._stop)
        self._web = Child("portal-master", WebServer(application, listener, ready).run)
        os.close(listener)
        os.close(ready)
        self._worker = self._fork_worker()

    def run(self) -> int:
        """Run until SIGTERM, or until the web server ends; return the exit status.

        A worker that ends is started again.
        """
        while self._web.poll() is None and not self._is_told_to_stop:
            time.sleep(TICK_SECONDS)
            self._keep_worker()
        self._web.send_signal(signal.SIGTERM)
        self._worker.send_signal(signal.SIGINT)
        self._wait_until_ended()
        return 0 if self._is_told_to_stop else self._web.status or 1

    def _keep_worker(self) -> None:
        """Fork the worker again if it ended, after a pause that grows while it dies young."""
        age = time.monotonic() - self._worker.started_at
        if self._worker.poll() is None or age < self._pause:
            return
        is_steady = age > STEADY_SECONDS
        longer = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        self._pause = FIRST_PAUSE_SECONDS if is_steady else longer
        self._worker = self._fork_worker()

    def _fork_worker(self) -> Child:
        return Child("portal-worker", self._work)

    def _work(self) -> None:
        with self._application.app_context(), run_site(self._settings):
            work(self._settings, wait=True)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_told_to_stop = True

    def _wait_until_ended(self) -> None:
        """Give both children the same time, then end them."""
        deadline = time.monotonic() + GRACE_SECONDS + PARTING_SECONDS
        while self._web.poll() is None or self._worker.poll() is None:
            if time.monotonic() > deadline:
                self._web.send_signal(signal.SIGKILL)
                self._worker.send_signal(signal.SIGKILL)
            time.sleep(TICK_SECONDS / 2)


def _run_and_exit(name: str, function: Callable[[], None], parent: int) -> NoReturn:
    status = 1
    try:
        _prepare(name, parent)
        function()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except Exception:
        log.exception("process failed", extra={"part": name})
    finally:
        os._exit(status)


def _prepare(name: str, parent: int) -> None:
    """Reset the signals, take a name, and end when the process that forked us ends."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    if sys.platform == "linux":
        name_process(name)
        die_with_parent(signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we asked to be told
        sys.exit(1)


if __name__ == "__main__":
    main()
