"""By what a row of a list that a person made is known again: its own id where that holds, else name and place.

A person's ids may be a running number, or be given anew: one that stands for two places, or that stood for another
place in what is here of the source, is not believed.
"""

import hashlib
from collections import defaultdict

from programs.imports.names import alike, name_words
from programs.imports.streets import parse_street
from programs.models import SourceRecord, lines

OWN, MADE = "id", "place"
LONGEST = 80  # signs of an id that is kept as it is
TWO_PLACES = "this id stands for two places: name and address were taken in its place"
ANOTHER_PLACE = "this id stood for another place before: name and address were taken in its place"


def place_of(facts):
    """Where a clinic is, however its name is written: enough to see that two rows speak of one house."""
    number, core, _units = parse_street(facts.get("street", ""), facts.get("unit", ""))
    where = facts.get("postal_code") or facts.get("city", "").casefold()
    return (where, number, core[1]) if number or core[1] else (where, " ".join(name_words(facts["name"])))


def made_key(facts):
    """A digest of normalised name, place and main phone."""
    number, core, units = parse_street(facts.get("street", ""), facts.get("unit", ""))
    phones = lines.split(facts.get("phones", ""))
    parts = [
        " ".join(name_words(facts["name"])),
        f"{number} {' '.join(sorted(core[0]))} {' '.join(core[1])} {core[2]}",
        repr(units),
        facts.get("postal_code") or facts.get("city", "").casefold(),
        facts.get("region", ""),
        phones[0][1] if phones else "",
    ]
    return f"{MADE}:{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"


def own_key(ref):
    """The key of a row with an id of its own."""
    return f"{OWN}:{ref if len(ref) <= LONGEST else hashlib.sha256(ref.encode()).hexdigest()[:32]}"


class OwnIds:
    """Gives rows their keys. `source` is the name of the list; what it said before is read once: one query."""

    def __init__(self, rows, source):
        """`rows` are (Row, its own id or "")."""
        self.places = defaultdict(set)
        for row, ref in rows:
            self.places[ref].add(place_of(row.clinic))
        records = SourceRecord.objects.filter(source__name=source, part="clinic", key__startswith=f"{OWN}:")
        self.said = dict(records.values_list("key", "said")) if any(self.places) else {}

    def key(self, row, ref):
        """(key, why the row's own id is not believed or "")."""
        if not ref:
            return made_key(row.clinic), ""
        if len(self.places[ref]) > 1:
            return made_key(row.clinic), TWO_PLACES
        before = self.said.get(own_key(ref))
        if before and not is_same(before, row.clinic):
            return made_key(row.clinic), ANOTHER_PLACE
        return own_key(ref), ""


def is_same(before, now):
    """Whether a name, a street or a phone is still the same."""
    if alike(before.get("name", ""), now["name"]) or place_of(before) == place_of(now):
        return True
    return bool(numbers(before) & numbers(now))


def numbers(facts):
    return {parts[1] for parts in lines.split(facts.get("phones", "")) if len(parts) > 1}
