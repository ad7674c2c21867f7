"""Making one organisation of two that are the same: the kept one takes over all of the former.

Nothing of it is done when anything stands against it.
"""

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.logos import take_over_logo
from portal.directory.merging.memory import join_history, swap_network
from portal.directory.merging.rows import move_other_rows, move_rows
from portal.directory.merging.values import merge_values
from portal.directory.models import FormerOrganisationSlug, Membership, Organisation
from portal.directory.policy import review_scope
from portal.directory.signals import organisations_merged
from portal.directory.values import RECORD_KIND, SheetValues, values_of
from portal.directory.writing import check_values, record_change, write_sheet
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, now
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.places import load_places


def merge_organisations(kept: Organisation, former: Organisation, *, actor: User) -> None:
    """Give the kept organisation all that the former one has, and delete that.

    Its addresses lead to the kept one for ever. Raises NotAllowedError, or InvalidError with
    what stands against it; nothing is changed then.
    """
    if not may_merge(actor, kept, former):
        raise NotAllowedError
    if problem := find_obstacle(kept, former, actor=actor):
        raise InvalidError({"kept": problem})
    try:
        _merge(kept, former, actor)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise InvalidError(
            {"kept": _("Somebody changed one of them at the same moment: look at them again.")}
        ) from None
    except Exception:
        db.session.rollback()
        raise
    wake_indexer.enqueue()


def may_merge(actor: User, kept: Organisation, former: Organisation) -> bool:
    """Tell whether she may merge the two.

    An editor of networks may when she decides on both sheets and on each network that the kept
    one would come to belong to; networks themselves are merged by administrators.
    """
    scope = review_scope(actor)
    if scope.is_whole_site:
        return True
    joined = {one.network_id for one in former.memberships}
    joined -= {one.network_id for one in kept.memberships}
    is_hers = all(map(scope.covers, (kept.id, former.id, *joined)))
    return is_hers and not (kept.is_network or former.is_network)


def suggest_kept(one: Organisation, other: Organisation) -> Organisation:
    """Return the one to keep if nobody knows better: the published, the fuller, the older."""
    return max(one, other, key=_worth)


def _worth(organisation: Organisation) -> tuple[bool, bool, int, int]:
    rows = [*organisation.memberships, *organisation.contacts, *organisation.interventions]
    return (
        organisation.is_network,
        organisation.status is Status.PUBLISHED,
        len(rows),
        -organisation.id,
    )


def find_obstacle(kept: Organisation, former: Organisation, *, actor: User) -> str | None:
    """Return what stands against it, in a sentence, or None."""
    if kept.id == former.id:
        return _("Choose two different organisations.")
    if not may_merge(actor, kept, former):
        return _("This would give power in a network that is not yours: ask an administrator.")
    if former.is_network and not kept.is_network:
        return _("A network has members and editors: keep the network.")
    if former.is_demonstration != kept.is_demonstration:
        return _("One of them is an example for demonstration: archive that one instead.")
    if kept.status is Status.ARCHIVED and former.status is not Status.ARCHIVED:
        return _("This one is archived: keep the other, or take it out of the archive first.")
    return None


def _merge(kept: Organisation, former: Organisation, actor: User) -> None:
    kept.updated_at = former.updated_at = now()
    db.session.flush()  # from here on nobody else writes either of them
    note = _("“%(name)s” was the same organisation: the two sheets are one now.", name=former.name)
    values = merge_values(values_of(kept), values_of(former), former_names=former.names)
    members = _list_members(former.id) - {kept.id, former.id}
    move_rows(kept, former)
    move_other_rows(kept.id, former.id, actor=actor)
    swap_network(kept.id, former.id)
    join_history(kept.id, former.id, note=_("On the sheet of “%(name)s”.", name=former.name))
    take_over_logo(kept, former)
    db.session.add(FormerOrganisationSlug(slug=former.slug, organisation_id=kept.id))
    db.session.flush()
    db.session.expire_all()
    _rewrite(kept, values, actor, note)
    for member_id in sorted(members):
        _follow(member_id, actor, note)
    organisations_merged.send(kept_id=kept.id, former_id=former.id)
    mark_changed(RECORD_KIND, former.id)
    db.session.flush()
    db.session.expire_all()
    db.session.delete(former)
    db.session.flush()


def _rewrite(kept: Organisation, values: SheetValues, actor: User, note: str) -> None:
    """Write what both sheets said into the kept one, beside the rows that moved there."""
    now_there = values_of(kept)
    whole = replace(
        values,
        memberships=now_there.memberships,
        contacts=now_there.contacts,
        interventions=now_there.interventions,
    )
    check_values(whole, since=now_there)
    write_sheet(kept, whole, load_places())
    record_change(kept, author=actor, action=Action.EDIT, note=note)


def _follow(member_id: int, actor: User, note: str) -> None:
    """Let a member of the former network say that it belongs to the kept one."""
    member = db.session.get_one(Organisation, member_id)
    member.updated_at = now()
    record_change(member, author=actor, action=Action.EDIT, note=note)


def _list_members(network_id: int) -> set[int]:
    query = select(Membership.organisation_id).where(Membership.network_id == network_id)
    return set(db.session.scalars(query))
