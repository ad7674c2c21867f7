"""The person behind a request: flask-login over our own sessions."""

from flask import Flask, session
from flask_login import current_user

from portal.auth.models import User
from portal.auth.sessions import find_session_user
from portal.extensions import login_manager

TOKEN = "token"  # noqa: S105 - the name of a key


def current_viewer() -> User | None:
    """Return the signed-in person, or None for a visitor."""
    return signed_in_user() if current_user.is_authenticated else None


def signed_in_user() -> User:
    """Return the person of a view that only signed-in people can open."""
    user: User = current_user._get_current_object()  # noqa: SLF001 - werkzeug's documented way out of a proxy
    return user


def init_app(app: Flask) -> None:
    """Load the person from the token that her browser keeps in its signed cookie."""
    login_manager.init_app(app)
    login_manager.session_protection = None

    @login_manager.request_loader
    def load_person(_request: object) -> User | None:
        token = session.get(TOKEN)
        return find_session_user(token) if token else None
