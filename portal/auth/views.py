"""Signing in and out."""

import math
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access, services
from portal.auth.devices import read_devices, remember_device
from portal.auth.forms import LoginForm
from portal.auth.identity import TOKEN, current_viewer
from portal.auth.throttle import TooManyAttemptsError
from portal.config import Settings
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import csrf
from portal.web.bodies import FORM_TYPES, carries_forms
from portal.web.errors import render_error
from portal.web.formats import MINUTE
from portal.web.origins import is_cross_site
from portal.web.redirects import safe_path
from portal.web.rendering import render_page
from portal.web.sent_forms import SentForm, read_sent_form

blueprint = Blueprint("auth", __name__, url_prefix="/<language:language>")


@blueprint.get("/login")
@access.public
def login() -> BaseResponse:
    """Show the sign-in form, or the desk to whoever is signed in."""
    if current_viewer():
        return _redirect_onward()
    return _page(LoginForm())


@blueprint.post("/login")
@access.public
@carries_forms
def sign_in() -> BaseResponse:
    """Open a session with a new token and redirect to the page that was asked for."""
    form = LoginForm()
    if not form.validate_on_submit():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    settings: Settings = current_app.extensions["settings"]
    devices = read_devices(request)
    try:
        user, token = services.sign_in(
            form.login.data,
            form.password.data,
            address=request.remote_addr or "",
            days=settings.session_days,
            devices=devices,
        )
    except InvalidError as error:
        form.login.errors = [*form.login.errors, error.problems["login"]]
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyAttemptsError as error:
        form.login.errors = [*form.login.errors, _say_wait(error.seconds)]
        response = _page(form, HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    if former := session.get(TOKEN):
        services.sign_out(former)
    session.clear()
    session[TOKEN] = token
    session.permanent = True
    answer = _redirect_onward()
    remember_device(answer, user, devices)
    return answer


@blueprint.app_errorhandler(access.SignInRequiredError)
def ask_to_sign_in(_error: access.SignInRequiredError) -> BaseResponse:
    """Show the sign-in form, which carries what the refused request sent."""
    if "HX-Request" in request.headers:
        page = _address(urlsplit(request.headers.get("HX-Current-URL", "")).path)
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": page})
    if is_cross_site():
        return redirect(_address())
    form = read_sent_form()
    if form is None and request.mimetype not in FORM_TYPES:
        return redirect(_address())
    if form is None:
        return render_error(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("This text is too long to be kept while you sign in"),
            _(
                "Sign in in another tab. Then go back from this page and send the form again: "
                "your browser may still have what you wrote."
            ),
        )
    return _page(
        LoginForm(formdata=None),
        HTTPStatus.UNAUTHORIZED,
        action=_address(request.full_path.rstrip("?")),
        carried=form.carry(),
    )


@blueprint.get("/logout")
@access.public
def signed_out() -> BaseResponse:
    """Render the signed-out page, or a button to sign out."""
    response = render_page("auth/signed_out.html")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/logout")
@access.public
def logout() -> BaseResponse:
    """End the session here and on the server, if there is one.

    It needs no token: an old page must be able to sign out. Other sites are refused, because
    the browser, which may be shared, forgets drafts, the names of files that are on their way
    and the places where recordings were left (https://www.w3.org/TR/clear-site-data/).
    """
    if is_cross_site():
        raise NotAllowedError
    if token := session.get(TOKEN):
        services.sign_out(token)
    session.clear()
    response = redirect(url_for("auth.signed_out"), HTTPStatus.SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


csrf.exempt(logout)  # it checks the origin of the request itself


def _page(
    form: LoginForm,
    status: int = HTTPStatus.OK,
    *,
    action: str = "",
    carried: SentForm | None = None,
) -> Response:
    response = render_page(
        "auth/login.html",
        status,
        form=form,
        action=action or request.full_path.rstrip("?"),
        carried=carried or read_sent_form(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _say_wait(seconds: int) -> str:
    if seconds < MINUTE:
        return ngettext(
            "Too many wrong attempts. Wait %(number)s second, then try again.",
            "Too many wrong attempts. Wait %(number)s seconds, then try again.",
            seconds,
            number=seconds,
        )
    minutes = math.ceil(seconds / MINUTE)
    return ngettext(
        "Too many wrong attempts. Wait %(number)s minute, then try again.",
        "Too many wrong attempts. Wait %(number)s minutes, then try again.",
        minutes,
        number=minutes,
    )


def _redirect_onward() -> BaseResponse:
    """Redirect to the page that was asked for, with the form that the sign-in form carried.

    The status 307 has the browser send the body again to the address that refused it (RFC 9110,
    15.4.8): its token is old, so that the form there is shown, filled.
    """
    form = read_sent_form()
    is_carrying = form is not None and not form.is_empty
    target = safe_path(request.args.get("next"), url_for("desk.index"))
    return redirect(target, HTTPStatus.TEMPORARY_REDIRECT if is_carrying else HTTPStatus.FOUND)


def _address(target: str = "") -> str:
    return url_for("auth.login", next=target or None)
