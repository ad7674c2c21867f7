"""A harmless site on another origin, to which the quick exit of the tests leads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_SECONDS = 20


class Elsewhere(ThreadingHTTPServer):
    """Answers every address with one page, and remembers the referrers it was told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Harmless)
        self.referrers: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.url = f"http://localhost:{self.server_port}/"


class _Harmless(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.referrers.append(self.headers.get("Referer", ""))
        self.server.may_answer.wait(PATIENCE_SECONDS)
        body = b"<!doctype html><title>Rain</title><p>It will rain on Tuesday.</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@contextmanager
def serve_elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
