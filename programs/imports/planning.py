"""What an import would do: rows are matched with clinics, and what they say is compared, before anything is written."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Max

from programs.imports import match
from programs.imports.entries import Entries, spot_said, spots_of_clinics
from programs.imports.half_told import is_placeless
from programs.imports.names import alike, part_of
from programs.imports.readings import digest, operator_of, with_silence
from programs.imports.three_way import Comparison, merged
from programs.models import Clinic, DuplicateSuspect, Source, SourceRecord
from programs.models.facts import stated_groups
from programs.models.groups import groups_of
from programs.publishing.cycles import free_cycles
from programs.publishing.plan import ClinicPlan, EntryPlan, Plan, RecordPlan
from programs.publishing.units import said_of, units

CREATED, UPDATED, UNCHANGED, CONFLICTING, SKIPPED = (
    "created",
    "updated",
    "unchanged",
    "conflicting",
    "skipped",
)
BATCH = 300
EMPTY = {kind: {fact.name: "" for g in groups_of(kind) for fact in g.facts} for kind in ("clinic", "program")}


class Planner:
    """Makes a Plan of readings. `outcomes` then says for each row what becomes of it."""

    def __init__(self, readings, *, source, edition, publish, complete, stable_ids, ranks):
        self.readings, self.ranks = readings, ranks
        self.edition, self.complete, self.stable_ids = edition, complete, stable_ids
        self.source = Source.objects.filter(name=source["name"]).first()
        seen = SourceRecord.objects.aggregate(Max("pk"))["pk__max"] or 0
        self.plan = Plan(source, edition, publish, seen)
        self.outcomes = {}
        self.records = self.read_records()

    def read_records(self):
        """{key: {part: its record without row and said}} of the source."""
        found = defaultdict(dict)
        fields = ["pk", "key", "part", "digest", "clinic_id", "program_id", "edition", "missing_from"]
        if any(each.only_known for each in self.readings.values()):
            fields.append("said")
        for record in SourceRecord.objects.filter(source=self.source).only(*fields).iterator():
            found[record.key][record.part] = record
        return dict(found)

    def make(self):
        """The Plan. Costs a few queries, and a few more for each 300 clinics that a row changes."""
        changed, fresh = self.sort_out()
        here = self.match(fresh, {key for key, _reading in changed})
        for key, reading in changed:
            here[self.records[key]["clinic"].clinic_id].append(reading)
        self.change_known(here)
        agree_on_operators(self.plan.clinics)
        if self.complete:
            self.find_missing()
        return self.plan

    def sort_out(self):
        """(known readings that say something else than before, new ones); marks the rest as unchanged."""
        changed, fresh = [], []
        for key, reading in self.readings.items():
            known = self.records.get(key, {})
            if "clinic" not in known:
                fresh.append(reading)
            elif self.says_the_same(reading, known):
                self.mark([reading], UNCHANGED)
                self.relist(reading, known)
            else:
                changed.append((key, reading))
                self.relist(reading, known)
        return changed, fresh

    def says_the_same(self, reading, known):
        if reading.only_known:
            reading.said["clinic"] = with_silence(reading.clinic, known["clinic"].said)
        digests = reading.digests()
        return all(part in known and known[part].digest == each for part, each in digests.items())

    def relist(self, reading, known):
        """Note that this edition lists the reading's records."""
        for part in {*reading.said, *reading.silent} & set(known):
            if known[part].edition != self.edition or known[part].missing_from:
                self.plan.listed.append(known[part].pk)

    def match(self, fresh, changed):
        """Plan the clinics that new readings make; return {clinic pk: new readings} of those that are here."""
        here = defaultdict(list)
        if not fresh:
            return here
        spots = [spot_of(reading) for reading in fresh]
        spots += spots_of_clinics({spot.postal_code for spot in spots if spot.postal_code})
        groups, likely = match.group(spots)
        made = {}
        for spots_together in groups:
            clinic = next((spot.ref for spot in spots_together if spot.here), None)
            together = sorted((s.ref for s in spots_together if not s.here), key=lambda each: each.key)
            if not together:
                continue
            clinic = clinic or self.same_id(together) or self.same_row(together)
            if clinic:
                here[clinic] += together
            elif all(each.only_known for each in together):
                self.mark(together, SKIPPED)
            else:
                plan = self.new_clinic(together)
                made |= {each.key: plan for each in together}
        self.suspect(likely, made, here)
        return here

    def same_id(self, readings):
        """The pk of the clinic here whose own id is the key of one of `readings` (our own listing)."""
        if not self.stable_ids:
            return None
        return next((pk for each in readings if (pk := self.own_ids.get(each.key))), None)

    def same_row(self, readings):
        """The pk of the clinic of which the source said, under a key it no longer has, that it is this place.

        A curator may have corrected name, place and phone of that clinic: then it is not found by what it says now.
        """
        if self.stable_ids:
            return None
        ours = [spot_of(each) for each in readings]
        known = {old.ref: old for one in ours for block in one.blocks for old in self.gone.get(block, ())}
        found = {
            pk
            for (_key, pk), old in known.items()
            if any(match.compare(one, old) == match.CERTAIN for one in ours)
        }
        return found.pop() if len(found) == 1 else None

    @cached_property
    def gone(self):
        """{block: Spots} of what the source said of clinics under keys that the file does not have."""
        keys = [key for key, parts in self.records.items() if key not in self.readings and "clinic" in parts]
        found = defaultdict(list)
        for start in range(0, len(keys), BATCH):
            rows = SourceRecord.objects.filter(source=self.source, part="clinic", clinic__merged_into=None)
            rows = rows.filter(key__in=keys[start : start + BATCH]).exclude(edition=self.edition)
            for key, pk, said in rows.values_list("key", "clinic_id", "said"):
                for block in (spot := spot_said((key, pk), (1, key), said)).blocks:
                    found[block].append(spot)
        return found

    @cached_property
    def own_ids(self):
        return {str(public_id): pk for public_id, pk in Clinic.objects.values_list("public_id", "pk")}

    def new_clinic(self, readings):
        """Plan a clinic that nobody has yet."""
        facts = merged("clinic", [each.clinic for each in readings], self.ranks)
        entry = EntryPlan("clinic", facts=facts, groups=stated("clinic", facts))
        entry.records = [record_plan(each, "clinic", each.raw) for each in readings]
        if self.stable_ids:
            entry.public_id = readings[0].key
        plan = ClinicPlan(entry, operator=operator_of(readings), rows=rows_of(readings))
        made = set()
        for each in readings:
            new = set(each.said) - {"clinic"} - made
            self.mark([each], CREATED if new or each is readings[0] else UPDATED)
            made |= new
        plan.programs = [self.new_program(part, readings) for part in sorted(made)]
        self.plan.clinics.append(plan)
        return plan

    def new_program(self, part, readings):
        telling = [each for each in readings if part in each.said]
        facts = merged("program", [each.said[part] for each in telling], self.ranks)
        entry = EntryPlan("program", facts=facts, groups=stated("program", facts))
        entry.records = [record_plan(each, part) for each in telling]
        if self.stable_ids:
            entry.public_id = part
        return entry

    def suspect(self, likely, made, here):
        """Plan a duplicate suspect for each likely pair, once a pair of clinics, and none that is known already."""
        at = {each.key: pk for pk, readings in here.items() for each in readings} | made
        pairs = {}
        for pair in likely:
            one, other = (spot.ref if spot.here else at.get(spot.ref.key) for spot in pair)
            if one and other and id_of(one) != id_of(other):
                pairs.setdefault(frozenset((id_of(one), id_of(other))), (one, other, reason_of(*pair)))
        known = set(map(frozenset, DuplicateSuspect.objects.values_list("one_id", "other_id")))
        self.plan.suspects = [pair for ends, pair in pairs.items() if ends not in known]

    def change_known(self, here):
        """Plan what changes at clinics that are here, `here` being {clinic pk: readings that are new or changed}."""
        pks = sorted(here)
        for start in range(0, len(pks), BATCH):
            self.change_some(pks[start : start + BATCH], here)
            free_cycles()

    def change_some(self, pks, here):
        entries = Entries(pks, self.source)
        for pk in pks:
            if pk in entries.clinics:
                self.change_clinic(entries, pk, sorted(here[pk], key=lambda each: each.key))

    def change_clinic(self, entries, pk, readings):
        """Plan one clinic that is here, and the programs that `readings` speak of."""
        held = entries.records[pk]
        self.adopt(readings, held)
        plan = ClinicPlan(
            self.compare(entries, "clinic", pk, "clinic", readings, held), rows=rows_of(readings)
        )
        plan.clinic.pk, plan.operator = pk, operator_of(readings)
        effects = {each.key: self.effect(plan.clinic, each, "clinic", held) for each in readings}
        for part in sorted({part for each in readings for part in each.said} - {"clinic"}):
            program = entries.program(pk, part)
            telling = [each for each in readings if part in each.said]
            if program is None:
                plan.programs.append(self.new_program(part, telling))
                effects[telling[0].key] = CREATED
                continue
            entry = self.compare(entries, "program", program, part, telling, held)
            plan.programs.append(entry)
            for each in telling:
                effects[each.key] = max(
                    effects[each.key], self.effect(entry, each, part, held), key=WEIGHT.index
                )
        for each in readings:
            self.mark([each], effects[each.key])
        self.plan.clinics.append(plan)

    def compare(self, entries, kind, pk, part, readings, held):
        """An EntryPlan of an entry that is here: `held` are the source's records of the clinic, {(key, part): …}."""
        before = {
            key: record for (key, each), record in held.items() if entries.speaks_of(record, each, part, pk)
        }
        now, version = entries.texts(kind, pk)
        saying = {each.key: for_now(each, part, now) for each in readings}
        was = [record.said for _key, record in sorted(before.items())]
        then = {key: record.said for key, record in before.items()} | saying
        found = Comparison(
            kind,
            now=now,
            was=merged(kind, was, self.ranks) if was else {},
            new=merged(kind, [then[key] for key in sorted(then)], self.ranks),
            known=bool(was),
            live=entries.live(kind, pk),
            foreign=entries.foreign(kind, pk),
            rank=self.ranks,
            others=entries.others(kind, pk),
        )
        plan = EntryPlan(kind, pk, version, changes=found.changes, groups=list(found.groups))
        plan.conflicts = [each for each in found.conflicts if not entries.is_known(kind, pk, each)]
        plan.settled = [each for each in found.settled if entries.waits(kind, pk, each)]
        for each in readings:
            known = held.get((each.key, part))
            plan.records.append(record_plan(each, part, each.raw if part == "clinic" else {}, known))
        return plan

    def effect(self, plan, reading, part, held):
        """What a reading did to an entry: conflicting, updated, or nothing."""
        known = held.get((reading.key, part))
        if known and known.digest == digest(reading.said[part]):
            return UNCHANGED
        if any(offers(reading, plan.kind, part, each) for each in plan.conflicts):
            return CONFLICTING
        return UPDATED if plan.changes or not known else UNCHANGED

    def adopt(self, readings, held):
        """Give records whose key the file no longer has to new readings of the same place: a renamed row.

        Only records of another edition, of the same list, with a like name or a phone in common.
        """
        gone = sorted({key for key, _part in held if key not in self.readings})
        new = [each for each in readings if each.key not in self.records]
        for reading in new:
            for key in gone:
                record = held.get((key, "clinic"))
                if record and record.edition != self.edition and is_renamed(reading, key, record.said):
                    self.take_over(reading.key, key, held)
                    gone.remove(key)
                    break

    def take_over(self, key, old, held):
        for each, part in list(held):
            if each == old:
                held[key, part] = held.pop((each, part))
                self.plan.listed.append(held[key, part].pk)
        self.records[key] = self.records.pop(old)

    def find_missing(self):
        """Plan a queue item for each record that the whole edition no longer has."""
        for key, parts in self.records.items():
            reading = self.readings.get(key)
            listed = {*reading.said, *reading.silent} if reading else set()
            gone = [record for part, record in parts.items() if part not in listed]
            self.plan.missing += [record.pk for record in gone if record.missing_from != self.edition]

    def mark(self, readings, outcome):
        """Note what becomes of the rows of `readings`: of rows with one key the first alone makes anything."""
        for each in readings:
            first, *rest = sorted(each.rows)
            self.outcomes[first] = outcome
            for row in rest:
                self.outcomes[row] = UPDATED if outcome == CREATED else outcome


