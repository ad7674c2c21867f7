"""Forms that come back filled when the request that sent them was refused."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.wrappers import Response as BaseResponse

from portal.errors import NotAllowedError, PortalError
from portal.web.form_fields import is_form_in
from portal.web.sent_forms import SentForm, read_sent_form, restore_fields

log = logging.getLogger(__name__)

Guard = Callable[[], BaseResponse | None]


def reopen_form(status: int) -> BaseResponse | None:
    """Return the page that a GET of this address shows, its form filled with what was sent.

    A view that shows a form fills it from the request; a GET view changes nothing, so that a
    request without a valid token may run it. Return None if there is no such page, or if it
    does not hold every field that was sent. Raise NotAllowedError if the page is not for the
    user.
    """
    form = read_sent_form()
    page = _find_page()
    if form is None or page is None:
        return None
    before = request.url_rule, request.view_args
    response = _show(form, *page)
    if response is not None and _is_complete(response, form):
        if response.status_code == HTTPStatus.OK:
            response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
        return response
    request.url_rule, request.view_args = before
    g.pop("reopened_form", None)
    return None


def _find_page() -> tuple[Rule, dict[str, object]] | None:
    adapter = current_app.create_url_adapter(request)
    try:
        rule, values = adapter.match(method="GET", return_rule=True)  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return None
    return rule, {name: value for name, value in values.items() if name != "language"}


def _show(form: SentForm, rule: Rule, values: dict[str, object]) -> BaseResponse | None:
    request.url_rule, request.view_args = rule, dict(values)
    if not form.is_carried:
        restore_fields(form)
    g.reopened_form = form
    guard: Guard = current_app.extensions["form_guard"]
    view = current_app.view_functions[rule.endpoint]
    try:
        return guard() or current_app.make_response(current_app.ensure_sync(view)(**values))
    except NotAllowedError:
        raise
    except (PortalError, HTTPException):
        return None
    except Exception:
        # The words come first: a fault of this page must not cost them.
        log.exception("a form could not be shown again", extra={"endpoint": rule.endpoint})
        return None


def _is_complete(response: BaseResponse, form: SentForm) -> bool:
    if form.is_carried:  # the form that carries it shows all of it, or redirects with it
        return True
    if response.status_code != HTTPStatus.OK or response.mimetype != "text/html":
        return False
    token = str(current_app.config["WTF_CSRF_FIELD_NAME"])
    html = response.get_data(as_text=True)
    return is_form_in(html, request.path, list(form.texts), ignored=token)


def init_app(app: Flask, guard: Guard) -> None:
    """Let pages show the refused form; `guard` refuses a view that the user may not open."""
    app.extensions["form_guard"] = guard
    app.jinja_env.globals["reopened_form"] = lambda: g.get("reopened_form")
