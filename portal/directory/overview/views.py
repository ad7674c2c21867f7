"""Public pages of who does what where, seen as a whole."""

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.directory.criteria import read_criteria
from portal.directory.overview.gaps import present_gaps
from portal.directory.overview.map import present_map
from portal.directory.overview.matrix import present_matrix
from portal.directory.overview.questions import Question, present_question
from portal.directory.overview.terms import Terms, load_terms
from portal.directory.queries import read_rules
from portal.directory.register import Register, open_register
from portal.web.heads import head_of_list
from portal.web.rendering import render_region

blueprint = Blueprint("overview", __name__, url_prefix="/<language:language>/directory")


@blueprint.get("/matrix")
@access.public
def matrix() -> Response:
    """Show how many organisations work on each domain in each region."""
    question, register, terms = _read_question()
    matrix = present_matrix(question.counted, register, terms)
    return _render("matrix", question, matrix=matrix)


@blueprint.get("/map", endpoint="map")
@access.public
def map_() -> Response:
    """Show how many organisations work in each region, on a map."""
    question, register, terms = _read_question("domain")
    return _render("map", question, map=present_map(question.counted, register, terms))


@blueprint.get("/gaps")
@access.public
def gaps() -> Response:
    """Show where nobody works on what, and who could be asked."""
    question, register, terms = _read_question("domain", "place")
    gaps = present_gaps(question.counted, register, terms, read_rules())
    return _render("gaps", question, gaps=gaps)


def _read_question(*first: str) -> tuple[Question, Register, Terms]:
    register = open_register(current_viewer())
    terms = load_terms(register)
    question = present_question(
        read_criteria(request.args),
        register,
        terms,
        endpoint=str(request.endpoint),
        first=first,
    )
    return question, register, terms


_LEADS = {
    "matrix": lazy_gettext("Each number counts organisations at work, and leads to them."),
    "map": lazy_gettext(
        "The larger a point, the more organisations work in the region. Each leads to them."
    ),
    "gaps": lazy_gettext(
        "For each region, the domains on which no organisation has been written down here yet, "
        "and the networks that could be asked."
    ),
}


def _render(name: str, question: Question, **context: Any) -> Response:
    criteria = question.criteria
    lead = str(_LEADS[name])
    is_narrowed = bool(criteria.text or criteria.chosen)
    return render_region(
        f"directory/{name}.html",
        "directory/_overview_answer.html",
        address=criteria.url(str(request.endpoint)),
        head=head_of_list(lead, page=1, is_narrowed=is_narrowed),
        lead=lead,
        question=question,
        criteria=criteria,
        region=f"directory/_{name}.html",
        **context,
    )
