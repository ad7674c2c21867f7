"""What administrators do about places: add cercles and communes, change and remove them.

The places that come with the product keep their names and what they lie in; they take more
names beside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import Column, select

from portal.errors import InvalidError
from portal.extensions import db
from portal.vocabulary.models import Labels, Place, PlaceKind
from portal.vocabulary.places import load_places
from portal.vocabulary.queries import fold, place_names
from portal.vocabulary.services import product_aliases
from portal.vocabulary.signals import place_leaving, places_changed

LONGEST_NAME = 120
LONGEST_CODE = 40
MOST_ALIASES = 30

# Behind every place of the product; among themselves they go by their address.
POSITION = 10_000

_LEVELS = tuple(PlaceKind)
_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceValues:
    """What is written of a place: names by language, other names, codes by their scheme."""

    kind: PlaceKind
    parent_id: int
    labels: Labels
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


def add_place(values: PlaceValues) -> Place:
    """Add a cercle or a commune, or raise InvalidError."""
    _check(values)
    place = Place(slug=_free_slug(values), position=POSITION)
    _write(place, values)
    db.session.add(place)
    db.session.flush()
    return _announce(place)


def change_place(place: Place, values: PlaceValues) -> Place:
    """Change a place that was added here, or raise InvalidError; its address stays."""
    _check(values, place)
    _write(place, values)
    return _announce_change(place)


def change_aliases(place: Place, aliases: Iterable[str]) -> Place:
    """Give a place of the product other names beside its own, or raise InvalidError."""
    own = product_aliases(place.slug) or ()
    added = _without_doubles(aliases, besides=(*place.labels.values(), *own))
    _raise(_alias_problems(added) | _twin_problems(added, place.parent_id, place, "aliases"))
    place.aliases = [*own, *added]
    return _announce_change(place)


def remove_place(place: Place) -> None:
    """Remove a place that was added here and that nothing names, or raise InvalidError."""
    if is_from_product(place):
        raise InvalidError({"place": _("This place comes with the site: it stays.")})
    if is_used(place):
        raise InvalidError(
            {"place": _("Something lies in this place or names it: change that first.")}
        )
    place_leaving.send(place_id=place.id)
    db.session.delete(place)
    db.session.commit()


def is_from_product(place: Place) -> bool:
    """Tell whether a place came with the product."""
    return product_aliases(place.slug) is not None


def is_used(place: Place) -> bool:
    """Tell whether any row of any table names a place."""
    return any(
        db.session.execute(select(column).where(column == place.id).limit(1)).first()
        for column in _columns_naming_places()
    )


def _columns_naming_places() -> list[Column[int]]:
    return [
        key.parent
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is Place.__table__
    ]


def _announce(place: Place) -> Place:
    """Commit, once those who show the place or what lies in it have followed."""
    db.session.flush()
    places_changed.send(place_ids=sorted(load_places().within(place.id)))
    db.session.commit()
    return place


def _announce_change(place: Place) -> Place:
    return _announce(place) if db.session.is_modified(place) else place


def _write(place: Place, values: PlaceValues) -> None:
    place.kind = values.kind
    place.parent_id = values.parent_id
    place.labels = {language: name for language, name in values.labels.items() if name}
    place.aliases = _without_doubles(values.aliases, besides=place.labels.values())
    place.codes = {scheme: code for scheme, code in values.codes.items() if code}


def _check(values: PlaceValues, place: Place | None = None) -> None:
    """Raise InvalidError for what cannot be kept."""
    problems = _parent_problems(values, place) | _alias_problems(values.aliases)
    if not values.labels.get("fr"):
        problems["label_fr"] = _("Write the name in French.")
    for language, name in values.labels.items():
        if len(name) > LONGEST_NAME:
            problems[f"label_{language}"] = _too_long(LONGEST_NAME)
    if any(len(code) > LONGEST_CODE for code in values.codes.values()):
        problems["codes"] = _too_long(LONGEST_CODE)
    names = (*values.labels.values(), *values.aliases)
    _raise(problems or _twin_problems(names, values.parent_id, place, "label_fr"))


def _parent_problems(values: PlaceValues, place: Place | None) -> dict[str, str]:
    parent = db.session.get(Place, values.parent_id)
    if parent is None or not _is_coarser(parent.kind, values.kind):
        return {"parent": _("Choose what it lies in: a cercle in a region, a commune in either.")}
    if values.kind not in {PlaceKind.CERCLE, PlaceKind.COMMUNE}:
        return {"kind": _("Choose a cercle or a commune.")}
    if place is not None and not all(
        _is_coarser(values.kind, part.kind) for part in load_places().list_children(place.id)
    ):
        return {"kind": _("Other places lie in this one: it cannot become so small.")}
    return {}


def _twin_problems(
    names: Iterable[str], parent_id: int | None, place: Place | None, field_name: str
) -> dict[str, str]:
    """Return what is wrong when another place that lies in the same one has one of the names."""
    wanted = {fold(name) for name in names if name}
    siblings = db.session.scalars(select(Place).where(Place.parent_id == parent_id))
    for sibling in siblings:
        if sibling is not place and wanted & set(map(fold, place_names(sibling))):
            known = next(iter(sibling.labels.values()), sibling.slug)
            return {field_name: _("“%(name)s” has this name already.", name=known)}
    return {}


def _alias_problems(aliases: Iterable[str]) -> dict[str, str]:
    aliases = list(aliases)
    if len(aliases) > MOST_ALIASES:
        return {"aliases": _("Write at most %(limit)s other names.", limit=MOST_ALIASES)}
    if any(len(name) > LONGEST_NAME for name in aliases):
        return {"aliases": _too_long(LONGEST_NAME)}
    return {}


def _raise(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidError(problems)


def _is_coarser(one: PlaceKind, other: PlaceKind) -> bool:
    return _LEVELS.index(one) < _LEVELS.index(other)


def _without_doubles(names: Iterable[str], *, besides: Iterable[str]) -> list[str]:
    """Return names that are not the same as an earlier one or as one of `besides`."""
    known, kept = {fold(name) for name in besides}, []
    for name in names:
        if fold(name) and fold(name) not in known:
            known.add(fold(name))
            kept.append(name)
    return kept


def _free_slug(values: PlaceValues) -> str:
    """Return the first free address made from the French name; it stays for good."""
    words = fold(values.labels["fr"]).split()
    base = "-".join(words)[:_LONGEST_SLUG].strip("-") or values.kind.value
    taken = set(db.session.scalars(select(Place.slug).where(Place.slug.startswith(base))))
    named = (base, f"{base}-{values.kind}")
    numbered = (f"{base}-{values.kind}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (*named, *numbered) if slug not in taken)


def _too_long(limit: int) -> str:
    return _("Shorten this to %(limit)s characters.", limit=limit)
