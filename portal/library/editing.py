"""The desk: drafts, review, files. Every page is the signed-in person's own."""

from http import HTTPStatus
from typing import BinaryIO, cast

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.auth.models import User
from portal.auth.policy import review_scope
from portal.content.lifecycle import Action, WrongStatusError
from portal.content.models import Status
from portal.content.revisions import StaleSaveError
from portal.errors import ConflictError, InvalidError
from portal.library import attachments, queries, services
from portal.library.desk import (
    desk_words,
    item_context,
    show_conflict,
    show_form,
    show_item,
    show_refused_step,
)
from portal.library.file_queries import get_file_of
from portal.library.forms import ItemForm, StepForm, UploadForm
from portal.library.models import Item, Rights
from portal.library.values import values_of
from portal.library.words import DONE_WORDS
from portal.media.models import File
from portal.media.services import retry_file
from portal.web.bodies import takes_a_file, takes_texts
from portal.web.formats import isolated
from portal.web.numbers import row_number
from portal.web.pagination import Pager, page_number
from portal.web.rendering import render_fragment, render_page

blueprint = Blueprint("desk", __name__, url_prefix="/<language:language>/desk")

PER_PAGE = 20

blueprint.context_processor(desk_words)


@blueprint.get("/")
@access.signed_in
def index() -> Response:
    """Show her organisations' records, one status at a time, and what awaits review."""
    user = signed_in_user()
    status = _status(request.args.get("status"))
    page = page_number(request.args.get("page"))
    items, total = queries.list_desk_items(user, status, page=page, per_page=PER_PAGE)
    return render_page(
        "desk/index.html",
        items=items,
        chosen=status,
        counts=queries.count_desk_items(user),
        pager=Pager(page, total, PER_PAGE),
        is_reviewer=not review_scope(user).is_empty,
    )


@blueprint.get("/items/new")
@access.signed_in
def new() -> Response:
    """Show an empty form."""
    return show_form(ItemForm(user=signed_in_user()))


