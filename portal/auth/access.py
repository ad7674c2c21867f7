"""Who may open a view: a label on each, and a refusal for any view without one."""

import logging
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from portal.auth.identity import TOKEN
from portal.errors import NotAllowedError, PortalError
from portal.web.sent_forms import SAFE_METHODS

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

LABEL = "access_label"


class SignInRequiredError(PortalError):
    """A form was sent without a session; `auth.views` answers with the sign-in form."""


class Access(Enum):
    """The permission a view asks for, before the view itself looks at the record."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    SIGNED_IN_SCRIPT = "signed in, asked by a script"
    ADMINISTRATOR = "administrator"


def public(view: View) -> View:
    """Label a view that anybody may open."""
    return _label(view, Access.PUBLIC)


def signed_in(view: View) -> View:
    """Label a view for people with an account; the service checks the record itself."""
    return _label(view, Access.SIGNED_IN)


def signed_in_script(view: View) -> View:
    """Label a view as `signed_in` that scripts call: others get 401, not a form to fill in."""
    return _label(view, Access.SIGNED_IN_SCRIPT)


def administrator(view: View) -> View:
    """Label a view for the administrators of the site."""
    return _label(view, Access.ADMINISTRATOR)


def label_of(endpoint: str) -> Access | None:
    """Return the label of an endpoint, or None when it was forgotten."""
    return getattr(current_app.view_functions[endpoint], LABEL, None)


def enforce() -> Response | None:
    """Refuse the request, or ask to sign in, unless the view's label allows it."""
    if request.endpoint is None:
        return None
    if request.method not in SAFE_METHODS:
        g.is_known_device = TOKEN in session
    access = label_of(request.endpoint)
    if access is Access.PUBLIC:
        return None
    if access is None:
        log.error("view without a permission label", extra={"endpoint": request.endpoint})
        raise NotAllowedError
    if not current_user.is_authenticated:
        if access is Access.SIGNED_IN_SCRIPT:
            raise Unauthorized
        if request.method not in SAFE_METHODS:
            raise SignInRequiredError
        return redirect(url_for("auth.login", next=request.full_path.rstrip("?")))
    if access is Access.ADMINISTRATOR and not current_user.is_administrator:
        raise NotAllowedError
    return None


def init_app(app: Flask) -> None:
    """Enforce the labels before every request."""
    app.before_request(enforce)


def _label(view: View, access: Access) -> View:
    setattr(view, LABEL, access)
    return view
