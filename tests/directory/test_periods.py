"""Periods in words."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.directory.periods import say_period
from portal.extensions import today


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019", "2021", "2019 to 2021"),
        ("2019", "", "since 2019"),
        ("", "2021", "until 2021"),
        ("", "", ""),
    ],
)
def test_a_period_is_said_as_far_as_it_is_known(
    app: Flask, start: str, end: str, words: str
) -> None:
    with app.test_request_context("/en/"):
        app.preprocess_request()
        assert say_period(start, end) == words


def test_what_has_not_begun_is_not_said_to_last(app: Flask) -> None:
    next_year = str((today() + timedelta(days=366)).year)
    with app.test_request_context("/en/"):
        app.preprocess_request()
        assert say_period(next_year, "") == f"from {next_year}"
