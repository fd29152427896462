"""Which city and state a postal code is in, and where its middle lies."""

from programs.imports.points import Points
from programs.models import Place


class NamedPlaces:
    """The places of one country, read once: three queries."""

    def __init__(self, country="US"):
        self.points = Points(country)
        rows = Place.objects.filter(country=country).exclude(kind=Place.Kind.CITY)
        self.codes = {
            code: (city, state) for code, city, state in rows.values_list("postal_code", "city", "state")
        }

    def code(self, postal_code):
        """(city, two-letter state) of a postal code; two empty texts when it is unknown."""
        return self.codes.get(postal_code, ("", ""))
