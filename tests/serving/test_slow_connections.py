"""Three hundred connections that send a byte now and then, and one visitor who wants a page."""

import base64
import contextlib
import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal import ROOT
from tests.journeys.conftest import free_port
from tests.serving.conftest import Serve, Served, wait_for

DRIPPING = 300
MOST_SECONDS = 5  # on a machine that runs other tests; well below 1 when it is quiet
VISITOR = "127.0.0.2"

HEADERS = b"GET /fr/ HTTP/1.1\r\nHost: musoya.example\r\nX-Slow: "
BODY = (
    b"POST /fr/login HTTP/1.1\r\nHost: musoya.example\r\nX-Forwarded-For: 198.51.100.7\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\n"
)
UPLOAD = BODY.replace(b"/fr/login", b"/uploads/")

Connect = Callable[[], socket.socket]


@contextlib.contextmanager
def dripping(connect: Connect, beginning: bytes) -> Iterator[list[socket.socket]]:
    """Hold connections open that send a byte every half second."""
    lines: list[socket.socket] = []
    is_over = threading.Event()

    def drip() -> None:
        while not is_over.wait(0.5):
            for line in lines:
                with contextlib.suppress(OSError):
                    line.send(b"a")

    for _number in range(DRIPPING):
        with contextlib.suppress(OSError):  # a proxy refuses one address so many
            line = connect()
            lines.append(line)
            line.sendall(beginning)
    thread = threading.Thread(target=drip)
    thread.start()
    try:
        time.sleep(2)
        yield lines
    finally:
        is_over.set()
        thread.join()
        for line in lines:
            line.close()


def direct(site: Served) -> Connect:
    return lambda: socket.create_connection(("127.0.0.1", site.port), timeout=20)


@pytest.mark.parametrize("beginning", [HEADERS, BODY, UPLOAD], ids=["headers", "body", "upload"])
def test_site_answers_beside_dripping_connections(serve: Serve, beginning: bytes) -> None:
    site = serve(PROXY_HOPS="1")
    with dripping(direct(site), beginning):
        for _visit in range(3):
            began = time.monotonic()
            assert site.get("/fr/", {"X-Forwarded-For": "203.0.113.9"})[0] == 200
            assert time.monotonic() - began < MOST_SECONDS


def test_headers_that_do_not_end_are_cut(serve: Serve) -> None:
    site = serve()
    with direct(site)() as line, contextlib.suppress(ConnectionResetError):
        line.sendall(HEADERS)
        line.settimeout(60)
        assert line.recv(100) == b""


def test_one_address_has_half_of_the_threads(serve: Serve) -> None:
    site = serve(PROXY_HOPS="1", WEB_WORKERS="1", WEB_THREADS="8")
    with dripping(direct(site), BODY) as lines:
        refused = 0
        for line in lines[:20]:
            line.settimeout(0.5)
            with contextlib.suppress(OSError):
                refused += line.recv(100).startswith(b"HTTP/1.1 429 ")
        assert refused >= 16 - 1
        assert site.get("/fr/", {"X-Forwarded-For": "203.0.113.9"})[0] == 200


class Proxy:
    """A proxy from Debian with the file that the product ships, on another port."""

    def __init__(self, folder: Path, command: list[str], port: int) -> None:
        self.port = port
        self.log = (folder / "proxy.log").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        wait_for(self._listens)

    def _listens(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        return False

    def connect(self, host: str = "musoya.example", source: str = "127.0.0.1") -> ssl.SSLSocket:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        line = socket.create_connection(("127.0.0.1", self.port), 20, (source, 0))
        return context.wrap_socket(line, server_hostname=host)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("musoya.example")
        connection.sock = self.connect(source=VISITOR)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        status, text = answer.status, answer.read()
        connection.close()
        return status, text

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


def certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=musoya.example", "-keyout", "privkey.pem", "-out", "fullchain.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def nginx(folder: Path, site_port: int) -> Proxy:
    port, plain = free_port(), free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = "".join(line for line in text.splitlines(keepends=True) if "listen [::]" not in line)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80", f"listen 127.0.0.1:{plain}").replace(":8000", f":{site_port}")
    text = text.replace("/etc/letsencrypt/live/musoya.example", str(folder))
    (folder / "site.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        f"events {{ worker_connections 1024; }} http {{ {temporary} include {folder}/site.conf; }}"
    )
    command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return Proxy(folder, command, port)


def caddy(folder: Path, site_port: int) -> Proxy:
    port = free_port()
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    text = text.replace("{\n", "{\n\tadmin off\n\tauto_https disable_redirects\n", 1)
    text = text.replace("musoya.example {", f"musoya.example:{port} {{\n\tbind 127.0.0.1")
    text = text.replace("bind 127.0.0.1", "bind 127.0.0.1\n\ttls fullchain.pem privkey.pem")
    (folder / "Caddyfile").write_text(text.replace(":8000", f":{site_port}"))
    program = shutil.which("caddy")
    assert program, "caddy is missing: run make test, which installs it"
    shell = f'cd "{folder}" && HOME="{folder}" exec {program} run --config Caddyfile'
    return Proxy(folder, ["sh", "-c", shell], port)


Behind = tuple[Served, Proxy]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def behind(request: pytest.FixtureRequest, serve: Serve, tmp_path: Path) -> Iterator[Behind]:
    site = serve(PROXY_HOPS="1", TRUSTED_HOSTS="musoya.example,127.0.0.1")
    certificate(tmp_path)
    proxy = request.param(tmp_path, site.port)
    yield site, proxy
    proxy.stop()


@pytest.mark.parametrize("beginning", [HEADERS, BODY, UPLOAD], ids=["headers", "body", "upload"])
def test_visitor_is_answered_through_the_proxy(behind: Behind, beginning: bytes) -> None:
    _site, proxy = behind
    assert proxy.ask("GET", "/fr/")[0] == 200
    with dripping(proxy.connect, beginning):
        for _visit in range(3):
            began = time.monotonic()
            assert proxy.ask("GET", "/fr/")[0] == 200
            assert time.monotonic() - began < MOST_SECONDS


def test_proxy_passes_uploads_and_refuses_strangers(behind: Behind) -> None:
    _site, proxy = behind
    name = base64.b64encode(b"note.txt").decode()
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "4",
        "Upload-Metadata": f"filename {name}",
    }
    status, _text = proxy.ask("POST", "/uploads/", b"", headers)
    assert status in {400, 401, 403}  # the site answers: she has not signed in
    assert proxy.ask("OPTIONS", "/uploads/", None, {"Tus-Resumable": "1.0.0"})[0] in {200, 204}
    with pytest.raises((ssl.SSLError, OSError)):
        proxy.connect(host="stranger.example")
