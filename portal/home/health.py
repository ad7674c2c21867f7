"""Whether the site can do its work, for whatever watches over it."""

import logging
from http import HTTPStatus

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from portal.auth import access
from portal.extensions import db
from portal.search.index import is_available
from portal.search.queries import count_waiting

log = logging.getLogger(__name__)

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """Answer 200 when the database answers, 503 when not; the index may be rebuilding.

    `waiting` is how many changes the index has not seen: it grows when the worker is down.
    """
    waiting = _count_waiting()
    has_database = waiting is not None
    response = jsonify(database=has_database, index=is_available(), waiting=waiting)
    response.status_code = HTTPStatus.OK if has_database else HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Cache-Control"] = "no-store"
    return response


def _count_waiting() -> int | None:
    """Return how many changes the index has not seen, or None when the database does not answer."""
    try:
        return count_waiting()
    except SQLAlchemyError:
        log.exception("database does not answer")
        db.session.rollback()
        return None
