"""Which programs match, as words of bits, and what each facet's values would give."""

from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings

from programs.models.answers import NO, NOT_STATED, YES
from programs.models.indexed import COURSE, PRICE
from programs.models.price import minor
from programs.models.program import PROGRAM_ANSWERS
from programs.search.bits import WORD, any_plane, count, pack, unpack
from programs.search.choices import ANY_TYPE
from programs.search.parameters import CLINIC_FACETS, CLINIC_TERMS, PROGRAM_TERMS
from programs.search.places import EARTH_RADIUS_MILES, direction
from programs.search.result import Found
from programs.search.text import kept_ids

TERM_FACETS = (*PROGRAM_TERMS, *CLINIC_TERMS)
LAST = 2**40  # a key after every figure: with the rank behind it, it still fits 64 bits
INCOMPLETE = 2**38  # added to the low end of an incomplete course
BY_TELEHEALTH = 2**41  # added to every key of a clinic that is not near the place itself
FURTHEST = 2**36  # beyond every distance in millionths of a mile
NEWEST = 10_000_000  # after every day number


class Matching:
    """One question put to the planes on one day. Read it while the planes are held still."""

    def __init__(self, planes, search):
        self.planes = planes
        self.search = search
        self.today = search.today.toordinal()
        self.chosen = {name: value for name, value in search.cleaned.items() if value not in (None, "", [])}
        self.include = self.chosen.get("unknown") == "include"
        self.none = np.zeros_like(planes.alive)
        self.available = planes.live("available_until", self.today)
        self.paused = planes.once("paused", lambda: pack(planes.paused))
        self.place = self.place_words()
        self.base = planes.alive & self.text_words() & self.place
        self.unknowns: dict[str, Any] = {}
        self.asked = {name: self.facet_words(name) for name in self.facets_asked()}
        self.words = self.all_but(None, self.include)
        self.clinics = any_plane(self.words)
        self.total = int(count(self.clinics))

    def facets_asked(self):
        others = ("medicine", "state", "city", "price_max", "course_max", "wait_max", "claim", "checked")
        return ["type", *(n for n in (*TERM_FACETS, *PROGRAM_ANSWERS, *others) if n in self.chosen)]

    def all_but(self, left_out, include):
        """The programs that match every facet but one; `include` brings in what is not stated."""
        words = self.base.copy()
        for name, matches in self.asked.items():
            if name != left_out:
                words &= (matches | self.unknown(name)) if include else matches
        return words

    def unknown_adds(self):
        """How many clinics unknown=include would add."""
        return int(count(any_plane(self.all_but(None, True)))) - self.total

    # What a facet asks, as (matches, unknown); conditions.py says the same in the database's words.

    def facet_words(self, name):
        """The programs that match."""
        values = self.chosen.get(name)
        if name in TERM_FACETS:
            return self.planes.union(name, values)
        if name in PROGRAM_ANSWERS:
            return self.answers(name, values)
        matches, self.unknowns[name] = getattr(self, f"{name}_words")(values)
        return matches

    def unknown(self, name):
        """The programs that state nothing there, which few searches ask for."""
        if name not in self.unknowns:
            find = self.open_words if name in TERM_FACETS else self.no_answer
            self.unknowns[name] = find(name, self.chosen[name])
        return self.unknowns[name]

    def type_words(self, values):
        if ANY_TYPE in (values or ()) or (not values and self.search.ketamine_problem):
            return self.planes.alive, self.none
        if values:
            return self.planes.union("type", values), self.none
        listed = tuple(self.search.choices.listed_types)
        return self.planes.once(listed, lambda: self.planes.union("type", listed)), self.none

    def open_words(self, facet, values):
        """The list is not stated, and no source denies every value asked for."""
        denied = self.planes.alive
        for value in values:
            denied = denied & self.planes.mark("denied", facet, value)
        return self.silent(facet) & ~denied

    def answers(self, name, values):
        words = self.planes.union(name, values)
        if name != "accepting":
            return words
        said_no = self.planes.union(name, [NO]) if NO in values else self.none
        return (words & ~self.paused | said_no) & self.available

    def no_answer(self, name, values):
        silent = self.planes.mark(name, NOT_STATED)
        if name != "accepting":
            return silent
        return (silent | ~self.available) & (~self.paused if YES in values else self.planes.alive)

    def medicine_words(self, values):
        return self.planes.union("medicine", values), self.silent("medicine")

    def state_words(self, values):
        return self.planes.union("state", values), self.silent("state")

    def city_words(self, cities):
        keys = [(place.city.casefold(), place.state) for place in cities]
        numbers = [self.planes.cities[key] for key in keys if key in self.planes.cities]
        unstated = [number for (name, _region), number in self.planes.cities.items() if not name]
        here = pack(np.isin(self.planes.city, numbers))
        return self.none | here, self.none | pack(np.isin(self.planes.city, unstated))

    def wait_max_words(self, days):
        short = pack((self.planes.wait >= 0) & (self.planes.wait <= days)) & self.available
        return short, pack(self.planes.wait < 0) | ~self.available

    def price_max_words(self, limit):
        slots, low, _complete = self.planes.amounts.holding(PRICE, self.today)
        return self.at(slots[low <= minor(limit, settings.SITE_CURRENCY)]), ~self.at(slots)

    def course_max_words(self, limit):
        slots, low, complete = self.planes.amounts.holding(COURSE, self.today)
        cheap = (low <= minor(limit, settings.SITE_CURRENCY)) & (complete == 1)
        return self.at(slots[cheap]), ~self.at(slots)

    def at(self, slots):
        flags = np.zeros(self.planes.wait.shape, bool)
        flags.reshape(-1)[slots] = True
        return pack(flags)

    def claim_levels(self):
        confirmed = self.planes.live("offer_until", self.today)
        own, said = self.planes.union("claim", ["clinic"]), self.planes.union("claim", ["listed"])
        return {"confirmed": confirmed, "clinic": ~confirmed & own, "listed": ~confirmed & ~own & said}

    def claim_words(self, values):
        levels, words = self.claim_levels(), self.none
        for value in values:
            words = words | levels[value]
        return words, self.none

    def checked_words(self, _value):
        contact = pack(self.planes.contact_until >= self.today)
        return self.planes.live("offer_until", self.today) & contact, self.none

    # Words and place, which know no unknown.

    def text_words(self):
        if "q" not in self.chosen:
            return self.planes.alive
        if self.search.ketamine_problem:
            other_care = self.planes.union("type", ["other-care"]) if "near" in self.chosen else self.none
            return self.planes.union("substance", ["ketamine"]) | other_care
        return self.at(self.planes.slots_of(self.search.words_and_ids[1]))

    def place_words(self):
        self.miles: Any = None
        self.here: Any = None
        near = self.chosen.get("near")
        if near is None:
            return self.planes.alive
        if near.latitude is None:
            here = self.planes.union("state", [near.region])
            self.here = any_plane(here)
        else:
            self.miles = miles_from(near, self.planes.points, self.search.radius_miles)
            here = self.here = pack(self.miles <= self.search.radius_miles)
        return here | self.planes.mark("served", near.region)

    # Counts

    def counts(self, facet):
        """{value: clinics} that each value alone in its facet would give, all other facets applied."""
        words = self.all_but(facet, self.include) if facet in self.asked else self.words
        if facet == "claim":
            return {value: self.clinics_of(level & words) for value, level in self.claim_levels().items()}
        if facet == "accepting":
            return {value: self.clinics_of(self.wanted(facet, value) & words) for value in (YES, NO)}
        found = self.value_counts(facet, words)
        if facet == "type":
            found[ANY_TYPE] = self.clinics_of(words)
        return found

    def wanted(self, facet, value):
        matches = self.answers(facet, [value])
        return matches | self.no_answer(facet, [value]) if self.include else matches

    def clinics_of(self, words):
        return int(count(any_plane(words)))

    def value_counts(self, facet, words):
        if self.include and facet != "type":
            return self.counts_with_silent(facet, words)
        if facet in self.asked:
            found = dict(zip(self.planes.numbers[facet], self.planes.counts(facet, words), strict=True))
        else:
            every = self.counts_of_all[facet in CLINIC_FACETS]
            found = {value: every[number] for value, number in self.planes.numbers[facet].items()}
        return found | dict.fromkeys(self.unused(facet), 0)

    @cached_property
    def counts_of_all(self):
        """How many clinics each value of every facet would give that has no filter of its own: one pass over all.

        Of the facets of programs, and of those of clinics.
        """
        return self.planes.of_program.counts(self.words), self.planes.of_clinic.counts(
            self.clinics[np.newaxis]
        )

    def unused(self, facet):
        """The values that nobody has ever said yes to since the index was built."""
        known = self.planes.numbers[facet]
        return [value for value, _label in self.search.choices.by_name[facet] if value not in known]

    def counts_with_silent(self, facet, words):
        """The same where each value brings in the programs that state nothing there, but for those that deny it."""
        silent = any_plane(self.silent(facet) & words)
        more = int(count(silent))
        found = dict.fromkeys(self.unused(facet), more)
        counts = self.planes.counts(facet, words & ~silent)
        found |= {value: more + n for value, n in zip(self.planes.numbers[facet], counts, strict=True)}
        for value in [value for value in found if ("denied", facet, value) in self.planes.marks.numbers]:
            wanted = self.planes.union(facet, [value]) | self.open_words(facet, [value])
            found[value] = self.clinics_of(wanted & words)
        return found

    def silent(self, facet):
        """The programs that state nothing there."""
        if facet in PROGRAM_ANSWERS:
            return self.planes.mark(facet, NOT_STATED)
        return self.planes.alive & ~self.planes.mark("stated", facet)

    # Order

    def order(self, sort, most=None):
        """Positions of the clinics found, in order; with `most` only the first so many are sorted out."""
        positions = np.flatnonzero(unpack(self.clinics))
        keys = getattr(self, f"by_{sort}")(positions)
        if self.here is not None:
            keys = keys + np.where(unpack(self.here)[positions], 0, BY_TELEHEALTH)
        ranks = keys * len(self.planes.name_rank) + self.planes.name_rank[positions]
        if most is not None and most < len(positions):
            first = np.argpartition(ranks, most)[:most]
            positions, ranks = positions[first], ranks[first]
        return positions[np.argsort(ranks, kind="stable")]

    def matched(self, positions):
        """Booleans (planes, clinics): the programs of each clinic that match."""
        words = self.words[:, positions // WORD]
        return (words >> (positions % WORD).astype(np.uint64)) & np.uint64(1) > 0

    def best(self, values, positions):
        """The smallest value among each clinic's matching programs.

        `values(plane, n)` gives those of the first n positions of a plane, and which of them count.
        """
        found, matched = np.full(self.planes.capacity, LAST, np.int64), unpack(self.words)
        for plane, reach in enumerate(self.planes.reach):
            n = reach * WORD
            keys, usable = values(plane, n)
            found[:n] = np.minimum(found[:n], np.where(matched[plane, :n] & usable, keys, np.int64(LAST)))
        return found[positions]

    def by_name(self, positions):
        return np.zeros(len(positions), np.int64)

    def by_distance(self, positions):
        miles = self.miles[positions]
        near = miles <= self.search.radius_miles
        return np.where(near, np.round(np.where(near, miles, 0) * 1e6), LAST).astype(np.int64)

    def by_wait(self, positions):
        wait, until = self.planes.wait, self.planes.days["available_until"]
        return self.best(
            lambda plane, n: (wait[plane, :n], (wait[plane, :n] >= 0) & (until[plane, :n] >= self.today)),
            positions,
        )

    def by_course(self, positions):
        slots, low, complete = self.planes.amounts.holding(COURSE, self.today)
        values = np.full(self.planes.wait.size, LAST, np.int64)
        values[slots] = np.minimum(low, INCOMPLETE - 1) + np.where(complete == 1, 0, INCOMPLETE)
        values = values.reshape(self.planes.wait.shape)
        return self.best(lambda plane, n: (values[plane, :n], values[plane, :n] < LAST), positions)

    def by_checked(self, positions):
        contact = np.where(self.planes.contact_until >= self.today, self.planes.contact_on, 0)
        on, until = self.planes.days["offer_on"], self.planes.days["offer_until"]

        def newest_first(plane, n):
            both = np.minimum(contact[:n], np.where(until[plane, :n] >= self.today, on[plane, :n], 0))
            return NEWEST - both, both > 0

        return self.best(newest_first, positions)

    def by_best(self, positions):
        first, second = self.best_words()
        steps = np.where(self.hold(second, positions), FURTHEST, 2 * FURTHEST)
        return np.where(self.hold(first, positions), 0, steps) + self.nearness(positions)

    def best_words(self):
        """The programs that come first, and second; truth.by_best() says the same in words."""
        if self.search.ketamine_problem:
            return self.planes.union("substance", ["ketamine"]), self.none
        called = kept_ids(self.search.typed, "names", whole=bool(self.search.meant))
        named = self.at(self.planes.slots_of(called))
        return (named, self.meant_words()) if self.search.meant else (self.in_city_called_so(), named)

    def meant_words(self):
        """Programs that say yes to all that the typed words name."""
        words = self.planes.alive
        for values in self.search.meant:
            words = words & np.bitwise_or.reduce(
                [self.planes.union(facet, [value]) for facet, value in values]
            )
        return words

    def in_city_called_so(self):
        cities = self.planes.cities_called(self.search.phrase)
        return self.none | pack(np.isin(self.planes.city, cities)) if cities else self.none

    def hold(self, words, positions):
        """Booleans: the clinics at `positions` with a matching program among `words`."""
        found = any_plane(words & self.words)[positions // WORD] >> (positions % WORD).astype(np.uint64)
        return found & np.uint64(1) > 0

    def nearness(self, positions):
        """Among equals of the best match the nearest first, where there is a place."""
        return np.minimum(self.by_distance(positions), FURTHEST - 1) if self.miles is not None else 0

    def rows(self, positions):
        """(clinic pk, [matching program pks], miles or None) of the clinics at `positions`."""
        matched, pks = self.matched(positions), self.planes.program_pk[:, positions]
        miles = self.miles[positions] if self.miles is not None else None
        for column, position in enumerate(positions):
            programs = sorted(pks[matched[:, column], column].tolist())
            away = None if miles is None or not np.isfinite(miles[column]) else float(miles[column])
            yield int(self.planes.clinic_pk[position]), programs, away

    def found(self, positions):
        """The Found of each of the clinics at `positions`."""
        near = self.chosen.get("near")
        for position, (clinic, programs, miles) in zip(positions.tolist(), self.rows(positions), strict=True):
            stamp = (self.planes.serial, int(self.planes.changed_at[position]))
            way = (
                ""
                if miles is None
                else direction(near.latitude, near.longitude, *self.planes.points[:, position])
            )
            about = near is not None and bool(near.note)
            yield Found(clinic, tuple(programs), stamp, miles, way, not self.is_here(position), about)

    def is_here(self, position):
        """Whether a clinic lies where it was asked for: else it matches by telehealth."""
        return self.here is None or bool(
            self.here[position // WORD] >> np.uint64(position % WORD) & np.uint64(1)
        )


def miles_from(near, points, radius_miles):
    """Great-circle miles from `near` to each of `points` (latitudes, longitudes): a band first, inf outside it."""
    latitudes, longitudes = points
    miles = np.full(len(latitudes), np.inf)
    with np.errstate(invalid="ignore"):
        band = np.flatnonzero(
            np.abs(latitudes - near.latitude) <= np.degrees(radius_miles / EARTH_RADIUS_MILES) + 1e-9
        )
    a, b = np.radians(near.latitude), np.radians(latitudes[band])
    d = np.radians(longitudes[band] - near.longitude)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(d / 2) ** 2
    miles[band] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return miles
