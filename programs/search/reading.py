"""From the rows of clinics into the planes: of all clinics, or of those that changed."""

import ctypes
from contextlib import suppress
from itertools import chain, islice
from sys import intern

import numpy as np
from django.db.models import Count, Max

from programs.models import Clinic, Program, ProgramType, Term
from programs.models.answers import NO, NOT_STATED, YES
from programs.models.indexed import indexed_rows, read
from programs.models.program import PROGRAM_ANSWERS
from programs.search.parameters import CLINIC_TERMS, PROGRAM_TERMS
from programs.search.planes import Full, Planes
from programs.search.sets import FEW
from programs.vocabulary import STATES

PAIR = np.dtype([("owner", np.int64), ("value", np.int64)])
AT_ONCE = 2_000  # programs: all of them as rows would take more memory than the index


def build():
    """The planes of every public clinic; reads each table once."""
    planes = Planes(facet_values(), Clinic.objects.published().count(), most_programs())
    planes.terms = {pk: term for pk, *term in Term.objects.order_by().values_list("pk", "vocabulary", "slug")}
    planes.types = dict(ProgramType.objects.order_by().values_list("pk", "slug"))
    Reader(planes, indexed_rows()).read()
    order_names(planes)
    give_back()
    return planes


def order_names(planes):
    """Put all clinics in the order of their names; read after all else, so that no part of it stays in between."""
    names = read(Clinic.objects.published().order_by(), "name", "public_id", "pk")
    ordered = sorted(
        (*name_key(name, public_id), planes.positions[pk])
        for name, public_id, pk in names
        if pk in planes.positions
    )
    planes.by_name = np.fromiter((position for *_key, position in ordered), np.int64, len(ordered))
    planes.name_hash[planes.by_name] = [hash(tuple(key)) for *key, _position in ordered]
    planes.rank_names()


def name_key(name, public_id):
    return name.casefold(), str(public_id)


