from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.auth import passwords, services, sessions
from portal.auth.models import LoginFailure, LoginSession, RoleName, User
from portal.errors import InvalidError
from portal.extensions import db, now
from tests.browser import Browser
from tests.conftest import People
from tests.factories import PASSWORD

Browse = Callable[[User | None], Browser]


def test_a_contributor_signs_in_and_reaches_her_desk(people: People, browse: Browse) -> None:
    browser = browse(people.contributor)
    assert browser.get("/fr/desk/").status == 200


def test_a_visitor_is_sent_to_sign_in_and_then_back(people: People, browse: Browse) -> None:
    browser = browse(None)
    response = browser.client.get("/fr/desk/items/new")
    assert response.status_code == 302
    assert response.location == "/fr/login?next=/fr/desk/items/new"
    back = browser.post(response.location, {"login": "contributor", "password": PASSWORD})
    assert back.location == "/fr/desk/items/new"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\nb"],
)
def test_signing_in_never_leads_off_the_site(target: str, people: People, browse: Browse) -> None:
    browser = browse(None)
    response = browser.client.get("/fr/login", query_string={"next": target})
    assert response.status_code == 200
    answer = browser.client.post(
        "/fr/login",
        query_string={"next": target},
        data={
            "login": "contributor",
            "password": PASSWORD,
            "csrf_token": response.text.split('name="csrf_token"')[1]
            .split('value="')[1]
            .split('"')[0],
        },
    )
    assert answer.location == "/fr/desk/"


def test_a_wrong_password_says_nothing_about_the_login(people: People, browse: Browse) -> None:
    browser = browse(None)
    known = browser.post("/en/login", {"login": "contributor", "password": "not this one"})
    unknown = browser.post("/en/login", {"login": "nobody", "password": "not this one"})
    sentence = "This login and this password do not go together."
    assert known.status_code == unknown.status_code == 422
    assert sentence in known.text
    assert sentence in unknown.text


def test_the_throttle_keeps_neither_logins_nor_addresses(people: People) -> None:
    with pytest.raises(InvalidError):
        services.sign_in("contributor", "wrong", address="192.0.2.7", days=1)
    kept = {failure.subject for failure in db.session.query(LoginFailure)}
    assert len(kept) == 3
    assert not any("contributor" in subject or "192.0.2.7" in subject for subject in kept)


def test_signing_out_ends_the_session_on_the_server(people: People, browse: Browse) -> None:
    browser = browse(people.contributor)
    stolen = browser.client.get_cookie("musoya")
    assert stolen
    browser.post("/fr/logout", on="/fr/desk/")
    thief = browse(None)
    thief.client.set_cookie("musoya", stolen.value)
    assert thief.status_of("/fr/desk/") == 302


def test_signing_out_leaves_no_file_names_in_a_shared_browser(
    people: People, browse: Browse
) -> None:
    answer = browse(people.contributor).post("/fr/logout", on="/fr/desk/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_the_server_keeps_only_hashes_of_tokens(people: People) -> None:
    _user, token = services.sign_in("editor", PASSWORD, address="127.0.0.1", days=1)
    kept = [session.token_hash for session in db.session.query(LoginSession)]
    assert kept
    assert token not in kept


def test_an_expired_session_opens_nothing(people: People) -> None:
    _user, token = services.sign_in("editor", PASSWORD, address="127.0.0.1", days=1)
    assert sessions.find_session_user(token) is people.editor
    db.session.query(LoginSession).update({"expires_at": now() - timedelta(seconds=1)})
    db.session.commit()
    assert sessions.find_session_user(token) is None


def test_a_new_password_or_role_signs_out_everywhere(people: People) -> None:
    _user, token = services.sign_in("editor", PASSWORD, address="127.0.0.1", days=1)
    services.set_password(people.editor, "another long password")
    assert sessions.find_session_user(token) is None


def test_a_disabled_account_cannot_sign_in(people: People) -> None:
    services.set_active(people.editor, active=False)
    with pytest.raises(InvalidError):
        services.sign_in("editor", PASSWORD, address="127.0.0.1", days=1)


def test_passwords_are_kept_as_argon2id(people: People) -> None:
    assert people.editor.password_hash.startswith("$argon2id$")
    assert not passwords.is_right_password(None, PASSWORD)


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_has_a_sensible_length(app: Flask, password: str) -> None:
    with pytest.raises(InvalidError):
        services.create_user("new", name="New", password=password)


def test_a_login_is_taken_whatever_its_case_and_spaces(people: People) -> None:
    with pytest.raises(InvalidError):
        services.create_user("  EDITOR ", name="Other", password=PASSWORD)


def test_the_session_cookie_is_for_this_site_alone(people: People, browse: Browse) -> None:
    browser = browse(None)
    answer = browser.post("/fr/login", {"login": "editor", "password": PASSWORD})
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("musoya="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_without_its_token_is_refused(people: People, browse: Browse) -> None:
    answer = browse(None).client.post("/fr/login", data={"login": "editor", "password": PASSWORD})
    assert answer.status_code == 400


def test_an_administrator_of_one_organisation_is_not_one_of_the_site(people: People) -> None:
    services.grant_role(people.editor, RoleName.ADMINISTRATOR, people.organisation.id)
    assert not people.editor.is_administrator
    assert people.administrator.is_administrator
