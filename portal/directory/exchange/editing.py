"""The desk of imports: send a table, look at what it would do, apply it, undo it."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.directory.exchange import queries, services
from portal.directory.exchange.forms import ImportForm
from portal.directory.exchange.models import DirectoryImport, LineOutcome
from portal.directory.exchange.presentation import (
    MOVING,
    OUTCOME_WORDS,
    STATE_WORDS,
    TONES,
    describer,
    is_moving,
    known_columns,
    list_points,
)
from portal.directory.exchange.reporting import write_report
from portal.directory.exchange.tables import MOST_BYTES
from portal.errors import InvalidError
from portal.web.bodies import takes_a_file
from portal.web.pagination import Pager, page_number
from portal.web.rendering import render_page, render_region

blueprint = Blueprint("imports", __name__, url_prefix="/<language:language>/desk/imports")

PER_PAGE = 50


@blueprint.app_context_processor
def import_words() -> dict[str, object]:
    """Let the desk tell whether to lead to this page."""
    return {"may_import": lambda: queries.may_import(signed_in_user())}


@blueprint.get("/")
@access.signed_in
def index() -> Response:
    """List her imports, with a form to send a table."""
    return _show_list(ImportForm())


@blueprint.post("/")
@access.signed_in
@takes_a_file
def send() -> BaseResponse:
    """Take a table and have it checked."""
    queries.check_may_import(signed_in_user())
    form = ImportForm()
    if not form.validate():
        return _show_list(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    sent = form.file.data
    try:
        import_ = services.send_table(
            sent.read(MOST_BYTES + 1),
            sent.filename,
            author=signed_in_user(),
            publishes=form.publishes.data,
        )
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_list(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_import(import_)


@blueprint.get("/columns")
@access.signed_in
def columns() -> Response:
    """Show which columns a table may have."""
    queries.check_may_import(signed_in_user())
    return render_page("directory/imports/columns.html", tables=known_columns())


@blueprint.get("/<int:import_id>")
@access.signed_in
def show(import_id: int) -> Response:
    """Show how far an import is and what its lines say."""
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    counts = queries.count_lines(import_.id)
    outcome = _read_outcome()
    total = counts[outcome] if outcome else sum(counts.values())
    pager = Pager(page_number(request.args.get("page")), total, PER_PAGE)
    return render_region(
        "directory/imports/show.html",
        "directory/imports/_report.html",
        import_=import_,
        counts=counts,
        written=queries.count_written(import_.id),
        outcome=outcome,
        pager=pager,
        lines=queries.list_lines(import_.id, outcome=outcome, offset=pager.offset, limit=PER_PAGE),
        is_moving=is_moving(import_),
        is_choosing=import_.state in services.CHOOSING,
        list_points=list_points,
        describe=describer(),
        states=STATE_WORDS,
        tones=TONES,
        outcomes=OUTCOME_WORDS,
    )


@blueprint.get("/<int:import_id>/report.csv")
@access.signed_in
def report(import_id: int) -> Response:
    """Give the report of all lines as a table."""
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    response = Response(stream_with_context(write_report(import_.id)), mimetype="text/csv")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"import-{import_.id}-report.csv"
    )
    return response


@blueprint.post("/<int:import_id>/apply")
@access.signed_in
def apply(import_id: int) -> BaseResponse:
    """Have the import written."""
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    _attempt(services.apply_import, import_)
    return _to_import(import_)


@blueprint.post("/<int:import_id>/undo")
@access.signed_in
def undo(import_id: int) -> BaseResponse:
    """Have taken back what the import wrote."""
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    _attempt(services.undo_import, import_)
    return _to_import(import_)


@blueprint.post("/<int:import_id>/forget")
@access.signed_in
def forget(import_id: int) -> BaseResponse:
    """Remove an import that changed nothing."""
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    if not _attempt(services.forget_import, import_):
        return _to_import(import_)
    flash(_("Removed. Nothing of it is in the directory."), "done")
    return redirect(url_for("imports.index"), HTTPStatus.SEE_OTHER)


def _attempt(step: services.Step, import_: DirectoryImport) -> bool:
    """Take a step, or say why not; tell whether it was taken."""
    try:
        step(import_, actor=signed_in_user())
    except InvalidError as error:
        flash(str(error), "error")
        return False
    return True


def _show_list(form: ImportForm, status: int = HTTPStatus.OK) -> Response:
    user = signed_in_user()
    queries.check_may_import(user)
    return render_page(
        "directory/imports/index.html",
        status,
        form=form,
        imports=queries.list_imports(user),
        states=STATE_WORDS,
        tones=TONES,
        moving=MOVING,
    )


def _read_outcome() -> LineOutcome | None:
    asked = request.args.get("lines")
    return LineOutcome(asked) if asked in set(LineOutcome) else None


def _to_import(import_: DirectoryImport) -> BaseResponse:
    return redirect(url_for("imports.show", import_id=import_.id), HTTPStatus.SEE_OTHER)
