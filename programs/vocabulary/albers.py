"""Where a point of the earth lies on the map of the states: Albers' equal-area conic, as d3's geoAlbersUsa draws it.

The frame is 975 wide and 610 high, as in us-atlas. Alaska (smaller) and Hawaii stand below the south-west.
Source of the constants: d3-geo, geoAlbersUsa().scale(1300).translate([487.5, 305]).
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

WIDTH, HEIGHT = 975, 610
SCALE = 1300
MIDDLE = (487.5, 305.0)


@dataclass(frozen=True)
class Conic:
    """One part of the map: two parallels, the meridian in its middle, its centre, size and place (all in degrees)."""

    parallels: tuple[float, float]
    meridian: float
    centre: tuple[float, float]
    size: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def point(self, latitude, longitude):
        """(x, y) in the frame."""
        x, y = self.plane(radians((longitude - self.meridian + 540) % 360 - 180), radians(latitude))
        x0, y0 = self.plane(radians(self.centre[0]), radians(self.centre[1]))
        k = SCALE * self.size
        return (
            MIDDLE[0] + self.shift[0] * SCALE + k * (x - x0),
            MIDDLE[1] + self.shift[1] * SCALE - k * (y - y0),
        )

    def plane(self, turn, latitude):
        """The cone laid flat, of radius 1; `turn` is the angle from the meridian, in radians."""
        low, high = (radians(parallel) for parallel in self.parallels)
        n = (sin(low) + sin(high)) / 2
        c = 1 + sin(low) * (2 * n - sin(low))
        r = sqrt(c - 2 * n * sin(latitude)) / n
        return r * sin(n * turn), sqrt(c) / n - r * cos(n * turn)


LOWER_48 = Conic((29.5, 45.5), -96, (-0.6, 38.7))
ALASKA = Conic((55, 65), -154, (-2, 58.5), size=0.35, shift=(-0.307, 0.201))
HAWAII = Conic((8, 18), -157, (-3, 19.9), shift=(-0.205, 0.212))
PARTS = {"AK": ALASKA, "HI": HAWAII}


def project(latitude, longitude, state):
    """(x, y) of a point of `state` (its two letters) in the frame of the map."""
    return PARTS.get(state, LOWER_48).point(latitude, longitude)
