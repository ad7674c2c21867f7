"""Failures of others slow guessing down and lock nobody out."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.auth import services, sign_in_pace, throttle
from portal.auth.models import LoginFailure, User
from portal.auth.sign_in_pace import (
    ACCOUNT_FROM_HOUSEHOLD,
    ACCOUNT_FROM_IPV6_SITE,
    ATTACK,
    ATTACKED_ACCOUNT,
    HOUR,
    HOUSEHOLD,
    KNOWN_DEVICE,
    Pace,
    begin_attempt,
)
from portal.auth.throttle import RETENTION, TooManyAttemptsError
from portal.extensions import db, now
from tests.browser import Browser
from tests.conftest import People
from tests.factories import PASSWORD

Browse = Callable[[User | None], Browser]

OWNER, ATTACKER, CLEAN = "198.51.100.7", "203.0.113.9", "192.0.2.200"
DAY = timedelta(days=1)


class Clock:
    """The moment that the code under test sees."""

    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, wait: timedelta) -> None:
        self.moment += wait


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test moves."""
    clock = Clock()
    monkeypatch.setattr(sign_in_pace, "now", clock)
    monkeypatch.setattr(throttle, "now", clock)
    return clock


def send(browser: Browser, password: str, *, address: str, login: str = "editor") -> TestResponse:
    """Send the sign-in form from an address."""
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser.post("/en/login", {"login": login, "password": password})


def flood(account: str, addresses: Iterator[str], count: int) -> None:
    """Fail so many times; attempts that come too early are refused."""
    for _guess, address in zip(range(count), addresses, strict=False):
        try:
            begin_attempt(account, address, None)
        except TooManyAttemptsError:
            continue


def addresses_of_a_botnet() -> Iterator[str]:
    return (f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(1, 1 << 20))


def count_guesses(
    clock: Clock, period: timedelta, account: str, addresses: Callable[[], str]
) -> int:
    """Return how many attempts pass when each is made as early as it is allowed."""
    guesses, end = 0, clock.moment + period
    while clock.moment < end:
        try:
            begin_attempt(account, addresses(), None)
            guesses += 1
        except TooManyAttemptsError as error:
            clock.forward(timedelta(seconds=error.seconds))
    return guesses


def test_owner_signs_in_on_a_new_device_while_many_addresses_attack(
    people: People, browse: Browse
) -> None:
    flood("editor", addresses_of_a_botnet(), 3 * ATTACK)
    assert send(browse(None), PASSWORD, address=CLEAN).status_code == 302


def test_owner_signs_in_on_a_known_device_from_the_address_of_the_attacker(
    people: People, browse: Browse, clock: Clock
) -> None:
    phone = browse(None)
    assert send(phone, PASSWORD, address=OWNER).status_code == 302
    phone.client.delete_cookie("musoya")
    flood("editor", iter([OWNER] * 200), 200)
    assert send(browse(None), PASSWORD, address=OWNER).status_code == 429
    assert send(phone, PASSWORD, address=OWNER).status_code == 302


def test_one_failure_of_the_owner_during_an_attack_costs_seconds(
    people: People, browse: Browse, clock: Clock
) -> None:
    flood("editor", addresses_of_a_botnet(), 2 * ATTACK)
    phone = browse(None)
    assert send(phone, "mistyped", address=CLEAN).status_code == 422
    refused = send(phone, PASSWORD, address=CLEAN)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 5
    assert "Wait 1 second, then try again." in refused.text
    clock.forward(timedelta(seconds=int(refused.headers["Retry-After"])))
    assert send(phone, PASSWORD, address=CLEAN).status_code == 302


def test_a_town_behind_one_address_signs_in_while_one_of_it_guesses(
    people: People, browse: Browse
) -> None:
    flood("editor", iter([OWNER] * 200), 200)
    assert send(browse(None), PASSWORD, address=OWNER, login="contributor").status_code == 302


def test_spraying_many_accounts_from_one_address_is_slowed_down(
    people: People, clock: Clock
) -> None:
    for number in range(HOUSEHOLD.free):
        begin_attempt(f"account {number}", ATTACKER, None)
    with pytest.raises(TooManyAttemptsError) as refused:
        begin_attempt("one more", ATTACKER, None)
    assert refused.value.seconds <= HOUSEHOLD.longest.total_seconds()
    begin_attempt("one more", CLEAN, None)


def test_sprayed_guesses_of_one_address_are_bounded(app: Flask, clock: Clock) -> None:
    logins = iter(range(1_000_000))
    guesses, end = 0, clock.moment + timedelta(minutes=15)
    while clock.moment < end:
        try:
            begin_attempt(f"account {next(logins)}", ATTACKER, None)
            guesses += 1
        except TooManyAttemptsError as error:
            clock.forward(timedelta(seconds=error.seconds))
    assert guesses <= HOUSEHOLD.free + 90 + 10


