"""The desk of sheets that are twice the same: find them, see them side by side, make them one."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.auth.models import User
from portal.content.text import clean_line
from portal.directory.duplicates import Why, find_all_duplicates
from portal.directory.merging.comparison import compare_sheets, count_roles, list_candidates
from portal.directory.merging.judging import (
    find_judgement,
    forget_judgement,
    judge_different,
)
from portal.directory.merging.services import find_obstacle, merge_organisations, suggest_kept
from portal.directory.models import Organisation
from portal.directory.policy import review_scope
from portal.directory.queries import get_reviewed_sheet
from portal.errors import InvalidError, NotAllowedError, NotFoundError
from portal.web.formats import isolated
from portal.web.numbers import row_number
from portal.web.rendering import render_page

blueprint = Blueprint("merging", __name__, url_prefix="/<language:language>/desk/organisations")

LONGEST_QUESTION = 200
LARGEST_NUMBER = 2**31

WHY_WORDS = {
    Why.ACRONYM: lazy_gettext("They have the same acronym."),
    Why.NAME: lazy_gettext("Their names are nearly the same."),
    Why.TRANSLATION: lazy_gettext("The name of one looks like a translation of the other's."),
}


@blueprint.get("/duplicates")
@access.signed_in
def duplicates() -> Response:
    """Show the pairs among her sheets that look like twice the same."""
    pairs = find_all_duplicates(reviewer=_reviewer())
    return render_page("directory/merging/duplicates.html", pairs=pairs, why_words=WHY_WORDS)


@blueprint.get("/merge")
@access.signed_in
def choose() -> Response:
    """Show two sheets side by side, or those that one could be the same as."""
    user = _reviewer()
    one = _read_sheet("one", user)
    if request.args.get("other"):
        return _show_pair(one, _read_sheet("other", user), user)
    text = clean_line(request.args.get("q"))[:LONGEST_QUESTION]
    candidates = list_candidates(one, text, reviewer=user)
    return render_page("directory/merging/choose.html", one=one, text=text, candidates=candidates)


@blueprint.get("/merge/confirm")
@access.signed_in
def confirm() -> Response:
    """Say what will happen, before it does."""
    user = _reviewer()
    one, other = _read_sheet("one", user), _read_sheet("other", user)
    kept = one if request.args.get("kept") == str(one.id) else other
    former = other if kept is one else one
    if find_obstacle(kept, former, actor=user):
        return _to_pair(one, other)
    roles = count_roles(former.id)
    return render_page("directory/merging/confirm.html", kept=kept, former=former, roles=roles)


@blueprint.post("/merge")
@access.signed_in
def merge() -> Response:
    """Make the two one, as she saw them."""
    user = _reviewer()
    kept, former = _read_sheet("kept", user), _read_sheet("former", user)
    if not (_is_as_seen("kept", kept) and _is_as_seen("former", former)):
        flash(_("Somebody changed one of them meanwhile. Here is how they stand now."), "warning")
        return _to_pair(kept, former)
    name = former.name
    try:
        merge_organisations(kept, former, actor=user)
    except InvalidError as error:
        flash(" ".join(error.problems.values()), "warning")
        return _to_pair(kept, former)
    words = _("“%(former)s” is one with “%(kept)s” now.", former=isolated(name), kept=kept.name)
    flash(words, "done")
    address = url_for("sheets.show", organisation_id=kept.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


@blueprint.post("/different")
@access.signed_in
def tell_apart() -> Response:
    """Remember that the two are not the same, and go on with the other pairs."""
    user = _reviewer()
    judge_different(_read_sheet("one", user), _read_sheet("other", user), actor=user)
    flash(_("Remembered: these two are different, and are not shown here again."), "done")
    return redirect(url_for("merging.duplicates"), HTTPStatus.SEE_OTHER)


@blueprint.post("/different/forget")
@access.signed_in
def doubt() -> Response:
    """Take the judgement back, and show the two again."""
    user = _reviewer()
    one, other = _read_sheet("one", user), _read_sheet("other", user)
    forget_judgement(one, other, actor=user)
    return _to_pair(one, other)


def _show_pair(one: Organisation, other: Organisation, user: User) -> Response:
    obstacles = {
        kept.id: find_obstacle(kept, former, actor=user)
        for kept, former in ((one, other), (other, one))
    }
    possible = [sheet for sheet in (one, other) if obstacles[sheet.id] is None]
    best = suggest_kept(one, other)
    return render_page(
        "directory/merging/pair.html",
        one=one,
        other=other,
        lines=compare_sheets(one, other),
        judgement=find_judgement(one, other),
        obstacles=obstacles,
        possible=possible,
        suggested=best if best in possible else next(iter(possible), None),
    )


def _reviewer() -> User:
    user = signed_in_user()
    if review_scope(user).is_empty:
        raise NotAllowedError
    return user


def _read_sheet(name: str, user: User) -> Organisation:
    number = request.values.get(name, type=row_number) or 0
    if not 0 < number < LARGEST_NUMBER:
        raise NotFoundError
    return get_reviewed_sheet(number, reviewer=user)


def _is_as_seen(name: str, organisation: Organisation) -> bool:
    return request.form.get(f"{name}_version", type=row_number) == organisation.version


def _to_pair(one: Organisation, other: Organisation) -> Response:
    address = url_for("merging.choose", one=one.id, other=other.id)
    return redirect(address, HTTPStatus.SEE_OTHER)
