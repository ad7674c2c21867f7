"""Confirming a sheet: somebody says, on whose behalf, that what it says is true."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from portal.auth import policy as roles
from portal.auth.models import User
from portal.auth.policy import Scope
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.content.revisions import record_revision
from portal.directory import policy
from portal.directory.models import (
    NETWORK_KINDS,
    Intervention,
    Membership,
    Organisation,
    WorkStatus,
)
from portal.directory.values import RECORD_KIND, snapshot_of
from portal.errors import NotAllowedError, PortalError
from portal.extensions import db, today
from portal.search.outbox import mark_changed, wake_indexer

LONGEST_VERSION = 9


class ChangedSheetError(PortalError):
    """The sheet is no longer what the person read before she said that it is right."""


def confirm_scope(user: User) -> Scope:
    """Return the organisations whose sheets she may confirm."""
    own = roles.contribution_scope(user).organisation_ids
    reviewed = policy.review_scope(user)
    return Scope(own | reviewed.organisation_ids, is_whole_site=reviewed.is_whole_site)


def voice_of(organisation: Organisation, actor: User) -> Organisation | None:
    """Return the body for which she speaks of a sheet, None for the site.

    The people of an organisation speak for it, the editors of a network for the network,
    administrators for the site. Raises NotAllowedError for anybody else.
    """
    voices = _voices_of(organisation, actor)
    if not voices:
        raise NotAllowedError
    return voices[0]


def confirm_sheet(
    organisation: Organisation,
    *,
    on_behalf_of: Organisation | None,
    actor: User | None,
    version: int | None = None,
    work_ids: Collection[int] | None = None,
) -> None:
    """Note that a sheet and its works that are not finished are right as of today.

    Without an actor the organisation itself answered through a link; None to speak for is
    the site. `version` is that of the sheet as it was read, `work_ids` the works that were
    shown, all by default. Commits. Raises NotAllowedError, or ChangedSheetError.
    """
    _check_voice(organisation, on_behalf_of, actor)
    record_check(organisation, on_behalf_of, actor=actor, version=version, work_ids=work_ids)
    mark_changed(RECORD_KIND, organisation.id)
    db.session.commit()
    wake_indexer.enqueue()


def record_check(  # noqa: PLR0913 - each says one thing of the check
    organisation: Organisation,
    checker: Organisation | None,
    *,
    actor: User | None,
    version: int | None = None,
    work_ids: Collection[int] | None = None,
    day: date | None = None,
) -> None:
    """Write the day, today by default, and the body that checked, and its revision; no commit.

    By statements, for whoever edits the sheet is not disturbed. Raises ChangedSheetError.
    """
    checked = {"checked_on": day or today(), "checker_id": checker.id if checker else None}
    sheet = update(Organisation).where(Organisation.id == organisation.id)
    if version is not None:
        sheet = sheet.where(Organisation.version == version)
    if not cast(CursorResult[Any], db.session.execute(sheet.values(checked))).rowcount:
        db.session.rollback()
        raise ChangedSheetError
    works = update(Intervention).where(
        Intervention.organisation_id == organisation.id,
        Intervention.status != WorkStatus.FINISHED,
    )
    if work_ids is not None:
        works = works.where(Intervention.id.in_(work_ids))
    db.session.execute(works.values(checked))
    record_revision(
        RECORD_KIND,
        organisation.id,
        author=actor,
        action=Action.CHECK,
        snapshot=snapshot_of(organisation),
        note=checker.short_name if checker else "",
    )


def read_version(text: str | None) -> int:
    """Return the version that a form sends back, or one that no sheet has."""
    written = text or ""
    is_number = written.isascii() and written.isdecimal() and len(written) <= LONGEST_VERSION
    return int(written) if is_number else -1


def _voices_of(organisation: Organisation, actor: User) -> list[Organisation | None]:
    """Return for whom she may speak of this sheet, the nearest to it first."""
    voices: list[Organisation | None] = []
    if organisation.id in roles.contribution_scope(actor).organisation_ids:
        voices.append(organisation)
    voices += _list_networks(organisation, roles.review_scope(actor))
    if policy.review_scope(actor).is_whole_site:
        voices.append(None)
    return voices


def _list_networks(organisation: Organisation, scope: Scope) -> list[Organisation]:
    """Return the networks to which it belongs today and whose editor she is."""
    query = (
        select(Organisation)
        .join(Membership, Membership.network_id == Organisation.id)
        .where(
            Membership.organisation_id == organisation.id,
            Organisation.id.in_(scope.organisation_ids),
            Organisation.kind.in_(NETWORK_KINDS),
            policy.is_current(),
        )
        .order_by(Organisation.id)
    )
    return list(db.session.scalars(query))


def _check_voice(
    organisation: Organisation, on_behalf_of: Organisation | None, actor: User | None
) -> None:
    voices = [organisation] if actor is None else _voices_of(organisation, actor)
    if on_behalf_of not in voices or organisation.status is Status.ARCHIVED:
        raise NotAllowedError
