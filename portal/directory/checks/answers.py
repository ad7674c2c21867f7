"""An answer to a link that was accepted: the organisation itself has checked its sheet."""

from collections.abc import Iterator
from datetime import date

from portal.directory.checks.confirming import record_check
from portal.directory.models import Intervention, Proposal
from portal.directory.values import values_of


def note_answer(proposal: Proposal) -> None:
    """Note that the organisation checked its sheet on the day on which it answered; no commit.

    Of its works those count that it called right and that read today as they did. What was
    checked later stays as it is.
    """
    organisation, day = proposal.organisation, proposal.made_at.date()
    if _is_later(organisation.checked_on, day):
        return
    work_ids = [
        work.id for work in _list_confirmed(proposal) if not _is_later(work.checked_on, day)
    ]
    record_check(organisation, organisation, actor=None, work_ids=work_ids, day=day)


def _list_confirmed(proposal: Proposal) -> Iterator[Intervention]:
    confirmed = proposal.confirmed or {}
    rows = values_of(proposal.organisation).snapshot()["interventions"]
    for work in proposal.organisation.interventions:
        if confirmed.get(work.ref) == rows[work.ref]:
            yield work


def _is_later(checked_on: date | None, day: date) -> bool:
    return checked_on is not None and checked_on > day
