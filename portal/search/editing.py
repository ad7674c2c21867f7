"""The administrators' desk of search: expressions of equal meaning."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.errors import InvalidError
from portal.search import services
from portal.search.forms import SynonymForm
from portal.search.models import SynonymSet
from portal.search.queries import get_synonym_set, list_synonym_sets
from portal.web.rendering import render_page

blueprint = Blueprint("synonyms", __name__, url_prefix="/<language:language>/desk/synonyms")


@blueprint.get("/")
@access.administrator
def index() -> Response:
    """List the sets, with a form to add one."""
    return _show_list(SynonymForm())


@blueprint.post("/")
@access.administrator
def create() -> Response:
    """Add a set."""
    form = SynonymForm()
    if not form.validate():
        return _show_list(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.add_synonym_set(form.lines)
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_list(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_list()


@blueprint.get("/<int:set_id>")
@access.administrator
def edit(set_id: int) -> Response:
    """Show one set in the form."""
    found = get_synonym_set(set_id)
    return _show_set(found, SynonymForm(expressions="\n".join(found.expressions)))


@blueprint.post("/<int:set_id>")
@access.administrator
def save(set_id: int) -> Response:
    """Replace the expressions of a set."""
    found = get_synonym_set(set_id)
    form = SynonymForm()
    if not form.validate():
        return _show_set(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.change_synonym_set(set_id, form.lines)
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_set(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_list()


@blueprint.post("/<int:set_id>/remove")
@access.administrator
def remove(set_id: int) -> Response:
    """Forget a set."""
    services.remove_synonym_set(set_id)
    return _to_list()


def _show_list(form: SynonymForm, status: int = HTTPStatus.OK) -> Response:
    return render_page("search/synonyms.html", status, form=form, sets=list_synonym_sets())


def _show_set(found: SynonymSet, form: SynonymForm, status: int = HTTPStatus.OK) -> Response:
    return render_page("search/synonym_set.html", status, form=form, set_id=found.id)


def _to_list() -> Response:
    flash(_("Saved. Search will know it within a minute."), "done")
    return redirect(url_for("synonyms.index"), HTTPStatus.SEE_OTHER)
