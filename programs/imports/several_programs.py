"""Several rows of one clinic: which of its programs each row speaks of."""

from collections import defaultdict

from django.utils.text import slugify

from programs.imports.own_ids import place_of
from programs.models import SourceRecord

LONGEST = 40  # signs of a part
SAYS_OTHERWISE = "line {} says otherwise of the same one: the more frequent, then the shorter text counts"
CLINIC_FACTS = ("hours", "email", "website", "operating_status")
PROGRAM_FACTS = (
    "prices",
    "summary",
    "wait_days",
    "accepting",
    "age_min",
    "age_max",
    "dosing_fewest",
    "dosing_most",
)


def tell_apart(rows, source):
    """Give the programs of one house that have names of their own parts of their own, in `rows` (Row) themselves.

    A part is the program type; of a second program of that type, with its name. A name that is known of the source
    keeps the part it has: one query.
    """
    known = known_parts(source)
    warn_of_differences([(row, row.clinic) for row in rows], CLINIC_FACTS)
    houses = defaultdict(list)
    for row in rows:
        for part, facts in row.programs.items():
            houses[place_of(row.clinic), part].append((row, facts))
    for (_house, part), said in houses.items():
        names = list(dict.fromkeys(facts["name"] for _row, facts in said))
        if len(names) > 1:
            parts = parts_of(
                part, names, {name: known.get((row.key, name)) for row, _f in said for name in names}
            )
            for row, facts in said:
                row.programs[parts[facts["name"]]] = row.programs.pop(part)
        warn_of_differences(said, PROGRAM_FACTS)


def known_parts(source):
    """{(key, name of a program): its part} of what the source said before."""
    records = SourceRecord.objects.filter(source__name=source).exclude(part="clinic")
    return {
        (key, said.get("name", "")): part for key, part, said in records.values_list("key", "part", "said")
    }


def parts_of(part, names, known):
    """{name: part}: the first name that has none takes the type alone, if no other has it."""
    found = {name: known[name] for name in names if known.get(name)}
    for name in names:
        if name not in found:
            free = part not in found.values()
            found[name] = part if free else f"{part}:{slugify(name)}"[:LONGEST]
    return found


def warn_of_differences(said, names):
    """Remark on rows that say of one clinic or program, `said` being (row, facts), what the first says otherwise."""
    first = {}
    for row, facts in said:
        row_before, before = first.setdefault((place_of(row.clinic), facts["name"]), (row, facts))
        for name in names:
            ours, theirs = facts.get(name, ""), before.get(name, "")
            if ours and theirs and ours != theirs:
                row.warnings = (*row.warnings, (name, ours, SAYS_OTHERWISE.format(row_before.line)))
