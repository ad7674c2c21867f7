"""What binds organisations, as their pages show it: a network to its members, a member to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from portal.auth.models import User
from portal.directory.models import Membership, MembershipRole, Organisation
from portal.directory.periods import say_period
from portal.directory.policy import is_current
from portal.directory.queries import is_named_to, is_shown_to
from portal.directory.words import WORDS
from portal.extensions import db, today
from portal.web.formats import typeset
from portal.web.locale import foreign_tag

MOST = 30

# Who carries a network comes first, then the members by name.
_ROLES = case(
    (Membership.role == MembershipRole.SECRETARIAT, 0),
    (Membership.role == MembershipRole.BOARD, 1),
    (Membership.role == MembershipRole.FOUNDER, 2),
    else_=3,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Another organisation, and what binds it to this one; without an address it has no page."""

    slug: str
    name: str
    acronym: str
    tag: str
    url: str | None
    facts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Those bound to an organisation now and formerly; `total` counts those of now."""

    current: Sequence[Tie]
    former: Sequence[Tie]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether all those of now are among them."""
        return len(self.current) == self.total


def list_networks(organisation: Organisation, *, viewer: User | None) -> Ties:
    """Return the networks to which it belongs or belonged, as far as the viewer may know."""
    return _list(
        Membership.organisation_id == organisation.id,
        Membership.network_id == Organisation.id,
        viewer,
    )


def list_members(network: Organisation, *, viewer: User | None) -> Ties:
    """Return the first members of a network, as far as the viewer may know."""
    return _list(
        Membership.network_id == network.id,
        Membership.organisation_id == Organisation.id,
        viewer,
    )


def _list(this: ColumnElement[bool], other: ColumnElement[bool], viewer: User | None) -> Ties:
    known = (
        select(Membership, Organisation, is_shown_to(viewer))
        .join(Organisation, other)
        .where(this, is_named_to(viewer))
        .order_by(_ROLES, Organisation.name)
    )
    current, former = known.where(is_current()), known.where(_is_over())
    others = func.count(Organisation.id.distinct())
    return Ties(
        current=_present(current.limit(MOST)),
        former=_present(former.limit(MOST)),
        total=db.session.scalar(current.with_only_columns(others).order_by(None)) or 0,
    )


def _is_over() -> ColumnElement[bool]:
    return and_(Membership.start <= today().isoformat(), ~is_current())


def _present(query: Select[Membership, Organisation, bool]) -> list[Tie]:
    """Return each organisation once, with all that binds it."""
    ties: dict[int, Tie] = {}
    for membership, other, is_shown in db.session.execute(query):
        tie = ties.get(other.id) or _present_one(other, is_shown=is_shown)
        ties[other.id] = replace(tie, facts=[*tie.facts, *_facts(membership)])
    return list(ties.values())


def _present_one(other: Organisation, *, is_shown: bool) -> Tie:
    return Tie(
        slug=other.slug,
        name=typeset(other.name),
        acronym=other.acronym,
        tag=foreign_tag(other.language.tag),
        url=url_for("directory.show", slug=other.slug) if is_shown else None,
        facts=(),
    )


def _facts(membership: Membership) -> list[str]:
    is_plain = membership.role is MembershipRole.MEMBER
    role = "" if is_plain else str(WORDS[membership.role])
    return [fact for fact in (role, say_period(membership.start, membership.end)) if fact]
