"""The desk of checks: the sheets to check, one tap each, links to send, and the rules."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.config import LANGUAGES
from portal.content.numbers import read_number
from portal.directory.checks.confirming import (
    ChangedSheetError,
    confirm_sheet,
    read_version,
    voice_of,
)
from portal.directory.checks.forms import RulesForm
from portal.directory.checks.links import LIFETIME, issue_link, revoke_link
from portal.directory.checks.messages import write_messages
from portal.directory.checks.models import DirectoryRules
from portal.directory.checks.presentation import Standing, present_due_sheets, standing_of
from portal.directory.checks.queries import (
    count_due_sheets,
    count_hidden,
    count_old,
    count_published,
    get_confirmable_sheet,
    list_due_sheets,
)
from portal.directory.checks.rules import months_of, rules_of, save_rules
from portal.directory.models import Organisation
from portal.directory.queries import get_reviewed_sheet, read_rules
from portal.errors import InvalidError
from portal.extensions import now
from portal.web.formats import isolated
from portal.web.locale import LANGUAGE_NAMES
from portal.web.redirects import safe_path
from portal.web.rendering import render_fragment, render_page, wants_fragment

blueprint = Blueprint("checks", __name__, url_prefix="/<language:language>/desk/checks")

SHOWN = 10


@blueprint.app_context_processor
def check_words() -> dict[str, object]:
    """Let the desk pages of a sheet tell how it stands."""
    return {"check_standing": _standing}


@blueprint.get("/")
@access.signed_in
def index() -> Response:
    """List the sheets that she should check first."""
    return render_page("directory/checks/index.html", **_due())


@blueprint.post("/<int:organisation_id>/confirm")
@access.signed_in
def confirm(organisation_id: int) -> Response:
    """Note that a sheet is right, and go back to where she was."""
    user = signed_in_user()
    organisation = get_confirmable_sheet(organisation_id, user=user)
    name = isolated(organisation.short_name)
    try:
        confirm_sheet(
            organisation,
            on_behalf_of=voice_of(organisation, user),
            actor=user,
            version=read_version(request.form.get("version")),
        )
    except ChangedSheetError:
        words = _(
            "Somebody has changed the sheet of %(organisation)s: look at it again.",
            organisation=name,
        )
        return _back(words, "warning")
    words = _("Thank you: the sheet of %(organisation)s is checked as of today.", organisation=name)
    return _back(words, "done")


@blueprint.post("/<int:organisation_id>/link")
@access.signed_in
def make_link(organisation_id: int) -> Response:
    """Show, once, a link for the organisation, with a message ready to be sent."""
    user = signed_in_user()
    organisation = get_reviewed_sheet(organisation_id, reviewer=user)
    token = issue_link(organisation, actor=user)
    addresses = {
        language: url_for("check_links.show", language=language, token=token, _external=True)
        for language in LANGUAGES
    }
    return render_page(
        "directory/checks/link.html",
        organisation=organisation,
        messages=write_messages(organisation.short_name, addresses, organisation.contacts),
        language_names=LANGUAGE_NAMES,
        until=now() + LIFETIME,
    )


@blueprint.post("/<int:organisation_id>/link/revoke")
@access.signed_in
def revoke(organisation_id: int) -> Response:
    """Let the link of an organisation open nothing any more."""
    user = signed_in_user()
    revoke_link(get_reviewed_sheet(organisation_id, reviewer=user), actor=user)
    return _back(_("The link opens nothing any more."), "done")


@blueprint.get("/rules")
@access.administrator
def rules() -> Response:
    """Show the rules of freshness, and what others would do before they are saved."""
    kept = read_rules()
    form = RulesForm(
        request.args,
        stale_months=str(months_of(kept.stale_days)),
        hidden_months=str(months_of(kept.hidden_days)),
    )
    if not request.args:
        return _show_rules(form, kept, is_choice=False)
    return _show_rules(form, _read_rules(form), is_choice=True)


@blueprint.post("/rules")
@access.administrator
def change_rules() -> Response:
    """Keep the rules."""
    form = RulesForm(request.form)
    chosen = _read_rules(form)
    if chosen is None:
        return _show_rules(form, None, is_choice=True)
    save_rules(chosen, actor=signed_in_user())
    flash(_("Saved. Lists and search follow within a minute."), "done")
    return redirect(url_for("checks.rules"), HTTPStatus.SEE_OTHER)


def _standing(organisation: Organisation) -> Standing:
    return standing_of(organisation, viewer=signed_in_user(), rules=read_rules())


def _due() -> dict[str, Any]:
    user, rules_kept = signed_in_user(), read_rules()
    sheets = list_due_sheets(user, rules_kept, limit=SHOWN)
    return {
        "sheets": present_due_sheets(sheets, viewer=user, rules=rules_kept),
        "remaining": count_due_sheets(user, rules_kept),
        "sheet_url": _sheet_url,
    }


def _sheet_url(organisation: Organisation) -> str:
    return url_for("sheets.show", organisation_id=organisation.id)


def _back(words: str, tone: str) -> Response:
    """Answer htmx with the list as it is now, a browser with the page she came from."""
    if wants_fragment():
        return render_fragment("directory/checks/_due.html", told=(tone, words), **_due())
    flash(words, tone)
    fallback = url_for("checks.index")
    return redirect(safe_path(request.form.get("next"), fallback), HTTPStatus.SEE_OTHER)


def _read_rules(form: RulesForm) -> DirectoryRules | None:
    """Return the rules of the form, or None with the problems beside the fields."""
    try:
        return rules_of(**_read_months(form))
    except InvalidError as error:
        for name, problem in error.problems.items():
            form[name].errors = [problem]
    return None


def _read_months(form: RulesForm) -> dict[str, int]:
    """Return the numbers of the form by field, -1 for an empty one. Raise InvalidError."""
    months, problems = {}, {}
    for field in form:
        try:
            number = read_number(field.data or "")
            months[field.name] = -1 if number is None else number
        except InvalidError as error:
            problems[field.name] = str(error)
    if problems:
        raise InvalidError(problems)
    return months


def _show_rules(
    form: RulesForm, rules_shown: DirectoryRules | None, *, is_choice: bool
) -> Response:
    status = HTTPStatus.OK if rules_shown else HTTPStatus.UNPROCESSABLE_ENTITY
    return render_page(
        "directory/checks/rules.html",
        status,
        form=form,
        is_choice=is_choice and rules_shown is not None,
        effect=_effect(rules_shown) if rules_shown else None,
        published=count_published(),
    )


def _effect(rules_shown: DirectoryRules) -> dict[str, int]:
    return {"old": count_old(rules_shown), "hidden": count_hidden(rules_shown)}
