"""HSDS 3.0 in JSON: whole services, one a program, each with its location; our own exports and those of others.

What HSDS has no field for comes as attributes called as our columns: those are taken as they are. Attributes of others
are looked up by their terms' names. Nothing that is read here counts as checked.
"""

from programs.imports.hsds_location import Locations
from programs.imports.hsds_objects import Unusable, read_id, service_of, text
from programs.imports.hsds_service import Services
from programs.imports.labels import Dictionary
from programs.imports.left_out import name_left_out
from programs.imports.options import EVERYTHING
from programs.imports.program_cells import PROMISE
from programs.imports.promises import promises
from programs.imports.row import Reject, Row, Skip
from programs.imports.shown import shown

NAME = "hsds"
LABEL = "HSDS 3.0 in JSON, whole services with their locations"
OUT_OF_SCOPE = "no ketamine in the service, and no clinic here yet: --scope all takes it"
stable_ids = True
NEEDED = ("id", "name", "status", "service_at_locations")
READ = (
    *NEEDED,
    *("organization", "organization_id", "description", "url", "email", "alert", "licenses", "wait_time"),
    *("minimum_age", "maximum_age", "phones", "schedules", "languages", "service_areas", "cost_options"),
    *("attributes", "assured_date", "last_modified"),
)
NO_LONGER = ("inactive", "defunct")
NO_LOCATION = "no location: a clinic is a place, and nobody could find this one"


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if set(NEEDED) <= set(header):
        return f"its rows hold {', '.join(NEEDED)}, as the services of HSDS do"
    return None


def read(table, options):
    """Yield a Row for each location of a service, or a Reject or Skip. Costs the queries of terms and places."""
    dictionary = Dictionary()
    reader = Reader(Locations(dictionary), Services(dictionary), options.scope)
    name_left_out(table, READ)
    for line, raw in table.rows:
        try:
            yield from reader.rows(line, raw)
        except Unusable as wrong:
            column, value, reason = wrong.args
            yield Reject(line, raw, column, shown(value), reason)


class Reader:
    """Makes rows of services; `scope` is that of the import."""

    def __init__(self, locations, services, scope):
        self.locations, self.services, self.scope = locations, services, scope

    def rows(self, line, raw):
        """A Row for each location; raises Unusable for a service that cannot be taken."""
        service = service_of(raw)
        if text(service, "status") in NO_LONGER:
            yield Skip(line, raw, "no longer offered")
            return
        part = read_id(service, "id")
        said, is_about, odd = self.services.facts(service)
        only_known = not is_about and self.scope != EVERYTHING
        places = [each["location"] for each in service["service_at_locations"] if each.get("location")]
        if not places:
            raise Unusable("service_at_locations", "", NO_LOCATION)
        for place in places:
            key = read_id(place, "id", "service_at_locations")
            clinic, operator, doubts = self.locations.facts(place, service)
            yield Row(
                line,
                raw,
                key=key,
                clinic=clinic,
                programs={} if only_known else {part: said},
                operator=operator,
                only_known=only_known,
                silent=frozenset({part}) if only_known else frozenset(),
                warnings=(*odd, *doubts, *promising(said)),
            )


def promising(said):
    """A warning for each promise in the texts of a program."""
    texts = ((name, said.get(name, "")) for name in ("name", "summary"))
    return [(name, word, PROMISE) for name, words in texts for word in promises(words)]
