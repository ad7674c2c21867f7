"""A whole site, served as in production, and a phone to walk through it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
)

from portal import ROOT
from tests.factories import DEMO_PASSWORD as PASSWORD
from tests.journeys.busy_desk import busy_desk
from tests.journeys.elsewhere import Elsewhere, serve_elsewhere

PATIENCE_SECONDS = 240
NOWHERE = "/nowhere"
REFUSED = re.compile(r"status of (409|410|422)")
PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Site:
    """A running site with the demonstration content."""

    url: str
    data_dir: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server stopped"
        try:
            with urlopen(f"{url}/healthz") as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("the site did not start")


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """The site to which the quick exit leads."""
    with serve_elsewhere() as server:
        yield server


@pytest.fixture(scope="session")
def site(
    demonstration: Path, elsewhere: Elsewhere, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Start the demonstration site with the command of a new user, on a port of its own."""
    folder = tmp_path_factory.mktemp("journey")
    shutil.copytree(demonstration, folder / "data")
    port = free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "DEMO_PASSWORD": PASSWORD,
        "EXIT_URL": f"{elsewhere.url}{{language}}/",
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
    }
    process = subprocess.Popen([sys.executable, "-m", "portal", "run"], cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(url, process)
        yield Site(url, folder / "data")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_SECONDS)


@pytest.fixture(scope="session")
def numbers(site: Site) -> dict[str, int]:
    """The numbers of what is on the desk of the site."""
    return busy_desk(site.data_dir)


def faults_in(said: ConsoleMessage) -> list[str]:
    """What the browser complains of, but for pages that are asked for to see what they refuse."""
    is_refusal = said.location["url"].endswith(NOWHERE) or bool(REFUSED.search(said.text))
    is_fault = said.type == "error" and not is_refusal
    return [f"{said.text} {said.location['url']}"] if is_fault else []


OpenPhone = Callable[..., Page]


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[OpenPhone]:
    """Open pages on a small phone, with or without JavaScript; no page may fail unseen."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def open_phone(*, javascript: bool = True, **options: object) -> Page:
        context = chromium.new_context(
            **{"viewport": PHONE, "locale": "fr-FR", "base_url": site.url, **options},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda said: failures.extend(faults_in(said)))
        return page

    yield open_phone
    for context in contexts:
        context.close()
    assert failures == []
