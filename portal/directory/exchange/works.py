"""A line that says who does what where, as a row of the sheet of who does it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from portal.content.models import Visibility
from portal.directory.exchange.estimates import read_reached
from portal.directory.exchange.rows import Row
from portal.directory.exchange.terms import Terms
from portal.directory.models import WorkStatus
from portal.directory.problems import find_problems
from portal.directory.values import InterventionValues, SheetValues, new_ref

_REF = re.compile(r"[\w.:-]{1,40}")


def read_work(
    row: Row, sheet: SheetValues, terms: Terms, owners: Mapping[str, int], organisation_id: int
) -> InterventionValues | None:
    """Return the work that a line adds or changes; None when it cannot, its problems say why.

    It changes the work of its reference, else the one on that domain in that place from
    that day on. `owners` says to whom each reference belongs.
    """
    domain = row.pair("domain", "domain_code", terms.domain, None)
    place = row.place(terms, "place", "place_code")
    start = row.date("start", "")
    before = _find(row, sheet, terms, domain, place, start)
    if before is None and not row.problems:
        before = _begin(row, owners, organisation_id, domain, place)
    if before is None or row.problems:
        return None
    qualifier, reached = read_reached(row, terms, (before.qualifier, before.reached))
    work = replace(
        before,
        domain_id=domain or before.domain_id,
        place_id=_keep_hidden(before, place, terms),
        start=row.date("start", before.start),
        end=row.date("end", before.end),
        status=row.pair(
            "status", "status_code", lambda t: terms.choose(WorkStatus, t), before.status
        ),
        description=row.text("description", before.description),
        programme=row.line("programme", before.programme),
        source=row.line("source", before.source),
        qualifier=qualifier,
        reached=reached,
        reached_women=row.number_of("reached_women", before.reached_women),
        reached_girls=row.number_of("reached_girls", before.reached_girls),
        visibility=row.choice("visibility", Visibility, terms, before.visibility),
    )
    for path, problem in find_problems(only(work, sheet)).items():
        row.problems.setdefault(path.rpartition("/")[2], problem)
    return None if row.problems else work


def only(work: InterventionValues | None, sheet: SheetValues) -> SheetValues:
    """Return a sheet with this work and nothing else that could be wrong or could differ."""
    return SheetValues(kind=sheet.kind, name="-", interventions=(work,) if work else ())


def _find(  # noqa: PLR0913, PLR0917 - all that tells one work from another
    row: Row,
    sheet: SheetValues,
    terms: Terms,
    domain: int | None,
    place: int | None,
    start: str,
) -> InterventionValues | None:
    ref = row.line("ref", "")
    if ref:
        return next((work for work in sheet.interventions if work.ref == ref), None)
    same = [
        work
        for work in sheet.interventions
        if work.domain_id == domain and work.start == start and _is_at(work, place, terms)
    ]
    if len(same) > 1:
        row.problems["ref"] = _(
            "This organisation has several works like this one. Write the reference: %(refs)s.",
            refs=", ".join(work.ref for work in same),
        )
    return same[0] if same else None


def _begin(
    row: Row,
    owners: Mapping[str, int],
    organisation_id: int,
    domain: int | None,
    place: int | None,
) -> InterventionValues | None:
    ref = row.line("ref", "")
    if ref and owners.get(ref, organisation_id) != organisation_id:
        row.problems["ref"] = _("This reference belongs to another organisation.")
    elif ref and not _REF.fullmatch(ref):
        row.problems["ref"] = _(
            "Write at most 40 letters, digits, points and hyphens, or leave it empty."
        )
    if domain is None:
        row.problems["domain"] = _("Write the domain.")
    if place is None:
        row.problems["region"] = _("Write the place: a country, a region, a cercle or a commune.")
    if domain is None or place is None or row.problems:
        return None
    return InterventionValues(ref=ref or new_ref(), domain_id=domain, place_id=place)


def _is_at(work: InterventionValues, place: int | None, terms: Terms) -> bool:
    return place in {work.place_id, terms.places.tree.coarsen(work.place_id, work.place_level)}


def _keep_hidden(before: InterventionValues, place: int | None, terms: Terms) -> int:
    """Return where the work is: what the public sees of a finer place does not replace it."""
    return before.place_id if place is None or _is_at(before, place, terms) else place
