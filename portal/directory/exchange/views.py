"""Tables of the directory to take away, for whoever may see the pages they are of."""

import hashlib
from collections.abc import Collection

from flask import Blueprint, Response, current_app, request, stream_with_context
from flask_babel import get_locale

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.auth.models import User
from portal.directory.criteria import Criteria, read_criteria
from portal.directory.exchange.exporting import Sheet, export_organisations, export_works
from portal.directory.exchange.writing import MEDIA_TYPES, write
from portal.directory.finding import find_organisations
from portal.directory.register import open_register
from portal.extensions import read_clock, today

blueprint = Blueprint(
    "directory_export", __name__, url_prefix="/<language:language>/directory/export"
)

FORMATS = f"<any({','.join(MEDIA_TYPES)}):file_format>"


@blueprint.get(f"/{FORMATS}")
@access.public
def table(file_format: str) -> Response:
    """Give who does what where, as the question in the address asks."""
    viewer, criteria = current_viewer(), read_criteria(request.args)
    found = _find(criteria, viewer)
    sheet = export_works(open_register(viewer), criteria, viewer=viewer, among=found)
    return _give(sheet, file_format, viewer, criteria)


@blueprint.get(f"/organisations/{FORMATS}")
@access.public
def organisations(file_format: str) -> Response:
    """Give the organisations, as the question in the address asks."""
    viewer, criteria = current_viewer(), read_criteria(request.args)
    found = _find(criteria, viewer)
    sheet = export_organisations(open_register(viewer), criteria, viewer=viewer, among=found)
    return _give(sheet, file_format, viewer, criteria)


def _find(criteria: Criteria, viewer: User | None) -> Collection[int] | None:
    """Return the organisations that the words of a question find; None when it has no words."""
    if not criteria.text:
        return None
    language = str(get_locale())
    return set(find_organisations(criteria.text, viewer=viewer, language=language).ids)


def _give(sheet: Sheet, file_format: str, viewer: User | None, criteria: Criteria) -> Response:
    """Send a table as an attachment, or 304 when she has it as it is now."""
    response = Response(mimetype=MEDIA_TYPES[file_format])
    response.set_etag(_tag_of(sheet, file_format, viewer, criteria), weak=True)
    response.vary.update(("Cookie",))
    response.headers["Cache-Control"] = "private, no-store" if viewer else "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    name = f"{sheet.name}-{get_locale()}-{today().isoformat()}.{file_format}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    if request.method == "GET" and not _has_it(response):
        response.response = stream_with_context(write(sheet, file_format))
    response.make_conditional(request)
    return response


def _has_it(response: Response) -> bool:
    return request.if_none_match.contains_weak(response.get_etag()[0] or "")


def _tag_of(sheet: Sheet, file_format: str, viewer: User | None, criteria: Criteria) -> str:
    """Return what tells one state of a table from any other, without reading it."""
    version = current_app.extensions["assets"].stylesheet_version
    told = (
        *(read_clock(), today().isoformat(), viewer.id if viewer else 0, str(get_locale())),
        *(sheet.name, file_format, repr(criteria), version),
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()
