"""The places as a tree: what lies in what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from portal.extensions import db
from portal.vocabulary.models import Labels, Place, PlaceKind

_LEVELS = tuple(PlaceKind)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the tree, read without its row."""

    id: int
    slug: str
    kind: PlaceKind
    parent_id: int | None
    labels: Labels


class PlaceTree:
    """All places, by id and by slug, each with what is above and below it."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        """Take the places in their editorial order."""
        self.by_id: Mapping[int, Spot] = {spot.id: spot for spot in spots}

    @cached_property
    def by_slug(self) -> Mapping[str, Spot]:
        """The places by slug."""
        return {spot.slug: spot for spot in self.by_id.values()}

    @cached_property
    def _children(self) -> Mapping[int | None, list[Spot]]:
        children: dict[int | None, list[Spot]] = {}
        for spot in self.by_id.values():
            children.setdefault(spot.parent_id, []).append(spot)
        return children

    def climb(self, place_id: int) -> Iterator[Spot]:
        """Yield a place and all it lies in, the country last."""
        spot = self.by_id.get(place_id)
        while spot is not None:
            yield spot
            spot = self.by_id.get(spot.parent_id) if spot.parent_id else None

    def coarsen(self, place_id: int, level: PlaceKind | None) -> int:
        """Return the place at `level` in which a place lies; itself when it is no finer."""
        if level is None:
            return place_id
        finest = _LEVELS.index(level)
        kept = (spot.id for spot in self.climb(place_id) if _LEVELS.index(spot.kind) <= finest)
        return next(kept, place_id)

    def within(self, place_id: int) -> frozenset[int]:
        """Return a place and everything in it."""
        below = {place_id}
        for child in self._children.get(place_id, ()):
            below |= self.within(child.id)
        return frozenset(below)

    def list_children(self, place_id: int) -> list[Spot]:
        """Return the parts of a place, in their editorial order."""
        return list(self._children.get(place_id, ()))


def load_places() -> PlaceTree:
    """Return all places as they are now."""
    columns = (Place.id, Place.slug, Place.kind, Place.parent_id, Place.labels)
    rows = db.session.execute(select(*columns).order_by(Place.position, Place.slug))
    return PlaceTree(Spot(*row) for row in rows)