WEIGHT = [UNCHANGED, UPDATED, CONFLICTING, CREATED]


def spot_of(reading):
    return spot_said(reading, (1, reading.key), reading.place)


def agree_on_operators(plans):
    """Leave out of each new clinic's operator what not all new clinics of that operator in the state say alike."""
    said = defaultdict(set)
    new = [(plan, operator_key(plan)) for plan in plans if plan.is_new]
    for plan, key in new:
        for name, word in plan.operator.items():
            said[key, name].add(word)
    for plan, key in new:
        plan.operator = {name: word for name, word in plan.operator.items() if len(said[key, name]) == 1}


def operator_key(plan):
    facts = plan.clinic.facts
    return facts.get("organization", "").casefold(), facts.get("region", "")


def record_plan(reading, part, raw=None, known=None):
    said = reading.said[part]
    return RecordPlan(reading.key, part, said, digest(said), raw or {}, known.pk if known else None)


def stated(kind, facts):
    return [group.slug for group in stated_groups(kind, EMPTY[kind] | facts)]


def rows_of(readings):
    return [row for each in readings for row in each.rows]


def id_of(end):
    return end if isinstance(end, int) else f"new {id(end)}"


def reason_of(one, other):
    if one.withheld != other.withheld:
        return "Like names, a phone in common and the same postal code; one keeps its address private."
    if not one.withheld and (is_placeless(one) or is_placeless(other)):
        return "Like names, a phone in common and the same postal code; one states no street."
    if one.postal_code != other.postal_code:
        return "Like names at the same number and street; the postal codes differ."
    if one.withheld:
        return "Same name and postal code, address withheld, no phone in common."
    if not match.same_street(one.street, other.street):
        return "Like names, a phone in common and the same house number; the streets are written differently."
    if not match.names_alike(one, other):
        return "At the same street number, with a phone in common or names of which half agrees."
    if match.same_unit(one.units, other.units):
        return "Like names at the same street number, in buildings that are named differently."
    return "Like names at the same street number, in different units."


