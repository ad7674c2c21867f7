"""A line about an organisation, as its sheet."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from portal.content.models import Visibility
from portal.content.text import clean_line
from portal.directory.exchange.columns import TAGS
from portal.directory.exchange.rows import Row
from portal.directory.exchange.subjects import Subject, Subjects
from portal.directory.exchange.terms import Terms
from portal.directory.models import OrganisationKind
from portal.directory.problems import find_problems
from portal.directory.values import MembershipValues, SheetValues
from portal.errors import InvalidError
from portal.extensions import today

# Problems of a sheet by field -> the column in which they are mended, where it is another.
_COLUMNS = {"missions": "mission_fr", "language_code": "name_language"}


def read_kind(row: Row, terms: Terms) -> OrganisationKind | None:
    """Return the kind that a line gives, if it gives one."""
    return row.pair("kind", "kind_code", lambda text: terms.choose(OrganisationKind, text), None)


def read_organisation(
    row: Row, before: SheetValues | None, subject: Subject, subjects: Subjects, terms: Terms
) -> SheetValues | None:
    """Return the sheet that a line makes or changes; None when it cannot, its problems say why."""
    kind = read_kind(row, terms)
    if before is None and kind is None and not row.problems:
        row.problems["kind"] = _("Write the kind of organisation, for example “association”.")
    base = before or SheetValues(kind=kind or OrganisationKind.ASSOCIATION, name="")
    values = replace(
        base,
        kind=kind or base.kind,
        name=row.line("name", base.name),
        language_code=row.take("name_language", terms.language, base.language_code),
        acronym=row.line("acronym", base.acronym),
        expansion=row.line("expansion", base.expansion),
        translations=_by_language(row, "name", base.translations),
        aliases=row.items("aliases", base.aliases),
        legal_form=row.line("legal_form", base.legal_form),
        founded=row.date("founded", base.founded),
        missions=_by_language(row, "mission", base.missions),
        links=row.items("links", base.links),
        language_codes=_languages(row, terms, base.language_codes),
        seat_id=_seat(row, base, terms),
        visibility=row.choice("visibility", Visibility, terms, base.visibility),
        memberships=(*base.memberships, *_new_memberships(row, base, subject, subjects)),
    )
    alone = replace(values, contacts=(), interventions=())
    for field, problem in find_problems(alone, since=before).items():
        row.problems.setdefault(_COLUMNS.get(field, field), problem)
    return None if row.problems else values


def begin_sheet(row: Row, terms: Terms) -> SheetValues | None:
    """Return the sheet of an organisation that a line about its work tells of first."""
    kind = read_kind(row, terms)
    name = row.line("organisation", "")
    if kind is None and not row.problems:
        row.problems["organisation"] = _(
            "“%(name)s” is not in the directory. Mend the name, or write the kind of organisation"
            " too, to add it.",
            name=name,
        )
    if kind is None:
        return None
    values = SheetValues(
        kind=kind,
        name=name,
        acronym=row.line("acronym", ""),
        visibility=row.choice("organisation_visibility", Visibility, terms, Visibility.PUBLIC),
    )
    for field, problem in find_problems(values).items():
        row.problems.setdefault("organisation" if field == "name" else field, problem)
    return None if row.problems else values


def _by_language(row: Row, stem: str, before: Mapping[str, str]) -> dict[str, str]:
    """Return the texts by language tag, where an emptied one is gone."""
    texts = dict(before)
    for tag in TAGS:
        if f"{stem}_{tag}" in row.said:
            read = row.line if stem == "name" else row.text
            texts[tag] = read(f"{stem}_{tag}", "")
    return {tag: text for tag, text in texts.items() if text}


def _languages(row: Row, terms: Terms, before: tuple[str, ...]) -> tuple[str, ...]:
    if "languages" not in row.said:
        return before
    return row.take(
        "languages",
        lambda _text: tuple(sorted({terms.language(one) for one in row.items("languages", ())})),
        before,
    )


def _seat(row: Row, before: SheetValues, terms: Terms) -> int | None:
    """Return the seat: what the public sees of a finer one does not replace it."""
    seat = row.place(terms, "seat", "seat_code")
    tree, real = terms.places.tree, before.seat_id
    if seat is None or (real and seat in {real, tree.coarsen(real, before.seat_level)}):
        return real
    return seat


def _new_memberships(
    row: Row, before: SheetValues, subject: Subject, subjects: Subjects
) -> list[MembershipValues]:
    """Return the memberships that a line adds; none is ended by a table."""

    def read(_text: str) -> list[MembershipValues]:
        networks = [_network(name, subject, subjects) for name in row.items("networks", ())]
        known = {one.network_id for one in before.memberships if _lasts(one)}
        return [MembershipValues(network_id=id_) for id_ in networks if id_ not in known]

    if row.said.get("networks") == "":
        row.problems["networks"] = _("A membership is ended on the sheet, not by a table.")
    return row.take("networks", read, [])


def _lasts(membership: MembershipValues) -> bool:
    end = membership.end
    return not end or end >= today().isoformat()[: len(end)]


def _network(text: str, subject: Subject, subjects: Subjects) -> int:
    found = subjects.find(clean_line(text))
    if found is None or found is subject or not found.is_network:
        raise InvalidError(
            {
                "": _(
                    "“%(name)s” is not a network in the directory. Mend the name, or add the"
                    " network first.",
                    name=text,
                )
            }
        )
    return found.id
