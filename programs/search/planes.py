"""The search index of one process: bit planes, day numbers and ranks.

Plane p holds each clinic's p-th program, so that a count is exact under the one-program rule and distinct by clinic:
popcount(OR over p of (value[p] & match[p])). What a clinic says holds for each of its programs, and is kept as one bit.
A clinic's position never moves; every order is an array of ranks. Clinics with many programs come first, so that the
upper planes are short: `reach` says how many of their words are in use. What can lapse without a write is never a bit:
it stands as day numbers, compared with `today` at each search.
"""

from collections import defaultdict
from itertools import count as counting
from itertools import islice

import numpy as np

from programs.search.bits import BITS, WORD, any_plane, clear_position, pack, set_bits
from programs.search.parameters import CLINIC_FACETS, LISTS
from programs.search.sets import FEW, Sets
from programs.search.spans import Spans
from programs.search.text import city_phrases

NEVER = 0
MOST_KNOWN = 12
SPARE = 1.1  # room for new clinics before the index is built anew

SERIAL = counting(1)


class Full(Exception):
    """A clinic more, or a program more of one clinic, than there is room for."""


class Planes:
    """All that a search reads, as arrays over slots (plane × capacity + position)."""

    def __init__(self, values, clinics, planes):
        """Room for `clinics` clinics of at most `planes` programs; `values` are those of each facet, by name."""
        self.capacity = -(-int(clinics * SPARE + WORD) // WORD) * WORD
        self.planes = max(1, planes)
        slots, words = (self.planes, self.capacity), (self.planes, self.capacity // WORD)
        self.reach = [0] * self.planes  # how many words of each plane are in use
        of_programs, of_clinics = keys_of(values)
        self.of_program = Sets(of_programs, self.capacity, self.reach)
        self.of_clinic = Sets(of_clinics, self.capacity, self.reach, planes=1)
        self.known: dict = {}  # see once()
        self.marks = Sets((), self.capacity, self.reach)
        self.numbers = {
            facet: {value: self.sets_of(facet).numbers[facet, value] for value in names}
            for facet, names in values.items()
        }
        self.alive = np.zeros(words, np.uint64)
        self.days = {
            name: np.zeros(slots, np.int32) for name in ("offer_on", "offer_until", "available_until")
        }
        self.contact_on = np.zeros(self.capacity, np.int32)
        self.contact_until = np.zeros(self.capacity, np.int32)
        self.wait = np.full(slots, -1, np.int32)
        self.points = np.full((2, self.capacity), np.nan)
        self.cities: dict[tuple[str, str], int] = {}
        self.city_names: dict[str, list[int]] = defaultdict(list)
        self.cities_named = 0  # how many of the cities stand among the names
        self.city_labels: dict[tuple[str, str], str] = {}
        self.city = np.zeros(self.capacity, np.int32)
        self.paused = np.zeros(self.capacity, bool)
        self.clinic_pk = np.zeros(self.capacity, np.int64)
        self.serial = next(SERIAL)
        self.changed_at = np.zeros(self.capacity, np.int64)  # the number of a clinic's last change
        self.program_pk = np.zeros(slots, np.int64)
        self.positions: dict[int, int] = {}
        self.slot_of = np.full(1024, -1, np.int64)
        self.amounts = Spans()
        self.terms: dict[int, tuple[str, str]] = {}  # vocabulary and slug by pk, as of the building
        self.types: dict[int, str] = {}
        self.by_name = np.zeros(0, np.int64)  # positions in the order of names
        self.name_rank = np.zeros(self.capacity, np.int64)
        self.name_hash = np.zeros(self.capacity, np.int64)  # of a clinic's key in that order

    def place_clinic(self, pk):
        """The position of a clinic, the next free one for a new one. Raises Full."""
        position = self.positions.setdefault(pk, len(self.positions))
        if position >= self.capacity:
            raise Full
        self.clinic_pk[position] = pk
        return position

    def clear(self, position):
        """Forget all that is known of the clinic at `position`; its place stays."""
        for sets in (self.of_program, self.of_clinic, self.marks):
            sets.clear(position)
        clear_position(self.alive, position)
        self.known = {}
        for days in self.days.values():
            days[:, position] = NEVER
        self.contact_on[position] = self.contact_until[position] = NEVER
        self.wait[:, position] = -1
        self.slot_of[self.program_pk[:, position]] = -1
        self.program_pk[:, position] = 0
        self.points[:, position] = np.nan
        self.amounts.clear(position)

    def place_programs(self, programs, clinics):
        """Give programs (pks) their slots, in order, at their clinics (pks), after those placed there before.

        The clinics have their places. Raises Full.
        """
        if len(programs) <= FEW:
            return np.array(
                [self.place_program(*pair) for pair in zip(programs, clinics, strict=True)], np.int64
            )
        positions = np.fromiter((self.positions[pk] for pk in clinics), np.int64, len(clinics))
        planes = np.count_nonzero(self.program_pk[:, positions], axis=0) + running_number(positions)
        if planes.max() >= self.planes:
            raise Full
        self.stretch(planes, positions // WORD + 1)
        slots = planes * self.capacity + positions
        self.program_pk.reshape(-1)[slots] = programs
        self.widen(int(programs.max()))
        self.slot_of[programs] = slots
        set_bits(self.alive, slots)
        return slots

    def place_program(self, program, clinic):
        """place_programs() of one, quicker."""
        position = self.positions[clinic]
        plane, (word, bit) = np.count_nonzero(self.program_pk[:, position]), divmod(position, WORD)
        if plane >= self.planes:
            raise Full
        if word >= self.reach[plane]:
            self.stretch(plane, word + 1)
        self.program_pk[plane, position] = program
        self.widen(int(program))
        self.slot_of[program] = plane * self.capacity + position
        self.alive[plane, word] |= BITS[bit]
        return plane * self.capacity + position

    def stretch(self, planes, words):
        """Make each of the planes at least as many words wide."""
        reach = np.array(self.reach)
        np.maximum.at(reach, planes, words)
        if reach.tolist() != self.reach:
            self.reach[:] = reach.tolist()
            for sets in (self.of_program, self.of_clinic, self.marks):
                sets.make_room()

    def widen(self, pk):
        """Make room for a program's pk in the table of slots."""
        if pk >= len(self.slot_of):
            wider = np.full(max(pk + 1, len(self.slot_of) * 2), -1, np.int64)
            wider[: len(self.slot_of)] = self.slot_of
            self.slot_of = wider

    def slots_of(self, programs):
        """The slots of programs (pks), of those that have one: an array or, of a few, a list, which is quicker."""
        if len(programs) <= FEW:
            slots = [self.slot_of.item(pk) for pk in programs if pk < len(self.slot_of)]
            return [slot for slot in slots if slot >= 0]
        programs = np.asarray(programs, np.int64)
        slots = self.slot_of[programs[programs < len(self.slot_of)]]
        return slots[slots >= 0]

    def slots_of_clinics(self, clinics):
        """The slots of all programs of clinics (pks), of those that have a place."""
        found = [self.positions[pk] for pk in np.asarray(clinics).tolist() if pk in self.positions]
        if len(found) <= FEW:
            return [slot for position in found for slot in self.slots_at(position)]
        positions = np.array(found, np.int64)
        planes, columns = np.nonzero(self.program_pk[:, positions])
        return planes * self.capacity + positions[columns]

    def slots_at(self, position):
        """The slots of the programs of the clinic at `position`."""
        programs = np.count_nonzero(self.program_pk[:, position])
        return [plane * self.capacity + position for plane in range(programs)]

    def add_amounts(self, rows):
        """Note `rows` (kind, pk of a program, and what more a Spans holds), those of programs that have a slot."""
        rows = rows[rows[:, 1] < len(self.slot_of)]
        slots = self.slot_of[rows[:, 1]]
        rows, slots = rows[slots >= 0], slots[slots >= 0]
        self.amounts.add(np.column_stack([slots % self.capacity, slots, rows[:, 0], rows[:, 2:]]))

    def sets_of(self, facet):
        return self.of_clinic if facet in CLINIC_FACETS else self.of_program

    def say(self, facet, value, slots):
        """The programs at `slots` say yes to `value`; a value unknown to the facet is new to it."""
        sets = self.sets_of(facet)
        sets.add((facet, value), slots)
        self.numbers[facet][value] = sets.numbers[facet, value]
        if facet in LISTS:
            self.marks.add(("stated", facet), slots)

    def settle(self):
        """Write what say() put aside, and forget what was worked out before."""
        for sets in (self.of_program, self.of_clinic, self.marks):
            sets.settle()
        self.known = {}

    def union(self, facet, values):
        """The programs that say yes to one of `values` at least, as words."""
        found = self.sets_of(facet).union([(facet, value) for value in values])
        return self.alive & found if facet in CLINIC_FACETS else found

    def counts(self, facet, words):
        """How many clinics each value of the facet has with a program among `words`."""
        sets = self.sets_of(facet)
        words = any_plane(words)[np.newaxis] if facet in CLINIC_FACETS else words
        return sets.counts(words, list(self.numbers[facet].values()))

    def once(self, key, make):
        """What `make()` gives, worked out once between two changes; nobody may write to it."""
        if key not in self.known:
            self.known = {key: make()} if len(self.known) > MOST_KNOWN else self.known | {key: make()}
        return self.known[key]

    def live(self, name, today):
        """The programs whose day called `name` has not passed, as words."""
        return self.once((name, today), lambda: pack(self.days[name] >= today))

    def mark(self, *key):
        """The programs of which `key` was noted, as words."""
        return self.marks.union([key])

    def cities_called(self, phrase):
        """The numbers of the cities that `phrase` names; names that are new are folded once."""
        for key, number in islice(self.cities.items(), self.cities_named, None):
            for name in city_phrases(*key):
                self.city_names[name].append(number)
        self.cities_named = len(self.cities)
        return self.city_names.get(phrase, [])

    def offered(self):
        """All that decides which values can be chosen: which index it is, the regions in use, values new to it."""
        regions = self.of_clinic.planes[0][list(self.numbers["state"].values())].any(axis=1)
        return self.serial, regions.tobytes(), len(self.of_program.numbers), len(self.of_clinic.numbers)

    def rank_names(self):
        """Work out the ranks from the order by name."""
        self.name_rank[self.by_name] = np.arange(len(self.by_name))


def keys_of(values):
    """The keys of the sets of programs, and of those of clinics, for `values` by facet."""
    keys = [(facet, value) for facet, names in values.items() for value in names]
    return [key for key in keys if key[0] not in CLINIC_FACETS], [
        key for key in keys if key[0] in CLINIC_FACETS
    ]


def running_number(positions):
    """For each entry how many equal ones stand before it."""
    order = np.argsort(positions, kind="stable")
    ordered = positions[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    lengths = np.diff(np.r_[starts, len(ordered)])
    numbers = np.empty(len(positions), np.int64)
    numbers[order] = np.arange(len(ordered)) - np.repeat(starts, lengths)
    return numbers
