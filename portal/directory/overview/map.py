"""The map of who works where: a point for each region, at its chief town."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from flask import url_for
from flask_babel import ngettext

from portal.directory.counting import count_all, narrow
from portal.directory.criteria import Criteria
from portal.directory.overview.terms import Terms
from portal.directory.overview.towns import HEIGHT, WIDTH, load_towns, project
from portal.directory.overview.whole import Whole, find_whole
from portal.directory.register import Register
from portal.vocabulary.places import Spot
from portal.web.formats import number

SMALLEST, LARGEST = 3, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A region on the map and in the list under it; the larger the more organisations."""

    region: str
    words: str
    count: int
    url: str
    x: int
    y: int
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The points, the largest first so that none hides another; and what no point shows."""

    points: Sequence[Point]
    total: int
    whole: Whole
    width: int = WIDTH
    height: int = HEIGHT


def present_map(criteria: Criteria, register: Register, terms: Terms) -> Map:
    """Return the map of a question; the regions that it rules out have nobody."""
    tally = count_all(register, criteria)
    counts = [(spot, tally.by_region.get(spot.slug, 0)) for spot in _list_regions(register)]
    most = max((count for _spot, count in counts), default=0)
    points = [
        _present(spot, terms.places[spot.slug], count, most, _url(register, criteria, spot, count))
        for spot, count in counts
    ]
    return Map(
        points=sorted(points, key=lambda point: -point.count),
        total=tally.total,
        whole=find_whole(register, criteria, tally),
    )


def say_count(place: str, count: int) -> str:
    """Return how many organisations work in a place, as a sentence of its own."""
    return ngettext(
        "%(place)s: %(number)s organisation",
        "%(place)s: %(number)s organisations",
        count,
        place=place,
        number=number(count),
    )


def _list_regions(register: Register) -> list[Spot]:
    return [region for region in register.regions if region.slug in load_towns()]


def _url(register: Register, criteria: Criteria, region: Spot, count: int) -> str:
    """Return who works in a region; where nobody does, what there is to know of the region."""
    asked = narrow(register, criteria, region) if count else None
    return asked.url() if asked else url_for("subjects.place", slug=region.slug)


def _present(region: Spot, words: str, count: int, most: int, url: str) -> Point:
    x, y = project(load_towns()[region.slug])
    return Point(
        region=words,
        words=say_count(words, count),
        count=count,
        url=url,
        x=x,
        y=y,
        radius=round(SMALLEST + (LARGEST - SMALLEST) * sqrt(count / most), 1)
        if count
        else SMALLEST,
    )
