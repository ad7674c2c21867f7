"""The page on which a person says which column of a table is which."""

import re
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.directory.exchange import queries
from portal.directory.exchange.asking.forms import ColumnsForm
from portal.directory.exchange.asking.questions import Asked, ColumnQuestion, make_question
from portal.directory.exchange.asking.services import choose_columns
from portal.directory.exchange.columns import TableKind
from portal.directory.exchange.models import DirectoryImport
from portal.directory.exchange.presentation import known_kinds
from portal.directory.exchange.services import CHOOSING
from portal.errors import InvalidError
from portal.web.rendering import render_page

blueprint = Blueprint(
    "import_columns",
    __name__,
    url_prefix="/<language:language>/desk/imports/<int:import_id>/columns",
)

_NUMBER = re.compile("[0-9]{1,7}")


@blueprint.get("")
@access.signed_in
def choose(import_id: int) -> BaseResponse:
    """Show each column of a table with some of its values, and ask what it is.

    The sheet, the row and the kind are read from the form too: one that is refused is shown
    again by this view.
    """
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    question = _find_question(import_, request.values)
    if question is None:
        flash(_out_of_turn(), "error")
        return _to_import(import_)
    return _show(import_, question, ColumnsForm())


@blueprint.post("")
@access.signed_in
def save(import_id: int) -> BaseResponse:
    """Have the table checked with the columns that were chosen."""
    import_ = queries.get_import(import_id, viewer=signed_in_user())
    question = _find_question(import_, request.values)
    if question is None:
        flash(_out_of_turn(), "error")
        return _to_import(import_)
    form = ColumnsForm()
    form.offer(question)
    if not form.check(question):
        return _show(import_, question, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        choose_columns(
            import_, question.layout(form.chosen), question=question, actor=signed_in_user()
        )
    except InvalidError as error:
        flash(str(error), "error")
    return _to_import(import_)


def _show(
    import_: DirectoryImport,
    question: ColumnQuestion,
    form: ColumnsForm,
    status: int = HTTPStatus.OK,
) -> Response:
    form.offer(question)
    return render_page(
        "directory/imports/choose_columns.html",
        status,
        import_=import_,
        question=question,
        form=form,
        kinds=known_kinds(),
    )


def _find_question(import_: DirectoryImport, asked: MultiDict[str, str]) -> ColumnQuestion | None:
    """Return the question about a table; None when it is too late to answer."""
    if import_.state not in CHOOSING:
        return None
    kind = asked.get("kind")
    return make_question(
        import_,
        Asked(
            sheet=_number(asked.get("sheet")),
            row=_number(asked.get("row")),
            kind=TableKind(kind) if kind in set(TableKind) else None,
        ),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None


def _out_of_turn() -> str:
    return _("The columns of this table cannot be chosen any more. Send it again.")


def _to_import(import_: DirectoryImport) -> BaseResponse:
    return redirect(url_for("imports.show", import_id=import_.id), HTTPStatus.SEE_OTHER)
