"""Signing in and out."""

import math
from http import HTTPStatus

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access, services
from portal.auth.devices import read_devices, remember_device
from portal.auth.forms import LoginForm
from portal.auth.identity import TOKEN, current_viewer
from portal.auth.throttle import TooManyAttemptsError
from portal.config import Settings
from portal.errors import InvalidError
from portal.web.formats import MINUTE
from portal.web.redirects import safe_path
from portal.web.rendering import render_page

blueprint = Blueprint("auth", __name__, url_prefix="/<language:language>")


@blueprint.get("/login")
@access.public
def login() -> BaseResponse:
    """Show the sign-in form, or the desk to whoever is signed in."""
    if current_viewer():
        return redirect(_following())
    return _page(LoginForm())


@blueprint.post("/login")
@access.public
def sign_in() -> BaseResponse:
    """Open a session with a new token and go where she was going."""
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
    answer = redirect(_following())
    remember_device(answer, user, devices)
    return answer


@blueprint.post("/logout")
@access.public
def logout() -> BaseResponse:
    """End the session here and on the server.

    The browser may be shared: it forgets the names of files that are on their way and the
    places where recordings were left (https://www.w3.org/TR/clear-site-data/).
    """
    if token := session.get(TOKEN):
        services.sign_out(token)
    session.clear()
    response = redirect(url_for("home.index"))
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _page(form: LoginForm, status: int = HTTPStatus.OK) -> Response:
    response = render_page("auth/login.html", status, form=form)
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


def _following() -> str:
    return safe_path(request.args.get("next"), url_for("desk.index"))
