"""Reads of imports: whose they are, what their lines say."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, case, func, select, true

from portal.auth.models import User
from portal.directory.exchange.models import DirectoryImport, ImportLine, LineOutcome
from portal.directory.models import NETWORK_KINDS, Organisation
from portal.directory.policy import review_scope
from portal.errors import NotAllowedError, NotFoundError
from portal.extensions import db

_ORDER = (
    LineOutcome.REFUSED,
    LineOutcome.CREATED,
    LineOutcome.UPDATED,
    LineOutcome.UNCHANGED,
)


def may_import(user: User) -> bool:
    """Tell whether she decides on the whole site or on a network."""
    scope = review_scope(user)
    if scope.is_whole_site:
        return True
    networks = select(Organisation.id).where(
        Organisation.id.in_(scope.organisation_ids), Organisation.kind.in_(NETWORK_KINDS)
    )
    return db.session.scalar(networks.limit(1)) is not None


def check_may_import(user: User) -> None:
    """Raise NotAllowedError unless she may import."""
    if not may_import(user):
        raise NotAllowedError


def get_import(import_id: int, *, viewer: User) -> DirectoryImport:
    """Return an import that she sent, or any for an administrator; or raise NotFoundError."""
    import_ = db.session.scalar(
        select(DirectoryImport).where(DirectoryImport.id == import_id, _is_hers(viewer))
    )
    if import_ is None:
        raise NotFoundError
    return import_


def list_imports(viewer: User, *, limit: int = 30) -> list[DirectoryImport]:
    """Return the newest imports that she may see, the newest first."""
    query = (
        select(DirectoryImport)
        .where(_is_hers(viewer))
        .order_by(DirectoryImport.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def count_lines(import_id: int) -> dict[LineOutcome, int]:
    """Return how many lines came out how, those to look at first; none is left out."""
    query = (
        select(ImportLine.outcome, func.count())
        .where(ImportLine.import_id == import_id)
        .group_by(ImportLine.outcome)
    )
    counts: Mapping[LineOutcome, int] = dict(db.session.execute(query).all())
    return {outcome: counts.get(outcome, 0) for outcome in _ORDER}


def count_written(import_id: int) -> int:
    """Return how many lines the directory holds now because of this import."""
    query = select(func.count()).where(
        ImportLine.import_id == import_id, ImportLine.is_written.is_(True)
    )
    return db.session.scalar(query) or 0


def list_lines(
    import_id: int, *, outcome: LineOutcome | None = None, offset: int = 0, limit: int | None = None
) -> list[ImportLine]:
    """Return the lines, those with problems first, then in the order of the table."""
    rank = case({one: place for place, one in enumerate(_ORDER)}, value=ImportLine.outcome)
    query = select(ImportLine).where(ImportLine.import_id == import_id)
    if outcome:
        query = query.where(ImportLine.outcome == outcome)
    query = query.order_by(rank, ImportLine.number).offset(offset).limit(limit)
    return list(db.session.scalars(query))


def _is_hers(viewer: User) -> ColumnElement[bool]:
    return true() if viewer.is_administrator else DirectoryImport.sent_by_id == viewer.id
