"""Structured logs: one JSON object a line, and nothing that tells who did what."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from uuid import uuid4

from flask import Flask, Response, g, request

request_log = logging.getLogger("portal.request")

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, and its extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure_logs(level: str) -> None:
    """Send every log of this process to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("huey").setLevel(logging.WARNING)


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
