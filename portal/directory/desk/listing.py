"""Reads of the desk of the sheets: what she writes, what waits for her, what became of hers."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import defer, joinedload

from portal.auth.models import User
from portal.content.models import Revision, Status
from portal.content.revisions import Snapshot
from portal.directory.changes import Changes, diff
from portal.directory.models import Organisation, Proposal, ProposalState
from portal.directory.policy import edit_scope, may_give, review_scope
from portal.directory.queries import list_waiting_proposals
from portal.directory.values import RECORD_KIND
from portal.errors import NotFoundError
from portal.extensions import db
from portal.vocabulary.queries import fold

MOST_OUTCOMES = 10
MOST_REVISIONS = 20


def list_sheets(
    user: User, *, text: str, status: Status | None, page: int, per_page: int
) -> tuple[list[Organisation], int]:
    """Return one page of the sheets that she may write, by name, and how many there are."""
    query = _hers(user, text)
    if status is not None:
        query = query.where(Organisation.status == status)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Organisation.name).limit(per_page).offset((page - 1) * per_page)
    return list(db.session.scalars(rows)), total


def count_sheets(user: User, *, text: str) -> dict[Status, int]:
    """Return how many of the sheets that she may write stand at each status."""
    found = _hers(user, text).subquery()
    rows = db.session.execute(select(found.c.status, func.count()).group_by(found.c.status))
    counts: dict[Status, int] = dict(rows.all())
    return {status: counts.get(status, 0) for status in Status}


def list_decisions(user: User, organisation: Organisation | None = None) -> list[Proposal]:
    """Return the proposals that wait for her decision and for nobody's above her.

    The oldest come first; those about one sheet only, where it is given.
    """
    scope = review_scope(user)
    return [
        proposal
        for proposal in list_waiting_proposals(user, organisation)
        if may_give(scope, proposal.changes)
    ]


def gather_by_sheet(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    """Return proposals in their order, those about one sheet together."""
    gathered: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        gathered.setdefault(proposal.organisation_id, []).append(proposal)
    return list(gathered.values())


def list_own_proposals(user: User) -> list[Proposal]:
    """Return what she proposed: what waits, then what was decided last."""
    hers = select(Proposal).where(Proposal.author_id == user.id)
    waiting = hers.where(Proposal.state == ProposalState.WAITING).order_by(Proposal.made_at)
    decided = hers.where(Proposal.state != ProposalState.WAITING)
    last = decided.order_by(Proposal.decided_at.desc()).limit(MOST_OUTCOMES)
    return [*db.session.scalars(waiting), *db.session.scalars(last)]


def list_proposals_of(organisation: Organisation) -> list[Proposal]:
    """Return the proposals about a sheet that wait, and those decided last."""
    about = select(Proposal).where(Proposal.organisation_id == organisation.id)
    waiting = about.where(Proposal.state == ProposalState.WAITING).order_by(Proposal.made_at)
    decided = about.where(Proposal.state != ProposalState.WAITING)
    last = decided.order_by(Proposal.decided_at.desc()).limit(MOST_OUTCOMES)
    return [*db.session.scalars(waiting), *db.session.scalars(last)]


def get_proposal(proposal_id: int, *, user: User) -> Proposal:
    """Return a proposal about a sheet that she may write, or raise NotFoundError."""
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None or not edit_scope(user).covers(proposal.organisation_id):
        raise NotFoundError
    return proposal


def name_people(proposals: list[Proposal]) -> dict[int, str]:
    """Return the names of those who made or decided these proposals, by id."""
    ids = {id_ for one in proposals for id_ in (one.author_id, one.decided_by_id) if id_}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return dict(rows.all())


def list_history(organisation_id: int) -> list[Revision]:
    """Return the last revisions of a sheet, the newest first, without what they keep."""
    query = (
        _revisions(organisation_id)
        .options(defer(Revision.snapshot), joinedload(Revision.author))
        .order_by(Revision.number.desc())
        .limit(MOST_REVISIONS)
    )
    return list(db.session.scalars(query))


def get_revision(organisation_id: int, number: int) -> tuple[Revision, Changes]:
    """Return a revision of a sheet and what it changed, or raise NotFoundError."""
    revision = _find_revision(organisation_id, number)
    if revision is None:
        raise NotFoundError
    earlier = _find_revision(organisation_id, number - 1)
    before: Snapshot = earlier.snapshot if earlier else {}
    return revision, diff(before, revision.snapshot)


def _hers(user: User, text: str) -> Select[Organisation]:
    scope = edit_scope(user)
    within = true() if scope.is_whole_site else Organisation.id.in_(scope.organisation_ids)
    return select(Organisation).where(within, and_(true(), *map(_is_named, fold(text).split())))


def _is_named(word: str) -> ColumnElement[bool]:
    """Return the condition that a folded word stands in one of the names."""
    slug = Organisation.slug.contains(word, autoescape=True)
    return or_(Organisation.search_names.contains(word, autoescape=True), slug)


def _revisions(organisation_id: int) -> Select[Revision]:
    return select(Revision).where(
        Revision.record_kind == RECORD_KIND, Revision.record_id == organisation_id
    )


def _find_revision(organisation_id: int, number: int) -> Revision | None:
    query = _revisions(organisation_id).where(Revision.number == number)
    return db.session.scalar(query)
