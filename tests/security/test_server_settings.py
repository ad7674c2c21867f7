"""What gunicorn believes and writes down, as `portal serve` runs it."""

import logging

import pytest
from gunicorn.config import Config

from portal.cli import gunicorn as ours
from portal.cli.gunicorn import DiscreetLogger


@pytest.fixture
def gunicorn() -> Config:
    config = Config()
    for name in ("forwarded_allow_ips", "forwarder_headers", "logger_class"):
        config.set(name, getattr(ours, name))
    return config


@pytest.fixture
def log(gunicorn: Config, caplog: pytest.LogCaptureFixture) -> DiscreetLogger:
    logger: DiscreetLogger = gunicorn.logger_class(gunicorn)
    logger.error_log.handlers = [caplog.handler]
    return logger


def test_nobody_is_believed_who_sets_the_root_of_the_site(gunicorn: Config) -> None:
    assert gunicorn.forwarded_allow_ips == []
    assert gunicorn.forwarder_headers == []


def test_a_request_that_cannot_be_understood_leaves_no_address(
    log: DiscreetLogger, caplog: pytest.LogCaptureFixture
) -> None:
    log.warning("Invalid request from ip=192.0.2.7: too long")
    assert not caplog.records


def test_a_fault_is_logged_without_what_was_asked(
    log: DiscreetLogger, caplog: pytest.LogCaptureFixture
) -> None:
    fault = OSError("broken")
    log.exception("Error handling request %s %s", "GET", "/fr/?q=plainte", exc_info=fault)  # noqa: LOG004 - as gunicorn does
    assert "plainte" not in caplog.text
    assert "broken" in caplog.text
    assert caplog.records[0].levelno == logging.ERROR
