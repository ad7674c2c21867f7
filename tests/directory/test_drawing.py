"""Mali is drawn from the lines of a topology, each once."""

from typing import Any

from tools.draw_map import draw, simplify

SIDE = 40


def topology() -> dict[str, Any]:
    """Two squares beside each other, which share one border; no region is keyed by its name."""
    return {
        "transform": {"scale": [0.1, 0.1], "translate": [-10.0, 15.0]},
        "arcs": [
            [[SIDE, 0], [0, SIDE]],
            [[SIDE, SIDE], [-SIDE, 0], [0, -SIDE], [SIDE, 0]],
            [[SIDE, 0], [SIDE, 0], [0, SIDE], [-SIDE, 0]],
        ],
        "objects": {"mli": {"geometries": [{"arcs": [[0, 1]]}, {"arcs": [[2, ~0]]}]}},
    }


def test_the_outline_is_closed_and_the_border_drawn_once() -> None:
    outline, border, end = draw(topology()).split("/>")
    assert outline.endswith('z"')
    assert outline.count("M") == 1
    assert border == '<path d="M126 206l0-80"'
    assert end == "\n"


def test_a_point_that_changes_nothing_is_left_out() -> None:
    assert simplify([(0, 0), (5, 1), (10, 0)]) == [(0, 0), (10, 0)]
    assert simplify([(0, 0), (5, 9), (10, 0)]) == [(0, 0), (5, 9), (10, 0)]
