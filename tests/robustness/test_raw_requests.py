"""Bytes that are hardly HTTP, sent to the server as it runs: refused, and the site goes on."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.web.bodies import LARGEST_BODY
from tests.uploads.live import LiveSite

HOST = b"Host: localhost\r\n"
FORM = b"POST /fr/uploads/code HTTP/1.1\r\n" + HOST
URLENCODED = b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = FORM + URLENCODED + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"

# What is sent, and the statuses that may answer it; none where the line is closed at once.
REQUESTS: dict[str, tuple[bytes, set[int]]] = {
    "no http": (b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "no address": (b"GET  HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "a version of its own": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", {400, 505}),
    "a long address": (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {400, 414}),
    "a long question": (b"GET /fr/?q=" + b"a" * 9_000 + b" HTTP/1.1\r\n\r\n", {400, 414}),
    "NUL in the address": (b"GET /fr/\0 HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "bytes in the address": (b"GET /fr/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "another address": (b"GET http://[::x/ HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "a method of its own": (b"BREW /fr/ HTTP/1.1\r\n" + HOST + b"\r\n", {405}),
    "a large header": (b"GET /fr/ HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", {400, 431}),
    "many headers": (b"GET /fr/ HTTP/1.1\r\n" + b"X: a\r\n" * 300 + b"\r\n", {400, 431}),
    "a header without a name": (b"GET /fr/ HTTP/1.1\r\n: a\r\n\r\n", {400}),
    "NUL in a header": (b"GET /fr/ HTTP/1.1\r\nCookie: a=\0\r\n\r\n", {400}),
    "bytes in a cookie": (
        b"GET /fr/ HTTP/1.1\r\nCookie: musoya=\xff\xfe\r\n" + HOST + b"\r\n",
        {200},
    ),
    "no host": (b"GET /fr/ HTTP/1.1\r\n\r\n", {200, 400}),
    "a negative length": (FORM + b"Content-Length: -1\r\n\r\n", {400}),
    "a length in words": (FORM + b"Content-Length: ten\r\n\r\n", {400}),
    "two lengths": (FORM + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na", {400}),
    "length and chunks": (CHUNKED[:-2] + b"Content-Length: 5\r\n\r\n0\r\n\r\n", {400}),
    "a chunk without a size": (CHUNKED + b"x\r\na\r\n0\r\n\r\n", {400}),
    "chunks of JSON": (
        FORM + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNK,
        {415},
    ),
    "chunks without end": (CHUNKED + CHUNK * (LARGEST_BODY // 0x10000 + 2) + b"0\r\n\r\n", {413}),
    "a length that is too large": (
        FORM + URLENCODED + b"Content-Length: 90000000000\r\n\r\na",
        {413},
    ),
}


@pytest.fixture(scope="module")
def site(new_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    folder = tmp_path_factory.mktemp("raw") / "data"
    shutil.copytree(new_site, folder)
    site = LiveSite(folder)
    site.start()
    yield site
    site.kill()


def send(site: LiveSite, request: bytes) -> bytes:
    """Return what the server answers before it closes the line, or has said its status."""
    with socket.create_connection(("127.0.0.1", site.settings.port), timeout=30) as line:
        try:
            line.sendall(request)
            return line.recv(4096)
        except (ConnectionResetError, BrokenPipeError):
            return b""


@pytest.mark.parametrize(("request_", "statuses"), REQUESTS.values(), ids=REQUESTS)
def test_what_is_hardly_http_is_refused(
    site: LiveSite, request_: bytes, statuses: set[int]
) -> None:
    answer = send(site, request_)
    if answer:
        assert int(answer.split()[1]) in statuses, answer[:300]
    assert site.ask("GET", "/healthz").status == 200
    log = site.log.read_text()
    assert "Traceback" not in log, log[-3000:]
