"""Judging that two organisations that look alike are two; remembered, so that nobody asks again."""

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError

from portal.auth.models import User
from portal.directory.merging.models import DistinctPair
from portal.directory.models import Organisation
from portal.directory.policy import review_scope
from portal.errors import NotAllowedError
from portal.extensions import db, is_conflict, now

Ids = tuple[int, int]


def judge_different(one: Organisation, other: Organisation, *, actor: User) -> None:
    """Remember that the two are not the same; or raise NotAllowedError."""
    one_id, other_id = _pair_for(one, other, actor)
    judgement = DistinctPair(
        one_id=one_id, other_id=other_id, judged_by_id=actor.id, judged_at=now()
    )
    db.session.merge(judgement)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        if not is_conflict(error):
            raise
        # Somebody else said the same at the same moment, or one of them is gone.


def forget_judgement(one: Organisation, other: Organisation, *, actor: User) -> None:
    """Let the two be compared again; or raise NotAllowedError."""
    one_id, other_id = _pair_for(one, other, actor)
    this = and_(DistinctPair.one_id == one_id, DistinctPair.other_id == other_id)
    db.session.execute(delete(DistinctPair).where(this))
    db.session.commit()


def find_judgement(one: Organisation, other: Organisation) -> DistinctPair | None:
    """Return the judgement that the two are different, if there is one."""
    return db.session.get(DistinctPair, order(one.id, other.id))


def list_distinct_pairs() -> set[Ids]:
    """Return every pair that was judged to be different, the smaller number first."""
    rows = db.session.execute(select(DistinctPair.one_id, DistinctPair.other_id))
    return {(one_id, other_id) for one_id, other_id in rows}


def move_judgements(kept_id: int, former_id: int) -> None:
    """Let what was judged of the former organisation hold for the kept one; no commit."""
    about_former = or_(DistinctPair.one_id == former_id, DistinctPair.other_id == former_id)
    known = list_distinct_pairs()
    for judgement in db.session.scalars(select(DistinctPair).where(about_former)).all():
        (third_id,) = {judgement.one_id, judgement.other_id} - {former_id}
        pair = order(kept_id, third_id)
        if third_id == kept_id or pair in known:
            db.session.delete(judgement)
        else:
            judgement.one_id, judgement.other_id = pair
    db.session.flush()


def order(one_id: int, other_id: int) -> Ids:
    """Return two numbers as a pair is known by."""
    return min(one_id, other_id), max(one_id, other_id)


def _pair_for(one: Organisation, other: Organisation, actor: User) -> Ids:
    scope = review_scope(actor)
    if one.id == other.id or not (scope.covers(one.id) and scope.covers(other.id)):
        raise NotAllowedError
    return order(one.id, other.id)