def offers(reading, kind, part, conflict):
    return said_of(kind, reading.said[part], conflict.field) == conflict.offered


def for_now(reading, part, now):
    """What a reading says of an entry: no website of a row that only adds and calls the clinic as nobody does now.

    Who ran the place then may run it no longer.
    """
    facts = reading.said[part]
    if part != "clinic" or not reading.only_known or now.get("website") or "website" not in facts:
        return facts
    theirs, ours = (names_of(each) for each in (reading.place, now))
    place = now.get("city", ""), now.get("street", "")
    if any(alike(one, other, *place) for one in theirs for other in ours):
        return facts
    return {name: text for name, text in facts.items() if name != "website"}


def names_of(facts):
    """The name of a clinic, who runs it, and the part that the name says."""
    name, operator = facts.get("name", ""), facts.get("organization", "")
    return [each for each in (name, operator, part_of(name, operator)) if each]


def is_renamed(reading, key, said):
    """Whether a new reading is the row that an earlier edition had under `key`."""
    if reading.key.rpartition(":")[0] != key.rpartition(":")[0]:
        return False
    ours, theirs = (set(units("clinic", "phones", each.get("phones", ""))) for each in (reading.place, said))
    return bool(ours & theirs) or alike(reading.place.get("name", ""), said.get("name", ""))