def test_guesses_of_one_address_in_a_day_are_bounded(app: Flask, clock: Clock) -> None:
    assert count_guesses(clock, DAY, "editor", lambda: ATTACKER) <= 111


def test_guesses_of_one_address_at_an_attacked_account_are_bounded(
    app: Flask, clock: Clock
) -> None:
    flood("editor", addresses_of_a_botnet(), ATTACK)
    assert count_guesses(clock, DAY, "editor", lambda: ATTACKER) <= 36


def test_guesses_of_one_ipv6_site_are_bounded(app: Flask, clock: Clock) -> None:
    households = (f"2001:db8:1:{number:x}::1" for number in range(1, 65_536))
    quarter = timedelta(minutes=15)
    guesses = count_guesses(clock, quarter, "editor", lambda: next(households))
    assert guesses <= ACCOUNT_FROM_IPV6_SITE.free + 90 + 10


def test_guesses_on_a_stolen_device_are_bounded(
    people: People, browse: Browse, clock: Clock
) -> None:
    phone = browse(None)
    send(phone, PASSWORD, address=OWNER)
    phone.client.delete_cookie("musoya")
    for _guess in range(KNOWN_DEVICE.free):
        assert send(phone, "wrong", address=OWNER).status_code == 422
    assert send(phone, "wrong", address=OWNER).status_code == 429


def test_an_account_of_her_own_does_not_free_the_address_of_an_attacker(
    people: People, clock: Clock
) -> None:
    for number in range(HOUSEHOLD.free - 1):
        begin_attempt(f"account {number}", ATTACKER, None)
    services.sign_in("stranger", PASSWORD, address=ATTACKER, days=1)
    begin_attempt("one more", ATTACKER, None)
    with pytest.raises(TooManyAttemptsError):
        begin_attempt("and another", ATTACKER, None)


def test_failures_are_forgotten_after_a_day(people: People, clock: Clock) -> None:
    flood("editor", iter([OWNER] * 50), 50)
    clock.forward(RETENTION + timedelta(seconds=1))
    services.sign_in("editor", PASSWORD, address=OWNER, days=1)
    assert db.session.query(LoginFailure).count() == 0


def test_device_cookie_names_nobody_and_reaches_the_sign_in_pages_alone(
    people: People, browse: Browse
) -> None:
    answer = send(browse(None), PASSWORD, address=OWNER)
    cookies = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("device=")]
    paths = sorted(cookie.split("Path=")[1].split(";")[0] for cookie in cookies)
    assert paths == ["/ar/login", "/en/login", "/fr/login"]
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert not any("editor" in cookie for cookie in cookies)


def test_device_cookie_survives_signing_out_and_not_a_new_password(
    people: People, browse: Browse, clock: Clock
) -> None:
    phone = browse(None)
    send(phone, PASSWORD, address=OWNER)
    phone.post("/en/logout", on="/en/desk/")
    flood("editor", iter([OWNER] * 50), 50)
    assert send(phone, PASSWORD, address=OWNER).status_code == 302
    services.set_password(people.editor, "jeudi vert pirogue")
    phone.client.delete_cookie("musoya")
    assert send(phone, "jeudi vert pirogue", address=OWNER).status_code == 429


def test_a_shared_device_is_known_for_each_account(people: People, browse: Browse) -> None:
    phone = browse(None)
    for login in ("editor", "contributor"):
        send(phone, PASSWORD, address=OWNER, login=login)
        phone.client.delete_cookie("musoya")
    flood("editor", iter([OWNER] * 20), 20)
    flood("contributor", iter([OWNER] * 20), 20)
    for login in ("editor", "contributor"):
        assert send(phone, PASSWORD, address=OWNER, login=login).status_code == 302
        phone.client.delete_cookie("musoya")


@pytest.mark.parametrize("value", ["x", "a.b.c", "~~~", "é" * 300, "a" * 3000, "." * 100])
def test_a_forged_device_cookie_changes_nothing(people: People, browse: Browse, value: str) -> None:
    phone = browse(None)
    phone.client.set_cookie("device", value, path="/en/login")
    assert send(phone, PASSWORD, address=OWNER).status_code == 302


def test_the_wait_doubles_up_to_the_longest() -> None:
    pace = Pace(free=2, longest=timedelta(seconds=5))
    waits = [pace.wait_after(failures).total_seconds() for failures in range(7)]
    assert waits == [0, 0, 1, 2, 4, 5, 5]
    assert Pace(free=0, longest=HOUR).wait_after(10**9) == HOUR
    assert ATTACKED_ACCOUNT.free < ACCOUNT_FROM_HOUSEHOLD.free
