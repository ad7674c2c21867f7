"""The site as `portal serve` runs it: processes, ranges, and a clean end."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import ROOT
from tests.journeys.conftest import PATIENCE_SECONDS, Site, free_port, wait_until_healthy
from tests.serving.conftest import descendants, name_of


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "PORT": str(free_port()),
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
    }
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "setup"], cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen([*portal, "serve"], cwd=ROOT, env=environment)
    wait_until_healthy(f"http://127.0.0.1:{environment['PORT']}", process)
    yield process
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE_SECONDS)


def worker_of(server: subprocess.Popen[bytes]) -> int | None:
    return next((pid for pid in descendants(server.pid) if name_of(pid) == "portal-worker"), None)


def wait_for(condition: object) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail("it never happened")


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_server_stops_web_and_worker(
    server: subprocess.Popen[bytes], signal_sent: signal.Signals
) -> None:
    started = list(descendants(server.pid))
    parts = {"portal-master", "portal-parent", "portal-web", "portal-worker"}
    assert parts <= set(map(name_of, started))
    server.send_signal(signal_sent)
    assert server.wait(PATIENCE_SECONDS) == 0
    assert not [pid for pid in started if is_running(pid)]


def test_a_worker_that_dies_is_started_again(server: subprocess.Popen[bytes]) -> None:
    first = worker_of(server)
    assert first
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: worker_of(server) not in {None, first})


def test_a_range_is_answered_from_where_it_asks(site: Site) -> None:
    host = site.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", "/fr/library/?kind=recording")
    item = connection.getresponse().read().decode().split('class="entry')[1].split('href="')[1]
    connection.request("GET", item.split('"')[0])
    page = connection.getresponse().read().decode()
    address = page.split('<source src="')[1].split('"')[0]
    connection.request("GET", address)
    whole = connection.getresponse()
    content = whole.read()
    assert whole.headers["Accept-Ranges"] == "bytes"
    connection.request("GET", address, headers={"Range": "bytes=1000-1999"})
    part = connection.getresponse()
    assert part.status == 206
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(content)}"
    assert part.read() == content[1000:2000]
    connection.request("GET", address, headers={"If-None-Match": whole.headers["ETag"]})
    again = connection.getresponse()
    assert (again.status, again.read()) == (304, b"")
    connection.request("GET", address, headers={"Range": "bytes=99999999-"})
    beyond = connection.getresponse()
    beyond.read()
    assert beyond.status == 416
    connection.close()


def test_logs_tell_what_happened_and_never_who(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port())}
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "setup"], cwd=ROOT, env=environment, check=True)
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen([*portal, "serve"], cwd=ROOT, env=environment, stderr=file)
        wait_until_healthy(f"http://127.0.0.1:{environment['PORT']}", process)
        connection = http.client.HTTPConnection("127.0.0.1", int(environment["PORT"]))
        connection.request("GET", "/fr/library/?q=divorce", headers={"User-Agent": "Fanta's phone"})
        connection.getresponse().read()
        connection.close()
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_SECONDS)
    text = log.read_text()
    assert '"endpoint": "library.list"' in text
    for secret in ("divorce", "127.0.0.1", "Fanta"):
        assert secret not in text


def test_a_port_that_is_taken_ends_the_server_with_an_error(site: Site, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "PORT": site.url.rsplit(":", 1)[1],
    }
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "setup"], cwd=ROOT, env=environment, check=True)
    done = subprocess.run([*portal, "serve"], cwd=ROOT, env=environment, check=False)
    assert done.returncode != 0
