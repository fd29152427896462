"""Where a row without coordinates is: the middle of its postal code, else of its city."""

from collections import defaultdict
from functools import cached_property, lru_cache
from statistics import fmean

from programs.models import LoadedFile, Place, Precision
from programs.vocabulary.places import PLACES_FILE


def points_of(country="US"):
    """The Points of a country, read anew only when the file of places was loaded anew."""
    loaded = LoadedFile.objects.filter(name=PLACES_FILE.name).values_list("digest", flat=True).first()
    return read_once(country, loaded) if loaded else Points(country)


@lru_cache(maxsize=1)
def read_once(country, _digest):
    return Points(country)


class Points:
    """The places of one country, read once: two queries."""

    def __init__(self, country="US"):
        places = Place.objects.filter(country=country).values_list
        self.codes, self.prefixes, self.cities = {}, defaultdict(list), {}
        self.names = {}
        for kind, code, city, state, *point in places(
            "kind", "postal_code", "city", "state", "latitude", "longitude"
        ).iterator():
            if kind == Place.Kind.CITY:
                self.cities.setdefault((city.casefold(), state), tuple(point))
            else:
                self.codes.setdefault(code, tuple(point))
                self.names.setdefault(code, (city, state))
                self.prefixes[code[:3]].append(tuple(point))

    def place(self, postal_code):
        """(city, state) of a postal code; two empty texts when it is unknown."""
        return self.names.get(postal_code, ("", ""))

    @cached_property
    def boxes(self):
        """{state: (south, north, west, east)}: how far the middles of its postal codes reach."""
        spread = defaultdict(list)
        for code, (_city, state) in self.names.items():
            spread[state].append(self.codes[code])
        return {
            state: (min(lats), max(lats), min(lons), max(lons))
            for state, found in spread.items()
            for lats, lons in [tuple(zip(*found, strict=True))]
        }

    def of(self, postal_code, city, state):
        """(latitude, longitude, precision) as texts: of the code, of the codes that begin like it, of the city."""
        if point := self.codes.get(postal_code):
            return as_texts(point, Precision.POSTAL_CODE)
        if postal_code and (near := self.prefixes.get(postal_code[:3])):
            middle = round(fmean(lat for lat, _lon in near), 5), round(fmean(lon for _lat, lon in near), 5)
            return as_texts(middle, Precision.CITY)
        return self.of_city(city, state)

    def of_city(self, city, state):
        """The same for the middle of a city; three empty texts when it is unknown."""
        point = self.cities.get((city.casefold(), state))
        return as_texts(point, Precision.CITY) if point else ("", "", "")


def as_texts(point, precision):
    return str(point[0]), str(point[1]), str(precision.value)
