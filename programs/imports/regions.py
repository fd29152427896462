"""Which state a postal code lies in, and how far each state reaches: to see what cannot be where it says."""

from functools import cached_property

from programs.imports.points import points_of
from programs.vocabulary import STATES

MARGIN = 0.7  # degrees that land may reach beyond the middles of a state's outermost postal codes


class Regions:
    """The postal codes of one country, read at first use."""

    def __init__(self, country="US"):
        self.country = country

    @cached_property
    def points(self):
        return points_of(self.country)

    def state_of(self, postal_code: str) -> str:
        """The state of a postal code; empty when it is unknown."""
        return self.points.place(postal_code)[1]

    def is_outside(self, state: str, latitude: float, longitude: float) -> bool:
        """Whether a point lies clearly outside of a state; no point is outside of one that is unknown."""
        if state not in STATES or state not in self.points.boxes:
            return False
        south, north, west, east = self.points.boxes[state]
        return not (
            south - MARGIN <= latitude <= north + MARGIN and west - MARGIN <= longitude <= east + MARGIN
        )
