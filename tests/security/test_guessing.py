"""Guessing passwords: many at once, from many addresses, under many spellings."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask

from portal.auth import services
from portal.auth.models import LoginFailure, LoginSession, User
from portal.auth.sign_in_pace import ACCOUNT_FROM_HOUSEHOLD, HOUSEHOLD, begin_attempt
from portal.auth.throttle import TooManyAttemptsError
from portal.errors import InvalidError
from portal.extensions import db
from tests.browser import Browser
from tests.conftest import People
from tests.factories import PASSWORD

Browse = Callable[[User | None], Browser]


def guess(login: str, address: str = "192.0.2.7") -> None:
    with pytest.raises(InvalidError):
        services.sign_in(login, "wrong", address=address, days=1)


def test_guesses_at_one_moment_are_no_more_than_one_after_the_other(app: Flask) -> None:
    together = Barrier(20)
    looked_at = []

    def try_once() -> None:
        with app.app_context():
            together.wait()
            try:
                services.sign_in("editor", "wrong", address="192.0.2.7", days=1)
            except InvalidError:
                looked_at.append(True)
            except TooManyAttemptsError:
                pass

    threads = [Thread(target=try_once) for _guess in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < len(looked_at) <= ACCOUNT_FROM_HOUSEHOLD.free


def test_one_account_under_many_spellings_is_one_account(people: People) -> None:
    spellings = ("EDITOR", " editor ", "\u2003Editor", "eDiToR\u00a0", "\teditor", "Ed\u0069tor\n")
    assert len(spellings) == ACCOUNT_FROM_HOUSEHOLD.free
    for spelling in spellings:
        guess(spelling)
    with pytest.raises(TooManyAttemptsError):
        services.sign_in("editor", PASSWORD, address="192.0.2.7", days=1)


def test_neighbouring_addresses_of_one_subscriber_are_one_address(app: Flask) -> None:
    for number in range(HOUSEHOLD.free):
        begin_attempt(f"account {number}", f"2001:db8:1:2::{number:x}", None)
    with pytest.raises(TooManyAttemptsError):
        begin_attempt("another", "2001:db8:1:2:ffff::1", None)
    begin_attempt("another", "2001:db8:1:3::1", None)


def test_signing_in_leaves_no_trace_of_the_attempt(people: People) -> None:
    guess("contributor")
    before = db.session.query(LoginFailure).count()
    services.sign_in("editor", PASSWORD, address="192.0.2.7", days=1)
    assert db.session.query(LoginFailure).count() == before


def test_signing_in_again_ends_the_session_before(people: People, browse: Browse) -> None:
    browser = browse(people.editor)
    token = browser.get("/fr/desk/").csrf_token
    form = {"login": "editor", "password": PASSWORD, "csrf_token": token}
    assert browser.client.post("/fr/login", data=form).status_code == 302
    assert db.session.query(LoginSession).filter_by(user_id=people.editor.id).count() == 1
