"""`portal serve`: listens on the port, and keeps the processes of the site running."""

import os
import socket
import sys

import click

from portal.cli.readiness import NotReadyError, check_site
from portal.cli.running import run_site
from portal.cli.supervisor import Supervisor
from portal.config import Settings
from portal.media.readers.kernel import name_process
from portal.web.json_logs import configure_logs

BACKLOG = 1024


@click.command("serve")
def serve_command() -> None:
    """Serve the site, with its worker: HUP loads a new version, TERM and INT stop it."""
    settings = Settings.from_environment(os.environ)
    try:
        check_site(settings)
    except NotReadyError as error:
        raise click.ClickException(str(error)) from None
    configure_logs(settings.log_level)
    if sys.platform == "linux":
        name_process("portal-serve")
    with run_site(settings), listen(settings) as listener:
        sys.exit(Supervisor(listener).run())


def replace_by_server() -> None:
    """Turn this process into `portal serve`, without what it has loaded. Does not return."""
    os.execv(sys.executable, [sys.executable, "-m", "portal", "serve"])  # noqa: S606 - fixed words


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens on HOST and PORT, or raise ClickException."""
    try:
        family, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on port {settings.port} of {settings.host}: {error.strerror}. "
            "Stop what uses it, or set HOST and PORT."
        ) from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
