"""Loading the directory of the demonstration.

Checks are noted as seen from the day of loading ("40 days ago"), so that what is fresh or
old there is so for whoever tries the product.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.content.revisions import list_revisions
from portal.directory.changes import diff
from portal.directory.demonstration.drafting import (
    Terms,
    load_terms,
    read_work,
    ref_of_work,
    values_of_draft,
)
from portal.directory.demonstration.lines import Draft, Line, list_drafts, list_proposals
from portal.directory.models import NETWORK_KINDS, Intervention, Organisation, Proposal
from portal.directory.proposals import propose
from portal.directory.queries import find_known_organisation, get_known_organisation
from portal.directory.values import RECORD_KIND, SheetValues, values_of
from portal.directory.writing import check_values, record_change, write_sheet
from portal.extensions import db, today

Report = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Report nothing."""


def load_directory(folder: Path, *, report: Report = _silent) -> int:
    """Create what is missing, bring up to date what nobody has written in; return how many.

    `report` is called with the number done and the number of all, after each organisation.
    """
    terms = load_terms()
    drafts = sorted(list_drafts(folder), key=lambda one: one.said["kind"] not in NETWORK_KINDS)
    written = []
    for number, draft in enumerate(drafts, 1):
        if _load(draft, terms):
            written.append(draft)
        report(number, len(drafts))
    _note_checks(written)
    db.session.commit()
    slugs = {draft.slug for draft in written}
    for line in list_proposals(folder):
        if line["organisation"] in slugs:
            _propose_once(line, terms)
    return len(written)


def is_written_in(organisation: Organisation) -> bool:
    """Tell whether a person has ever changed this sheet."""
    return any(revision.author_id for revision in list_revisions(RECORD_KIND, organisation.id))


def _load(draft: Draft, terms: Terms) -> bool:
    """Write a sheet, unless it is as it should be or a person has written in it; tell whether."""
    organisation = find_known_organisation(draft.slug)
    if organisation and is_written_in(organisation):
        return False
    values = values_of_draft(draft, terms, day=_day_of(organisation))
    if organisation and _is_as_said(organisation, values, draft):
        return False
    check_values(values)
    organisation = organisation or Organisation(slug=draft.slug, status=Status.PUBLISHED)
    organisation.is_demonstration = draft.is_fictitious
    write_sheet(organisation, values, terms.places)
    db.session.add(organisation)
    record_change(organisation, author=None, action=Action.IMPORT)
    return True


def _is_as_said(organisation: Organisation, values: SheetValues, draft: Draft) -> bool:
    return (
        values_of(organisation).snapshot() == values.snapshot()
        and organisation.is_demonstration is draft.is_fictitious
    )


def _day_of(organisation: Organisation | None) -> date:
    """Return the day from which its years are counted: that on which it was first loaded."""
    return organisation.created_at.date() if organisation else today()


def _note_checks(drafts: Iterable[Draft]) -> None:
    """Say when and by whom sheets were checked; a row that says nothing, with its sheet."""
    for draft in drafts:
        days = draft.said.get("checked_days_ago")
        if days is None:
            continue
        organisation = get_known_organisation(draft.slug)
        checker_id = _checker_id(draft.said["checked_by"], organisation)
        own = {ref_of_work(draft.slug, row): row.get("checked_days_ago") for row in draft.work}
        _note_check(organisation, days, checker_id)
        for work in organisation.interventions:
            _note_check(work, int(own.get(work.ref) or days), checker_id)


def _note_check(checked: Organisation | Intervention, days: int, checker_id: int | None) -> None:
    """Note a check, unless one is noted already."""
    if checked.checked_on is None:
        checked.checked_on = today() - timedelta(days=days)
        checked.checker_id = checker_id


def _checker_id(checker: str, organisation: Organisation) -> int | None:
    """Return who checked: `self`, a network by its address, or nobody's name: the site."""
    if checker == "self":
        return organisation.id
    return get_known_organisation(checker).id if checker else None


def _propose_once(line: Line, terms: Terms) -> None:
    """Have a change wait that came, as it were, through the link of the organisation."""
    organisation = get_known_organisation(line["organisation"])
    if db.session.scalar(select(Proposal.id).filter_by(organisation_id=organisation.id).limit(1)):
        return
    before = values_of(organisation).snapshot()
    work = read_work(organisation.slug, line["interventions"], terms, day=today())
    said = {"missions": line["missions"], "interventions": before["interventions"] | work}
    after = SheetValues.from_snapshot({**before, **said}).snapshot()
    propose(organisation, diff(before, after), author=None, note=line["note"])
