"""The shapes of the states, as paths for a drawing: the data file, and how it is made and read.

Source: us-atlas 3.0.1 (ISC), made from the US Census Bureau's cartographic boundary files 2017; see NOTICE.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from programs.vocabulary.albers import HEIGHT, WIDTH
from programs.vocabulary.states import state_code

SHAPES_FILE = Path(__file__).parent / "shapes.json"
FINE = 2  # units of the paths to one of the frame
SMALLEST = 3  # islands that are narrower and lower than this many units are left out
FRAME = (WIDTH * FINE, HEIGHT * FINE)


@dataclass(frozen=True)
class Shape:
    """A state as an SVG path: the box (left, top, right, bottom) that it fills, the middle (x, y) of its main part."""

    code: str
    path: str
    box: tuple
    middle: tuple


@cache
def shapes():
    """{code: Shape} of the states that are drawn, in the order of their codes."""
    rows = json.loads(SHAPES_FILE.read_text(encoding="ascii"))
    return {code: Shape(code, path, tuple(box), tuple(middle)) for code, (box, middle, path) in rows.items()}


def write_shapes(source: Path, target: Path) -> int:
    """Write the shapes file from a TopoJSON file of projected states; return its number of states.

    The same source gives the same bytes. Raises ValueError for what is no such file.
    """
    topology = json.loads(source.read_text(encoding="utf-8"))
    try:
        arcs = [_points(arc, topology["transform"]) for arc in topology["arcs"]]
        states = topology["objects"]["states"]["geometries"]
        rows = dict(sorted(_row(state, arcs) for state in states))
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"no TopoJSON of states: {error!r}") from error
    text = json.dumps(rows, separators=(",", ":")).replace('],"', '],\n"')
    target.write_text(text + "\n", encoding="ascii")
    return len(rows)


def _points(arc, transform):
    """The points of an arc, which holds differences, in units of the paths; a point is not repeated."""
    x = y = 0
    found = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        point = tuple(
            round((n * scale + start) * FINE)
            for n, scale, start in zip((x, y), transform["scale"], transform["translate"], strict=True)
        )
        if found[-1:] != [point]:
            found.append(point)
    return found


def _row(state, arcs):
    code = state_code(state["properties"]["name"])
    if code is None:
        raise ValueError(f"no state: {state['properties']['name']}")
    polygons = state["arcs"] if state["type"] == "MultiPolygon" else [state["arcs"]]
    rings = [_ring(numbers, arcs) for polygon in polygons for numbers in polygon]
    kept = [ring for ring in rings if max(_size(ring)) >= SMALLEST]
    middle = max((_weight(ring) for ring in kept), key=lambda weight: abs(weight[0]))[1:]
    box = _box([point for ring in kept for point in ring])
    return code, (box, middle, "".join(_path(ring) for ring in kept))


def _weight(ring):
    """The area of a ring and its centre of gravity, in whole units."""
    area = x = y = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (area / 2, round(x / 3 / area), round(y / 3 / area)) if area else (0, *ring[0])


def _ring(numbers, arcs):
    """Arcs joined end to end; ~n is arc n backwards."""
    points = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _box(points):
    xs, ys = zip(*points, strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]


def _size(ring):
    left, top, right, bottom = _box(ring)
    return right - left, bottom - top


def _path(ring):
    """A closed path: a start, then steps."""
    x, y = ring[0]
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(ring[:-1]))
    return f"M{x} {y}l{steps}z".replace(" -", "-")
