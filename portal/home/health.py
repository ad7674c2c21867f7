"""Whether the site can do its work, for whatever watches over it."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.auth import access
from portal.extensions import db
from portal.search.index import is_available
from portal.search.queries import count_waiting

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """Answer 200 when the database answers, 503 when not; the index may be rebuilding.

    `waiting` is how many changes the index has not seen: it grows when the worker is down.
    """
    has_database = _has_database()
    waiting = count_waiting() if has_database else None
    response = jsonify(database=has_database, index=is_available(), waiting=waiting)
    response.status_code = HTTPStatus.OK if has_database else HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
