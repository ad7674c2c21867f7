"""The desk's pages about one file: who agreed, its name, taking it back, erasing it."""

from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.auth.policy import review_scope
from portal.config import Settings
from portal.errors import InvalidError, NotAllowedError
from portal.library import attachments, consents, queries
from portal.library.circulation import remake_file
from portal.library.consent_forms import ConsentForm, NameForm, WithdrawForm
from portal.library.desk import desk_words
from portal.library.desk_files import present_desk_file
from portal.library.file_queries import get_file_of
from portal.library.models import Item
from portal.media.models import File
from portal.media.names import split_name
from portal.media.types import TYPES
from portal.web.bodies import takes_a_file
from portal.web.formats import isolated
from portal.web.rendering import render_page

blueprint = Blueprint(
    "file_desk",
    __name__,
    url_prefix="/<language:language>/desk/items/<int:item_id>/files/<int:file_id>",
)

blueprint.context_processor(desk_words)


@blueprint.get("/consent")
@access.signed_in
def consent(item_id: int, file_id: int) -> Response:
    """Show what was found in a file, who agreed, and the questions to answer."""
    item = queries.get_desk_item(item_id, user=signed_in_user())
    file = get_file_of(item, file_id)
    return _show_consent(
        item, file, ConsentForm(item.visibility, consents.find_open_consent(file.id))
    )


@blueprint.post("/consent")
@access.signed_in
@takes_a_file
def confirm(item_id: int, file_id: int) -> Response:
    """Write down who agreed."""
    user = signed_in_user()
    item = queries.get_editable_item(item_id, editor=user)
    file = get_file_of(item, file_id)
    form = ConsentForm(item.visibility)
    if not form.validate():
        return _show_consent(item, file, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        consents.confirm_consent(file, form.values, author=user, evidence=form.proof)
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_consent(item, file, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Kept. You can change it, or take the file back, at any time."), "done")
    return _to_item(item)


@blueprint.get("/name")
@access.signed_in
def name(item_id: int, file_id: int) -> Response:
    """Ask for another name of a file."""
    item = queries.get_editable_item(item_id, editor=signed_in_user())
    file = get_file_of(item, file_id)
    stem, _ending = split_name(file.name, extensions=TYPES[file.format].extensions)
    return _show_name(item, file, NameForm(data={"name": stem}))


@blueprint.post("/name")
@access.signed_in
def rename(item_id: int, file_id: int) -> Response:
    """Give a file another name."""
    user = signed_in_user()
    item = queries.get_editable_item(item_id, editor=user)
    file = get_file_of(item, file_id)
    form = NameForm()
    if not form.validate():
        return _show_name(item, file, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        attachments.rename_file(item, file_id, form.name.data or "", author=user)
    except InvalidError:
        flash(_("Somebody changed this record meanwhile. Look at it, then save again."), "warning")
        return _show_name(item, file, form, HTTPStatus.CONFLICT)
    flash(_("The file is now called “%(name)s”.", name=isolated(file.name)), "done")
    return _to_item(item)


@blueprint.get("/withdraw")
@access.signed_in
def withdraw(item_id: int, file_id: int) -> Response:
    """Say what taking a file back means, and ask for the reason."""
    item = queries.get_desk_item(item_id, user=signed_in_user())
    file = get_file_of(item, file_id)
    return render_page("desk/withdraw.html", item=item, file=file, form=WithdrawForm())


@blueprint.post("/withdraw")
@access.signed_in
def take_back(item_id: int, file_id: int) -> Response:
    """Take a file back from everybody: whoever may work on the record may, whatever its status."""
    user = signed_in_user()
    item = queries.get_desk_item(item_id, user=user)
    file = get_file_of(item, file_id)
    consents.withdraw_consent(file, actor=user, reason=WithdrawForm().reason.data or "")
    flash(_("“%(name)s” is taken back: its copies are gone.", name=isolated(file.name)), "done")
    return _to_item(item)


@blueprint.get("/erase")
@access.signed_in
def ask_to_erase(item_id: int, file_id: int) -> Response:
    """Ask an editor whether she is sure."""
    item = _erasable_item(item_id)
    return render_page("desk/erase.html", item=item, file=get_file_of(item, file_id))


@blueprint.post("/erase")
@access.signed_in
def erase(item_id: int, file_id: int) -> Response:
    """Delete a file and its original for good."""
    item = _erasable_item(item_id)
    attachments.erase_file(item, file_id, author=signed_in_user())
    flash(_("The file is erased: nothing of it is left on this site."), "done")
    return _to_item(item)


@blueprint.post("/remake")
@access.signed_in
def remake(item_id: int, file_id: int) -> Response:
    """Have the copies of a file made again."""
    item = queries.get_editable_item(item_id, editor=signed_in_user())
    remake_file(get_file_of(item, file_id))
    return _to_item(item)


def _show_consent(
    item: Item, file: File, form: ConsentForm, status: int = HTTPStatus.OK
) -> Response:
    user = signed_in_user()
    settings: Settings = current_app.extensions["settings"]
    return render_page(
        "desk/consent.html",
        status,
        item=item,
        shown=present_desk_file(item, file, user=user),
        form=form,
        can_edit=queries.can_edit(item, user),
        largest=settings.max_upload_bytes,
    )


def _show_name(item: Item, file: File, form: NameForm, status: int = HTTPStatus.OK) -> Response:
    _stem, ending = split_name(file.name, extensions=TYPES[file.format].extensions)
    return render_page("desk/name.html", status, item=item, file=file, form=form, ending=ending)


def _erasable_item(item_id: int) -> Item:
    user = signed_in_user()
    item = queries.get_desk_item(item_id, user=user)
    if not review_scope(user).covers(item.owner_id):
        raise NotAllowedError
    return item


def _to_item(item: Item) -> Response:
    return redirect(url_for("desk.show", item_id=item.id), HTTPStatus.SEE_OTHER)
