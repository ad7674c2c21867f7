"""What a person or an import says of an organisation, before it is on its sheet."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import EnumType, StrEnum
from typing import Any, ClassVar, TypeVar, get_args, get_type_hints

from portal.content.models import Visibility
from portal.content.revisions import Snapshot
from portal.directory.models import (
    ContactKind,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Qualifier,
    WorkStatus,
)
from portal.vocabulary.models import PlaceKind

RECORD_KIND = "organisation"


def new_ref() -> str:
    """Return a fresh name for a row of a sheet, unlike any other."""
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipValues:
    """The network it belongs to, as what, since and until when (EDTF)."""

    ref: str = field(default_factory=new_ref)
    network_id: int
    role: MembershipRole = MembershipRole.MEMBER
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactValues:
    """A way to reach it, who may see it, and when (EDTF) somebody agreed to that."""

    ref: str = field(default_factory=new_ref)
    position: int = 0
    kind: ContactKind
    value: str
    label: str = ""
    visibility: Visibility = Visibility.ORGANISATION
    consented_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionValues:
    """What it does where, when, for how many; terms by id, dates in EDTF."""

    ref: str = field(default_factory=new_ref)
    domain_id: int
    place_id: int
    place_level: PlaceKind | None = None
    start: str = ""
    end: str = ""
    status: WorkStatus = WorkStatus.UNDER_WAY
    description: str = ""
    programme: str = ""
    source: str = ""
    qualifier: Qualifier = Qualifier.EXACTLY
    reached: int | None = None
    reached_women: int | None = None
    reached_girls: int | None = None
    visibility: Visibility = Visibility.PUBLIC


RowValues = MembershipValues | ContactValues | InterventionValues
AnyRow = TypeVar("AnyRow", MembershipValues, ContactValues, InterventionValues)
AnyValues = TypeVar("AnyValues")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetValues:
    """The editable fields of a sheet; rows keep their `ref` from one state to the next."""

    ROW_TYPES: ClassVar[dict[str, type[RowValues]]] = {
        "memberships": MembershipValues,
        "contacts": ContactValues,
        "interventions": InterventionValues,
    }

    kind: OrganisationKind
    name: str
    language_code: str = "fra"
    acronym: str = ""
    expansion: str = ""
    translations: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    legal_form: str = ""
    founded: str = ""
    missions: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    language_codes: tuple[str, ...] = ()
    seat_id: int | None = None
    seat_level: PlaceKind | None = None
    visibility: Visibility = Visibility.PUBLIC
    is_unlisted: bool = False
    memberships: tuple[MembershipValues, ...] = ()
    contacts: tuple[ContactValues, ...] = ()
    interventions: tuple[InterventionValues, ...] = ()

    def snapshot(self) -> Snapshot:
        """Return the values as a revision keeps them, the rows by their refs."""
        plain: Snapshot = _plain(asdict(self))
        for name in self.ROW_TYPES:
            plain[name] = {row.pop("ref"): row for row in plain[name]}
        return plain

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot) -> "SheetValues":
        """Return the values that a revision keeps."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in snapshot.items() if name in known}
        for name, row_type in cls.ROW_TYPES.items():
            rows = values.get(name, {})
            values[name] = tuple(_typed(row_type, {"ref": ref, **rows[ref]}) for ref in rows)
        return _typed(cls, values)

    def with_row(self, name: str, row: RowValues) -> "SheetValues":
        """Return the sheet with a row put in, in the place of that with its ref if there is one."""
        rows = {one.ref: one for one in getattr(self, name)} | {row.ref: row}
        return self._with_rows(name, rows.values())

    def without_row(self, name: str, ref: str) -> "SheetValues":
        """Return the sheet without the row of this ref."""
        return self._with_rows(name, (one for one in getattr(self, name) if one.ref != ref))

    def _with_rows(self, name: str, rows: Iterable[RowValues]) -> "SheetValues":
        changes: dict[str, Any] = {name: tuple(rows)}
        return replace(self, **changes)


def values_of(organisation: Organisation) -> SheetValues:
    """Return the values that a sheet holds now."""
    return SheetValues(
        kind=organisation.kind,
        name=organisation.name,
        language_code=organisation.language_code,
        acronym=organisation.acronym,
        expansion=organisation.expansion,
        translations=dict(organisation.translations),
        aliases=tuple(organisation.aliases),
        legal_form=organisation.legal_form,
        founded=organisation.founded,
        missions=dict(organisation.missions),
        links=tuple(organisation.links),
        language_codes=tuple(sorted(language.code for language in organisation.languages)),
        seat_id=organisation.seat_id,
        seat_level=organisation.seat_level,
        visibility=organisation.visibility,
        is_unlisted=organisation.is_unlisted,
        memberships=_read_rows(MembershipValues, organisation.memberships),
        contacts=_read_rows(ContactValues, organisation.contacts),
        interventions=_read_rows(InterventionValues, organisation.interventions),
    )


def snapshot_of(organisation: Organisation) -> Snapshot:
    """Return the whole sheet as a revision keeps it: values, address, status and logo."""
    return {
        **values_of(organisation).snapshot(),
        "slug": organisation.slug,
        "status": organisation.status.value,
        "logo": organisation.logo_id,
    }


def _read_rows(row_type: type[AnyRow], rows: Iterable[Any]) -> tuple[AnyRow, ...]:
    names = [one.name for one in fields(row_type)]
    return tuple(row_type(**{name: getattr(row, name) for name in names}) for row in rows)


def _plain(value: Any) -> Any:
    """Return a value as JSON gives it back."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case StrEnum():
            return value.value
        case _:
            return value


def _typed(values_type: type[AnyValues], plain: Mapping[str, Any]) -> AnyValues:
    """Return the values that JSON gave back, each of its own type again."""
    hints = get_type_hints(values_type)
    return values_type(**{name: _as(hints[name], value) for name, value in plain.items()})


def _as(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    kinds = [one for one in (hint, *get_args(hint)) if isinstance(one, EnumType)]
    return kinds[0](value) if kinds and value is not None else value
