"""Tables of the directory to take away, for whoever may see the pages they are of."""

import hashlib
from collections.abc import Callable, Collection

from flask import Blueprint, Response, current_app, request
from flask_babel import get_locale

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.auth.models import User
from portal.directory.criteria import Criteria, read_criteria
from portal.directory.exchange.exporting import Sheet, export_organisations, export_works
from portal.directory.exchange.keeping import KeptTables
from portal.directory.exchange.writing import MEDIA_TYPES, write
from portal.directory.finding import find_organisations
from portal.directory.register import open_register
from portal.extensions import read_clock, today
from portal.search.index import index_stamp

blueprint = Blueprint(
    "directory_export", __name__, url_prefix="/<language:language>/directory/export"
)

Export = Callable[..., Sheet]

FORMATS = f"<any({','.join(MEDIA_TYPES)}):file_format>"


@blueprint.get(f"/{FORMATS}")
@access.public
def table(file_format: str) -> Response:
    """Give who does what where, as the question in the address asks."""
    return _give("3w", export_works, file_format)


@blueprint.get(f"/organisations/{FORMATS}")
@access.public
def organisations(file_format: str) -> Response:
    """Give the organisations, as the question in the address asks."""
    return _give("organisations", export_organisations, file_format)


def _give(name: str, export: Export, file_format: str) -> Response:
    """Send a table as an attachment, or 304 when she has it as it is now."""
    viewer = current_viewer()
    criteria = read_criteria(request.args).but(sort=None, unfolded=None)
    tag = _tag_of(name, file_format, viewer, criteria)
    response = Response(mimetype=MEDIA_TYPES[file_format])
    response.set_etag(tag, weak=True)
    response.vary.update(("Cookie",))
    response.headers["Cache-Control"] = "private, no-store" if viewer else "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    file_name = f"{name}-{get_locale()}-{today().isoformat()}.{file_format}"
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    if request.method == "GET" and not request.if_none_match.contains_weak(tag):
        kept: KeptTables = current_app.extensions["kept_tables"]
        response.set_data(kept.get(tag, lambda: _write(export, file_format, viewer, criteria)))
    response.make_conditional(request)
    return response


def _write(export: Export, file_format: str, viewer: User | None, criteria: Criteria) -> bytes:
    found = _find(criteria, viewer)
    sheet = export(open_register(viewer), criteria, viewer=viewer, among=found)
    return b"".join(write(sheet, file_format))


def _find(criteria: Criteria, viewer: User | None) -> Collection[int] | None:
    """Return the organisations that the words of a question find; None when it has no words."""
    if not criteria.text:
        return None
    language = str(get_locale())
    return set(find_organisations(criteria.text, viewer=viewer, language=language).ids)


def _tag_of(name: str, file_format: str, viewer: User | None, criteria: Criteria) -> str:
    """Return what tells one state of a table from any other, without reading it.

    Taken before anything is read, it is at worst that of a state that is over.
    """
    told = (
        *(read_clock(), today().isoformat(), viewer.id if viewer else 0, str(get_locale())),
        *(name, file_format, repr(criteria), index_stamp() if criteria.text else None),
        current_app.extensions["assets"].stylesheet_version,
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()
