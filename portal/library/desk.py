"""What the pages of the desk show."""

from http import HTTPStatus
from typing import Any

from flask import current_app
from werkzeug.wrappers import Response

from portal.auth.identity import signed_in_user
from portal.auth.policy import review_scope
from portal.config import Settings
from portal.content.lifecycle import STEPS, list_actions
from portal.content.revisions import StaleSaveError, list_revisions
from portal.content.words import HISTORY_WORDS, STEP_WORDS
from portal.errors import InvalidError
from portal.library import queries
from portal.library.comparison import compare_versions
from portal.library.consents import explain_missing, list_missing
from portal.library.desk_files import present_desk_files
from portal.library.forms import ItemForm, StepForm, UploadForm
from portal.library.models import Item, Rights
from portal.library.services import RECORD_KIND
from portal.library.words import FIELD_WORDS, RIGHTS_MEANINGS, SHELF_WORDS, WORDS
from portal.media.failures import explain
from portal.web.rendering import render_page


def desk_words() -> dict[str, object]:
    """Give the desk's pages the words of its closed lists."""
    return {
        "words": WORDS,
        "shelf_words": SHELF_WORDS,
        "step_words": STEP_WORDS,
        "history_words": HISTORY_WORDS,
        "field_words": FIELD_WORDS,
        "rights_meanings": RIGHTS_MEANINGS,
        "steps": STEPS,
        "explain": explain,
    }


def show_form(form: ItemForm, *, item: Item | None = None, status: int = HTTPStatus.OK) -> Response:
    """Show the form of a record, new or known, with what is wrong in it."""
    return render_page("desk/form.html", status, form=form, item=item)


def show_conflict(form: ItemForm, item_id: int, error: StaleSaveError) -> Response:
    """Show both versions, and let her save hers over the one she has now seen."""
    item = queries.get_desk_item(item_id, user=signed_in_user())
    form.version.raw_data = None
    form.version.data = item.version
    return render_page(
        "desk/conflict.html",
        HTTPStatus.CONFLICT,
        form=form,
        item=item,
        differences=compare_versions(error, user=signed_in_user()),
    )


def show_item(
    item: Item,
    *,
    step_form: StepForm | None = None,
    upload_form: UploadForm | None = None,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    """Show a record with its files, its history, and the steps open to her."""
    return render_page(
        "desk/show.html",
        status,
        refusal=refusal,
        lacks_rights=item.rights is Rights.NOT_CHOSEN,
        missing=[(file, explain_missing(file.name)) for file in list_missing(item)],
        step_form=step_form or StepForm(formdata=None),
        upload_form=upload_form or UploadForm(formdata=None),
        revisions=list_revisions(RECORD_KIND, item.id),
        **item_context(item),
    )


def show_refused_step(item: Item, form: StepForm, error: InvalidError) -> Response:
    """Show the record again, with what stands against the step."""
    if reason := error.problems.get("reason"):
        form.reason.errors = [reason]
    return show_item(
        item,
        step_form=form,
        refusal=error.problems.get("consents") or error.problems.get("sound", ""),
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def item_context(item: Item) -> dict[str, Any]:
    """Return what the region of the files needs, alone or in its page."""
    settings: Settings = current_app.extensions["settings"]
    user = signed_in_user()
    can_review = review_scope(user).covers(item.owner_id)
    return {
        "item": item,
        "desk_files": present_desk_files(item, user=user),
        "can_edit": queries.can_edit(item, user),
        "actions": list_actions(item.status, can_review=can_review),
        "largest": settings.max_upload_bytes,
        "is_waiting": any(file.is_pending for file in item.files),
    }
