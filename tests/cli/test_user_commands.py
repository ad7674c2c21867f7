"""Accounts from the command line, as the documents show it."""

from click.testing import Result
from flask import Flask

from portal.auth.queries import get_user
from portal.auth.services import sign_in
from portal.extensions import db

PASSWORD = "une phrase assez longue"


def user(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["user", *arguments])
    db.session.rollback()
    db.session.expire_all()
    return result


def test_a_new_account_may_do_nothing_until_it_gets_a_role(app: Flask) -> None:
    assert (
        user(app, "create", "aissata", "--name", "Aïssata", "--password", PASSWORD).exit_code == 0
    )
    assert get_user("aissata").roles == []
    assert user(app, "grant", "aissata", "administrator").exit_code == 0
    assert get_user("aissata").is_administrator
    assert user(app, "revoke", "aissata", "administrator").exit_code == 0
    assert not get_user("aissata").is_administrator


def test_a_role_is_held_for_an_organisation(app: Flask) -> None:
    assert user(app, "grant", "stranger", "contributor", "--organisation", "rejefpo").exit_code == 0
    assert "contributor@" in user(app, "list").output
    assert (
        "no organisation 'x'"
        in user(app, "grant", "stranger", "editor", "--organisation", "x").output
    )


def test_a_short_password_is_refused(app: Flask) -> None:
    assert user(app, "create", "fanta", "--password", "court").exit_code == 1


def test_a_disabled_account_is_enabled_again_with_a_new_password(app: Flask) -> None:
    user(app, "disable", "editor")
    assert not get_user("editor").is_active
    user(app, "enable", "editor")
    user(app, "password", "editor", "--password", PASSWORD)
    assert sign_in("editor", PASSWORD, address="", days=1)[0].login == "editor"


def test_an_unknown_account_is_named(app: Flask) -> None:
    assert "no account 'nobody'" in user(app, "disable", "nobody").output