@blueprint.post("/items/new")
@access.signed_in
@takes_texts
def create() -> Response:
    """Create a draft, then go on to its files."""
    user = signed_in_user()
    form = ItemForm(user=user)
    if not form.validate():
        return show_form(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        item = services.create_item(form.values, author=user)
    except InvalidError as error:
        form.add_problems(error.problems)
        return show_form(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("The draft is kept. Now add its files, if it has any."), "done")
    return _to_item(item)


@blueprint.get("/items/<int:item_id>")
@access.signed_in
def show(item_id: int) -> Response:
    """Show a record with its files, its history, and the steps open to her."""
    return show_item(queries.get_desk_item(item_id, user=signed_in_user()))


@blueprint.get("/items/<int:item_id>/edit")
@access.signed_in
def edit(item_id: int) -> Response:
    """Show the record in the form, with what it lacks if it is to be published."""
    user = signed_in_user()
    item = queries.get_editable_item(item_id, editor=user)
    form = ItemForm(user=user, values=values_of(item), version=item.version)
    if "publish" in request.args and item.rights is Rights.NOT_CHOSEN:
        form.add_problems({"rights": services.explain_rights()})
    return show_form(form, item=item)


@blueprint.post("/items/<int:item_id>/edit")
@access.signed_in
@takes_texts
def save(item_id: int) -> Response:
    """Save the record, unless somebody saved it meanwhile."""
    user = signed_in_user()
    item = queries.get_editable_item(item_id, editor=user)
    form = ItemForm(user=user, values=values_of(item), version=item.version)
    if not form.validate():
        return show_form(form, item=item, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.edit_item(item, form.values, author=user, version=form.version.data or 0)
    except InvalidError as error:
        form.add_problems(error.problems)
        return show_form(form, item=item, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except StaleSaveError as error:
        return show_conflict(form, item_id, error)
    flash(_("Saved."), "done")
    return _to_item(item)


@blueprint.post("/items/<int:item_id>/<any(submit, publish, return, archive, restore):step>")
@access.signed_in
def advance(item_id: int, step: str) -> Response:
    """Take one step of the life cycle."""
    user = signed_in_user()
    item = queries.get_desk_item(item_id, user=user)
    form = StepForm()
    action = Action(step)
    try:
        services.take_step(
            item,
            action,
            actor=user,
            reason=form.reason.data or "",
            version=request.form.get("version", type=row_number),
        )
    except InvalidError as error:
        if "rights" in error.problems:
            return redirect(
                url_for("desk.edit", item_id=item.id, publish=1, _anchor="rights"),
                HTTPStatus.SEE_OTHER,
            )
        return show_refused_step(item, form, error)
    except (WrongStatusError, StaleSaveError) as error:
        if form.reason.data and isinstance(error, WrongStatusError):
            raise ConflictError from error
        flash(_("Somebody changed this record meanwhile. Here is how it stands now."), "warning")
        if form.reason.data:
            return show_item(item, step_form=form, status=HTTPStatus.CONFLICT)
        return _to_item(item)
    flash(DONE_WORDS[action], "done")
    return _to_item(item)


@blueprint.post("/items/<int:item_id>/files")
@access.signed_in
@takes_a_file
def upload(item_id: int) -> Response:
    """Add files to the record, or put one in the place of another; say which were refused."""
    user = signed_in_user()
    item = queries.get_editable_item(item_id, editor=user)
    form = UploadForm()
    if not form.validate():
        return show_item(item, upload_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    known = {file.id for file in item.files}
    for sent in form.file.data:
        try:
            file = _take(item, sent, replaced_id=form.replaced_id, author=user)
        except InvalidError as error:
            form.refuse(sent.filename, error.problems)
        else:
            _flash_arrival(file, is_known=file.id in known)
            known.add(file.id)
    if form.file.errors:
        return show_item(item, upload_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_item(item)


@blueprint.get("/items/<int:item_id>/files")
@access.signed_in
def files(item_id: int) -> Response:
    """Show how far the files are, for a page that waits."""
    item = queries.get_desk_item(item_id, user=signed_in_user())
    if not request.headers.get("HX-Request"):
        return _to_item(item)
    return render_fragment("desk/_files.html", **item_context(item))


@blueprint.post("/items/<int:item_id>/files/<int:file_id>/remove")
@access.signed_in
def remove(item_id: int, file_id: int) -> Response:
    """Take a file out of the record."""
    user = signed_in_user()
    item = queries.get_editable_item(item_id, editor=user)
    attachments.remove_file(item, file_id, author=user)
    flash(_("The file is no longer part of this record."), "done")
    return _to_item(item)


@blueprint.post("/items/<int:item_id>/files/<int:file_id>/retry")
@access.signed_in
def retry(item_id: int, file_id: int) -> Response:
    """Have a file read again after a failure."""
    item = queries.get_editable_item(item_id, editor=signed_in_user())
    retry_file(get_file_of(item, file_id).id)
    return _to_item(item)


def _take(item: Item, sent: FileStorage, *, replaced_id: int | None, author: User) -> File:
    name, stream = sent.filename or "", cast(BinaryIO, sent.stream)
    if replaced_id is None:
        return attachments.attach_file(item, stream, name=name, author=author)
    return attachments.replace_file(item, replaced_id, stream, name=name, author=author)


def _flash_arrival(file: File, *, is_known: bool) -> None:
    name = isolated(file.name)
    if is_known:
        flash(_("This record has this file already: “%(name)s”.", name=name), "warning")
    else:
        flash(_("“%(name)s” has arrived and is being read.", name=name), "done")


def _status(text: str | None) -> Status:
    try:
        return Status(text or Status.DRAFT)
    except ValueError:
        return Status.DRAFT


def _to_item(item: Item) -> Response:
    return redirect(url_for("desk.show", item_id=item.id), HTTPStatus.SEE_OTHER)
