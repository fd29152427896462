"""Which state a postal code lies in, and how far each state reaches: to see what cannot be where it says."""

from programs.models import Place
from programs.vocabulary import STATES

MARGIN = 0.7  # degrees that land may reach beyond the middles of a state's outermost postal codes


class Regions:
    """The postal codes of one country, read at first use: one query."""

    def __init__(self, country="US"):
        self.country = country
        self.states: dict[str, str] = {}
        self.boxes: dict[str, list[float]] = {}

    def read(self):
        if not self.states:
            codes = Place.objects.filter(kind=Place.Kind.POSTAL_CODE, country=self.country)
            for code, state, *point in codes.values_list(
                "postal_code", "state", "latitude", "longitude"
            ).iterator():
                self.states[code] = state
                self.widen(state, *point)

    def widen(self, state, latitude, longitude):
        south, north, west, east = self.boxes.get(state, (latitude, latitude, longitude, longitude))
        self.boxes[state] = [
            min(south, latitude),
            max(north, latitude),
            min(west, longitude),
            max(east, longitude),
        ]

    def state_of(self, postal_code: str) -> str:
        """The state of a postal code; empty when it is unknown."""
        self.read()
        return self.states.get(postal_code, "")

    def is_outside(self, state: str, latitude: float, longitude: float) -> bool:
        """Whether a point lies clearly outside of a state; no point is outside of one that is unknown."""
        self.read()
        if state not in STATES or state not in self.boxes:
            return False
        south, north, west, east = self.boxes[state]
        return not (
            south - MARGIN <= latitude <= north + MARGIN and west - MARGIN <= longitude <= east + MARGIN
        )
