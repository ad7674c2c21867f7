"""A line about an organisation, as its sheet."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from portal.content.models import Visibility
from portal.content.text import clean_line
from portal.directory.exchange.choice_words import LEGAL_FORMS
from portal.directory.exchange.columns import TAGS
from portal.directory.exchange.rows import Row
from portal.directory.exchange.subjects import Subject, Subjects
from portal.directory.exchange.terms import Terms
from portal.directory.models import OrganisationKind
from portal.directory.problems import find_problems
from portal.directory.values import MembershipValues, SheetValues
from portal.errors import InvalidError
from portal.extensions import today
from portal.vocabulary.queries import fold
from portal.vocabulary.several import divide

# Problems of a sheet by field -> the column in which they are mended, where it is another.
_LEGAL_FORMS = frozenset(map(fold, LEGAL_FORMS))
_COLUMNS = {"missions": "mission_fr", "language_code": "name_language"}


def read_kind(row: Row, terms: Terms) -> OrganisationKind | None:
    """Return the kind that a line gives, if it gives one."""
    return row.pair("kind", "kind_code", lambda text: terms.choose(OrganisationKind, text), None)


def read_organisation(
    row: Row, before: SheetValues | None, subject: Subject, subjects: Subjects, terms: Terms
) -> SheetValues | None:
    """Return the sheet that a line makes or changes; None when it cannot, its problems say why.

    A name or an acronym that finds the organisation is no new one: only a line with its code
    renames it.
    """
    kind = read_kind(row, terms)
    if before is None and kind is None and not row.problems:
        row.problems["kind"] = _("Write the kind of organisation, for example “association”.")
    base = before or SheetValues(kind=kind or OrganisationKind.ASSOCIATION, name="")
    name, acronym = _read_names(row, base, is_new=before is None)
    values = replace(
        base,
        kind=kind or base.kind,
        name=name,
        language_code=row.take("name_language", terms.language, base.language_code),
        acronym=acronym,
        expansion=row.line("expansion", base.expansion),
        translations=_by_language(row, "name", base.translations),
        aliases=row.items("aliases", base.aliases),
        legal_form=row.line("legal_form", base.legal_form if before else _legal_form(row)),
        founded=row.date("founded", base.founded),
        missions=_by_language(row, "mission", base.missions),
        links=row.links("links", base.links),
        language_codes=_languages(row, terms, base.language_codes),
        seat_id=_seat(row, base, terms),
        visibility=row.choice("visibility", Visibility, terms, base.visibility),
        memberships=(*base.memberships, *_new_memberships(row, base, subject, subjects)),
    )
    alone = replace(values, contacts=(), interventions=())
    for field, problem in find_problems(alone, since=before).items():
        row.problems.setdefault(_COLUMNS.get(field, field), problem)
    return None if row.problems else values


def _read_names(row: Row, base: SheetValues, *, is_new: bool) -> tuple[str, str]:
    """Return the name and the acronym, without what a line says only to find the organisation."""
    is_named = bool(row.said.get("name"))
    is_certain = is_new or "slug" in row.said
    return (
        base.name if is_named and not is_certain else row.line("name", base.name),
        row.line("acronym", base.acronym) if is_named or is_certain else base.acronym,
    )


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
        legal_form=row.line("legal_form", _legal_form(row)),
        founded=row.date("founded", ""),
        links=row.links("links", ()),
        visibility=row.choice("organisation_visibility", Visibility, terms, Visibility.PUBLIC),
    )
    for field, problem in find_problems(values).items():
        row.problems.setdefault("organisation" if field == "name" else field, problem)
    return None if row.problems else values


def note_differences(row: Row, sheet: SheetValues, terms: Terms) -> None:
    """Note what a line about a work says of a known organisation and what is not written."""
    kinds = terms.choices[OrganisationKind]
    said = {
        "acronym": fold(row.line("acronym", "")) == fold(sheet.acronym),
        "kind": kinds.find(row.line("kind", "")) == sheet.kind,
        "legal_form": fold(row.line("legal_form", "")) == fold(sheet.legal_form),
        "founded": row.date("founded", "") == sheet.founded,
        "links": set(row.links("links", ())) <= set(sheet.links),
    }
    for column, is_same in said.items():
        if row.said.get(column) and not is_same:
            row.notes[column] = _(
                "Not written: the directory has this organisation already. Send a table of"
                " organisations to change it."
            )


def _legal_form(row: Row) -> str:
    """Return the legal form that stands where the kind of a new organisation is asked for."""
    words = clean_line(row.said.get("kind", ""))
    return words if fold(words) in _LEGAL_FORMS else ""


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
        lambda _text: tuple(
            sorted(
                {
                    terms.language(one)
                    for item in row.items("languages", ())
                    for one in divide(item, terms.languages.is_known)
                }
            )
        ),
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
        networks = [
            _network(name, subject, subjects)
            for item in row.items("networks", ())
            for name in divide(item, subjects.is_named)
        ]
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