def give_back():
    """Return to the system the memory that building took, where its C library can: else the process keeps it."""
    with suppress(AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def facet_values():
    """{facet: [values]} of all that is counted."""
    values = {"type": list(ProgramType.objects.values_list("slug", flat=True))}
    for name in (*PROGRAM_TERMS, "medicine", *CLINIC_TERMS):
        values[name] = list(Term.objects.of(name).values_list("slug", flat=True))
    return (
        values
        | {name: [YES, NO] for name in PROGRAM_ANSWERS}
        | {"state": list(STATES), "claim": ["clinic", "listed"]}
    )


def most_programs():
    """How many programs the clinic with the most has."""
    counts = Program.objects.published().order_by().values("clinic_id").annotate(programs=Count("pk"))
    return counts.aggregate(most=Max("programs"))["most"] or 1


class Reader:
    """Reads indexed_rows() into `planes`, where the clinics are new or cleared; notes their keys in `names`, if any."""

    def __init__(self, planes, rows, names=None):
        self.planes = planes
        self.rows = rows
        self.names, self.regions = names, {}

    def read(self):
        """Raises Full where a clinic, a program, a term or a type has no room."""
        self.read_clinics()
        self.read_programs()
        self.read_types()
        for answer in (YES, NO):
            self.read_terms(answer, f"program_{answer}", PROGRAM_TERMS, self.planes.slots_of)
            self.read_terms(answer, f"clinic_{answer}", CLINIC_TERMS, self.planes.slots_of_clinics)
        self.read_served_states()
        self.read_claims()
        self.read_checks()
        self.planes.add_amounts(self.numbers("amounts", 6))
        self.planes.settle()

    def read_clinics(self):
        planes = self.planes
        for pk, latitude, longitude, city, region, operating, *name in self.rows["clinics"]:
            position = planes.place_clinic(pk)
            planes.points[:, position] = (
                np.nan if latitude is None else latitude,
                np.nan if longitude is None else longitude,
            )
            key = (city.casefold(), region)
            planes.city[position] = planes.cities.setdefault(key, len(planes.cities))
            planes.city_labels.setdefault(key, f"{city}, {region}")
            planes.paused[position] = operating == Clinic.Operating.PAUSED
            self.regions[pk] = intern(region)
            if self.names is not None:
                self.names[pk] = tuple(name)

    def read_programs(self):
        rows = (row for row in self.rows["programs"] if row[1] in self.regions)
        while some := list(islice(rows, AT_ONCE)):
            self.say_programs(some)

    def say_programs(self, rows):
        """Programs with their single answers, medicine and wait, each in its slot."""
        planes = self.planes
        slots = planes.place_programs(np.array([row[0] for row in rows], np.int64), [row[1] for row in rows])
        planes.wait.reshape(-1)[slots] = [-1 if row[2] is None else row[2] for row in rows]
        for facet, said in (
            ("medicine", [row[3] for row in rows]),
            ("state", [self.regions[row[1]] for row in rows]),
        ):
            for value, some in parted(slots, said):
                if value:
                    planes.say(facet, value, some)
        for column, name in enumerate(PROGRAM_ANSWERS, start=4):
            for value, some in parted(slots, [row[column] for row in rows]):
                if value in (YES, NO):
                    planes.say(name, value, some)
                elif value == NOT_STATED:
                    planes.marks.add((name, NOT_STATED), some)

    def pairs(self, name):
        """[(value, its owners)] of two columns of numbers, a value at a time."""
        rows = self.rows[name]
        if isinstance(rows, list):
            return together(*zip(*rows, strict=True)).items() if rows else ()
        found = np.fromiter(map(tuple, rows), PAIR)
        found = found[np.argsort(found["value"], kind="stable")]
        values, starts = np.unique(found["value"], return_index=True)
        owners = np.split(found["owner"], starts[1:]) if len(values) else []
        return zip(values.tolist(), owners, strict=True)

    def numbers(self, name, columns):
        return np.fromiter(chain.from_iterable(self.rows[name]), np.int64).reshape(-1, columns)

    def read_types(self):
        for pk, programs in self.pairs("types"):
            self.planes.say("type", known(self.planes.types, pk), self.planes.slots_of(programs))

    def read_terms(self, answer, name, vocabularies, slots_of):
        """Say yes to, or deny, the terms of programs or of clinics: those of a clinic hold for each of its programs."""
        for pk, owners in self.pairs(name):
            facet, slug = known(self.planes.terms, pk)
            if facet in vocabularies and answer == YES:
                self.planes.say(facet, slug, slots_of(owners))
            elif facet in vocabularies:
                self.planes.marks.add(("denied", facet, slug), slots_of(owners))

    def read_served_states(self):
        for program, region in self.rows["served"]:
            self.planes.marks.add(("served", region), self.planes.slots_of([program]))

    def read_claims(self):
        said = self.numbers("claims", 2)
        for level, rows in (("clinic", said[said[:, 1] == 1]), ("listed", said)):
            self.planes.say("claim", level, self.planes.slots_of(rows[:, 0]))

    def read_checks(self):
        planes = self.planes
        for clinic, program, group, on, until in self.rows["checks"]:
            if group == "contact" and clinic in planes.positions:
                position = planes.positions[clinic]
                planes.contact_on[position], planes.contact_until[position] = on, until
            elif program:
                slots = planes.slots_of([program])
                if group == "offer":
                    planes.days["offer_on"].reshape(-1)[slots] = on
                name = "offer_until" if group == "offer" else "available_until"
                planes.days[name].reshape(-1)[slots] = until


def parted(slots, values):
    """(value, the slots of the programs that have it) of each of `values`, one for each slot."""
    if len(values) <= FEW:
        return together(slots.tolist(), values).items()
    different = set(values)
    if len(different) == 1:
        return [(values[0], slots)]
    values = np.array(values, dtype=object)
    return [(value, slots[values == value]) for value in different]


def together(owners, values):
    """{value: its owners}."""
    found = {}
    for owner, value in zip(owners, values, strict=True):
        found.setdefault(value, []).append(owner)
    return found


def known(names, pk):
    """What `pk` is called. Raises Full for what came after the index was built."""
    if pk not in names:
        raise Full
    return names[pk]
