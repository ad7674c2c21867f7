"""What is done about people: accounts, roles, signing in and out."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from portal.auth import password_rules, passwords, sessions, sign_in_pace
from portal.auth.devices import find_device
from portal.auth.models import Role, RoleName, User
from portal.auth.queries import find_user, normalise_login
from portal.errors import InvalidError
from portal.extensions import db


def create_user(login: str, *, name: str, password: str, is_password_public: bool = False) -> User:
    """Create an account without any role, or raise InvalidError.

    A public password, of an account for demonstration, may be one that is easy to guess.
    """
    login = normalise_login(login)
    problems = {} if is_password_public else _password_problems(password, login, name)
    if not login:
        problems["login"] = _("Write a login.")
    elif find_user(login):
        problems["login"] = _("This login is taken: choose another.")
    if problems:
        raise InvalidError(problems)
    user = User(
        login=login,
        name=name.strip() or login,
        password_hash=passwords.hash_password(password),
    )
    db.session.add(user)
    db.session.commit()
    return user


def set_password(user: User, password: str) -> None:
    """Replace the password and sign the person out everywhere."""
    if problems := _password_problems(password, user.login, user.name):
        raise InvalidError(problems)
    user.password_hash = passwords.hash_password(password)
    sessions.close_sessions_of(user)
    db.session.commit()


def set_active(user: User, *, active: bool) -> None:
    """Let the person sign in, or keep her out and sign her out everywhere."""
    user.is_active = active
    sessions.close_sessions_of(user)
    db.session.commit()


def grant_role(user: User, name: RoleName, organisation_id: int | None = None) -> None:
    """Give a role for one organisation, or for the site when none is named."""
    existing = db.session.scalar(
        select(Role).filter_by(user_id=user.id, name=name, organisation_id=organisation_id)
    )
    if existing is None:
        user.roles.append(Role(name=name, organisation_id=organisation_id))
    sessions.close_sessions_of(user)
    db.session.commit()


def revoke_role(user: User, name: RoleName, organisation_id: int | None = None) -> None:
    """Take a role back, and sign the person out everywhere."""
    user.roles = [
        role for role in user.roles if (role.name, role.organisation_id) != (name, organisation_id)
    ]
    sessions.close_sessions_of(user)
    db.session.commit()


def sign_in(
    login: str, password: str, *, address: str, days: int, devices: Sequence[str] = ()
) -> tuple[User, str]:
    """Return the account and the token of its new session.

    `devices` are the values of `read_devices`. Raises TooManyAttemptsError while throttled,
    and InvalidError when login and password do not match, in words that do not say which of
    the two was wrong.
    """
    login = normalise_login(login)
    user = find_user(login)
    attempt = sign_in_pace.begin_attempt(login, address, find_device(user, devices))
    spelling = passwords.find_spelling(user.password_hash if user else None, password)
    if user is None or spelling is None or not user.is_active:
        raise InvalidError({"login": _("This login and this password do not go together.")})
    sign_in_pace.accept(attempt)
    if spelling != passwords.normalise(password):
        user.password_hash = passwords.hash_password(password)
    token = sessions.open_session(user, days=days)
    db.session.commit()
    return user, token


def sign_out(token: str) -> None:
    """End one session on the server, whatever the browser keeps."""
    sessions.close_session(token)
    db.session.commit()


def _password_problems(password: str, login: str, name: str) -> dict[str, str]:
    problem = password_rules.find_problem(password, login=login, name=name)
    return {"password": problem} if problem else {}
