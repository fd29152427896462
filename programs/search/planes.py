"""The search index of one process: bit planes, day numbers and ranks.

Plane p holds each clinic's p-th program, so that a count is exact under the one-program rule and distinct by clinic:
popcount(OR over p of (value[p] & match[p])). A clinic's position never moves; every order is an array of ranks. Clinics
with many programs come first, so that the upper planes are short: `reach` says how many of their words are in use. What
can lapse without a write is never a bit: it stands as day numbers, compared with `today` at each search.
"""

from collections import defaultdict
from itertools import count as counting
from itertools import islice

import numpy as np

from programs.search.bits import WORD, clear_position, count, set_bits
from programs.search.text import city_phrases

NEVER = 0
BLOCK = 64  # rows counted at once: what the processor keeps at hand
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
        self.rows = {
            facet: {value: row for row, value in enumerate(names)} for facet, names in values.items()
        }
        self.lie_in = slices({facet: len(rows) for facet, rows in self.rows.items()})
        self.stack = np.zeros((sum(len(rows) for rows in self.rows.values()), *words), np.uint64)
        self.stacks = {facet: self.stack[where] for facet, where in self.lie_in.items()}
        self.reach = [0] * self.planes  # how many words of each plane are in use
        self.stated = {facet: np.zeros(words, np.uint64) for facet in values}
        self.marks = defaultdict(lambda: np.zeros(words, np.uint64))
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
        self.prices = np.zeros((0, 4), np.int64)  # slot, first day, last day, low
        self.courses = np.zeros((0, 5), np.int64)  # slot, first day, last day, low, complete
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
        for words in (self.stack, *self.stated.values(), *self.marks.values(), self.alive):
            clear_position(words, position)
        for days in self.days.values():
            days[:, position] = NEVER
        self.contact_on[position] = self.contact_until[position] = NEVER
        self.wait[:, position] = -1
        self.slot_of[self.program_pk[:, position]] = -1
        self.program_pk[:, position] = 0
        self.points[:, position] = np.nan
        slots = np.arange(self.planes) * self.capacity + position
        self.prices = self.prices[~np.isin(self.prices[:, 0], slots)]
        self.courses = self.courses[~np.isin(self.courses[:, 0], slots)]

    def place_programs(self, programs, clinics):
        """Give programs (pks) their slots, in order, at their clinics (pks of placed clinics). Raises Full."""
        if not len(programs):
            return np.zeros(0, np.int64)
        positions = np.fromiter((self.positions[pk] for pk in clinics), np.int64, len(clinics))
        planes = running_number(positions)
        if planes.max() >= self.planes:
            raise Full
        for plane in range(planes.max() + 1):
            furthest = int(positions[planes == plane].max(initial=-1))
            self.reach[plane] = max(self.reach[plane], furthest // WORD + 1)
        slots = planes * self.capacity + positions
        self.program_pk.reshape(-1)[slots] = programs
        self.widen(int(max(programs)))
        self.slot_of[programs] = slots
        set_bits(self.alive, slots)
        return slots

    def widen(self, pk):
        """Make room for a program's pk in the table of slots."""
        if pk >= len(self.slot_of):
            wider = np.full(max(pk + 1, len(self.slot_of) * 2), -1, np.int64)
            wider[: len(self.slot_of)] = self.slot_of
            self.slot_of = wider

    def slots_of(self, programs):
        """The slots of programs (pks), of those that have one."""
        programs = np.asarray(programs, np.int64)
        slots = self.slot_of[programs[programs < len(self.slot_of)]]
        return slots[slots >= 0]

    def all_slots(self, positions):
        """The slots of all programs of the clinics at `positions`."""
        planes, columns = np.nonzero(self.program_pk[:, positions])
        return planes * self.capacity + positions[columns]

    def say(self, facet, value, slots):
        """The programs at `slots` say yes to `value`; a value unknown to the facet is a mark beside it."""
        row = self.rows[facet].get(value)
        if row is None:
            set_bits(self.marks[facet, value], slots)
        else:
            set_bits(self.stacks[facet], slots, row)
        set_bits(self.stated[facet], slots)

    def value(self, facet, value):
        """The programs that say yes to `value`, as words."""
        row = self.rows[facet].get(value)
        return self.marks[facet, value] if row is None else self.stacks[facet][row]

    def counts(self, stack, words):
        """How many clinics each row of `stack` has with a program among `words`: a block of rows at a time."""
        found = np.zeros(len(stack), np.int64)
        for start in range(0, len(stack), BLOCK):
            rows = stack[start : start + BLOCK]
            clinics = rows[:, 0] & words[0]
            for plane, reach in enumerate(self.reach[1:], start=1):
                clinics[:, :reach] |= rows[:, plane, :reach] & words[plane, :reach]
            found[start : start + BLOCK] = count(clinics)
        return found

    def cities_called(self, phrase):
        """The numbers of the cities that `phrase` names; names that are new are folded once."""
        for key, number in islice(self.cities.items(), self.cities_named, None):
            for name in city_phrases(*key):
                self.city_names[name].append(number)
        self.cities_named = len(self.cities)
        return self.city_names.get(phrase, [])

    def offered(self):
        """All that decides which values can be chosen: which index it is, the regions in use, values new to it."""
        regions = self.stacks["state"].any(axis=(1, 2))
        return self.serial, regions.tobytes(), frozenset(self.marks)

    def rank_names(self):
        """Work out the ranks from the order by name."""
        self.name_rank[self.by_name] = np.arange(len(self.by_name))


def slices(lengths):
    """{name: slice} of parts of the given lengths, one after the other."""
    found, start = {}, 0
    for name, length in lengths.items():
        found[name] = slice(start, start + length)
        start += length
    return found


def running_number(positions):
    """For each entry how many equal ones stand before it."""
    order = np.argsort(positions, kind="stable")
    ordered = positions[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    lengths = np.diff(np.r_[starts, len(ordered)])
    numbers = np.empty(len(positions), np.int64)
    numbers[order] = np.arange(len(ordered)) - np.repeat(starts, lengths)
    return numbers
