"""The administrators' desk of helplines."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.content.words import HISTORY_WORDS
from portal.errors import InvalidError
from portal.extensions import db
from portal.helplines import services
from portal.helplines.forms import HelplineForm
from portal.helplines.models import Helpline
from portal.helplines.queries import (
    count_helplines,
    get_helpline,
    is_outdated,
    list_helplines,
    list_history,
    list_removed,
)
from portal.helplines.values import values_of
from portal.helplines.words import FIELD_WORDS
from portal.web.rendering import render_page

blueprint = Blueprint("helplines_desk", __name__, url_prefix="/<language:language>/desk/helplines")


@blueprint.get("/")
@access.administrator
def index() -> Response:
    """List every number by country, with what the public sees of it."""
    return render_page(
        "helplines/index.html",
        countries=list_helplines(),
        counts=count_helplines(),
        removed=list_removed(),
        is_outdated=is_outdated,
    )


@blueprint.get("/new")
@access.administrator
def new() -> Response:
    """Show the form of a number."""
    return _show_new(HelplineForm())


@blueprint.post("/new")
@access.administrator
def create() -> Response:
    """Add a number."""
    form = HelplineForm()
    if not form.validate():
        return _show_new(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.add_helpline(form.values, actor=signed_in_user())
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_new(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_list(_("Saved, and not shown yet. Call the number, then confirm it here."))


@blueprint.get("/<int:helpline_id>")
@access.administrator
def edit(helpline_id: int) -> Response:
    """Show a number in its form, with its history."""
    helpline = get_helpline(helpline_id)
    return _show(helpline, HelplineForm(values_of(helpline)))


@blueprint.post("/<int:helpline_id>")
@access.administrator
def save(helpline_id: int) -> Response:
    """Change a number."""
    helpline = get_helpline(helpline_id)
    form = HelplineForm(values_of(helpline))
    if not form.validate():
        return _show(helpline, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.change_helpline(helpline, form.values, actor=signed_in_user())
    except InvalidError as error:
        db.session.rollback()
        form.add_problems(error.problems)
        return _show(helpline, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if helpline.checked_on is None:
        return _to_list(_("Saved, and not shown yet. Call the number, then confirm it here."))
    return _to_list(_("Saved."))


@blueprint.post("/<int:helpline_id>/confirm")
@access.administrator
def confirm(helpline_id: int) -> Response:
    """Record that the number was called today and answered."""
    services.confirm_call(get_helpline(helpline_id), actor=signed_in_user())
    return _to_list(_("Confirmed. The number is shown with the day of today."))


@blueprint.post("/<int:helpline_id>/move-up")
@access.administrator
def move_up(helpline_id: int) -> Response:
    """Show a number before the one above it."""
    services.move_up(get_helpline(helpline_id))
    return _to_list(_("Saved."))


@blueprint.post("/<int:helpline_id>/remove")
@access.administrator
def remove(helpline_id: int) -> Response:
    """Remove a number."""
    services.remove_helpline(get_helpline(helpline_id), actor=signed_in_user())
    return _to_list(_("The number is removed."))


def _show_new(form: HelplineForm, status: int = HTTPStatus.OK) -> Response:
    return render_page("helplines/new.html", status, form=form)


def _show(helpline: Helpline, form: HelplineForm, status: int = HTTPStatus.OK) -> Response:
    return render_page(
        "helplines/edit.html",
        status,
        helpline=helpline,
        form=form,
        revisions=list_history(helpline),
        history_words=HISTORY_WORDS,
        field_words=FIELD_WORDS,
        is_outdated=is_outdated,
    )


def _to_list(message: str) -> Response:
    flash(message, "done")
    return redirect(url_for("helplines_desk.index"), HTTPStatus.SEE_OTHER)
