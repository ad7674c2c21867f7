"""One log record for each answer, and nothing that tells who did what."""

import logging
import time
from uuid import uuid4

from flask import Flask, Response, g, request

request_log = logging.getLogger("portal.request")


def init_app(app: Flask) -> None:
    """Log each answer: endpoint, status and time; no address, no name, no query."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid4().hex[:12]

    @app.after_request
    def finish(response: Response) -> Response:
        elapsed = time.perf_counter() - g.get("started", time.perf_counter())
        response.headers["X-Request-ID"] = g.get("request_id", "")
        request_log.info(
            "answered",
            extra={
                "request": g.get("request_id", ""),
                "method": request.method,
                "endpoint": request.endpoint or "",
                "status": response.status_code,
                "milliseconds": round(elapsed * 1000, 1),
            },
        )
        return response
