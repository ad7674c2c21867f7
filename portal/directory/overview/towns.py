"""The chief towns of the regions: where they are on the map, and how far from each other.

Their coordinates are common knowledge, to the nearest minute or so. They stand for whole
regions; nothing finer is ever drawn.
"""

import csv
from collections.abc import Mapping
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

TOWNS = Path(__file__).parent / "data" / "chief_towns.csv"
EARTH_KM = 6371.0

# The frame of the map: the degrees at its upper left corner, and units per degree.
WEST, NORTH = -12.6, 25.3
ACROSS, DOWN = 19.1, 20.0
WIDTH, HEIGHT = 328, 308


class Town(NamedTuple):
    """A place on earth, in degrees."""

    latitude: float
    longitude: float


@cache
def load_towns() -> Mapping[str, Town]:
    """Return the chief town of each region, by the slug of the region."""
    with TOWNS.open(encoding="utf-8", newline="") as file:
        return {
            row["region"]: Town(float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(file)
        }


def project(town: Town) -> tuple[int, int]:
    """Return where a place is on the map, in units of its frame.

    A degree of longitude is as wide as it is in the middle of Mali.
    """
    return round((town.longitude - WEST) * ACROSS), round((NORTH - town.latitude) * DOWN)


def distance(one: Town, other: Town) -> float:
    """Return the kilometres between two places, as the crow flies."""
    south, north = radians(one.latitude), radians(other.latitude)
    apart = radians(other.longitude - one.longitude)
    bow = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(apart / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(bow))
