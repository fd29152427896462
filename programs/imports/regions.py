"""Which state a postal code lies in, how far states and counties reach: to see what cannot be where it says."""

from functools import cached_property

from programs.imports.coordinates import DOUBTED_MILES
from programs.imports.points import points_of
from programs.search.places import miles_between
from programs.vocabulary import STATES
from programs.vocabulary.counties import county_codes, plain

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

    def is_off(self, postal_code: str, latitude: str, longitude: str) -> bool:
        """Whether a point lies far from the middle of a postal code; none does from one that is unknown."""
        if postal_code not in self.points.codes:
            return False
        north, east = self.points.codes[postal_code]
        return miles_between(north, east, float(latitude), float(longitude)) > DOUBTED_MILES

    def is_far_from(self, county: str, postal_code: str, state: str) -> bool:
        """Whether all of a county lies far from a postal code of the same state.

        Postal codes reach over the borders of counties: a near one may be meant. One that is unknown is never far.
        """
        here = self.points.codes.get(postal_code)
        codes = county_codes().get(plain(county), ()) if here and self.state_of(postal_code) == state else ()
        middles = [self.points.codes[code] for code in codes if self.state_of(code) == state]
        return bool(middles) and all(miles_between(*here, *middle) > DOUBTED_MILES for middle in middles)
