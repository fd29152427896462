"""N invented clinics with about 2.1 programs each, written in bulk as publishing would leave them behind.

The same N gives the same rows, but for the days, which count back from today.
"""

import datetime as dt
import random
from dataclasses import dataclass
from itertools import islice, product
from types import SimpleNamespace

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from programs.models import (
    Change,
    Check,
    Clinic,
    ClinicTerm,
    Hours,
    Licence,
    Organization,
    Phone,
    Place,
    Price,
    Program,
    ProgramTerm,
    SearchDocument,
    Source,
    Statement,
)
from programs.models.document import other_names
from programs.publishing.bulk import reserve_ids
from programs.publishing.change import log_search
from programs.vocabulary import STATES
from tests.bench import wording
from tests.bench.lists import CLINIC_LISTS, Lists, words_of
from tests.bench.programs import Programs
from tests.bench.tables import Table

BATCH = 2_000
PROGRAMS, PROGRAM_WEIGHTS = [1, 2, 3, 4, 5, 8], [40, 30, 15, 9, 5, 1]  # 2.16 a clinic
QUICKER = "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;"
SOURCES = [
    ("Register of the bench", Source.Kind.REGISTER),
    ("The clinics of the bench", Source.Kind.CLINIC),
    ("The directory's editors", Source.Kind.EDITORS),
]
MODELS = (
    *(Organization, Clinic, Phone, Hours, Licence, ClinicTerm, Program, Program.types.through, ProgramTerm),
    *(Price, Statement, Check, Change, SearchDocument),
)


@dataclass
class Made:
    """A clinic whose programs are being made."""

    pk: int
    status: str
    name: list
    words: list
    operator: list
    about: dict
    checked: dt.date | None


def build(clinics, today=None):
    """Write `clinics` invented clinics into an empty, migrated database, in one transaction."""
    alone = not connection.in_atomic_block
    with connection.cursor() as cursor:
        if alone and connection.vendor == "sqlite":
            cursor.executescript(QUICKER)
        with transaction.atomic():
            World(clinics, today or timezone.localdate()).write()
            log_search([None])
        cursor.execute("ANALYZE")
    if alone:
        connection.close()


class World:
    """The dice, what is read once, and the tables that rows go to."""

    def __init__(self, clinics, today):
        self.clinics, self.today = clinics, today
        self.dice = random.Random(clinics)
        self.now = timezone.now().isoformat(" ")
        self.tables = {model: Table(model, self.now) for model in MODELS}
        self.sources = [
            Source.objects.get_or_create(name=name, defaults={"kind": kind})[0].pk for name, kind in SOURCES
        ]
        self.lists = Lists(self.dice)
        self.read_places()
        self.slugs = {}
        self.programs = Programs(self)

    def read_places(self):
        places = Place.objects.filter(country="US").exclude(city="").order_by("pk")
        columns = ("city", "state", "latitude", "longitude")
        codes = places.filter(kind=Place.Kind.POSTAL_CODE).values_list("postal_code", *columns)
        self.places = list(codes)
        cities = places.filter(kind=Place.Kind.CITY).values_list(*columns)
        self.middles = {(city, state): point for city, state, *point in cities}

    def write(self):
        """Write everything, a batch of clinics at a time."""
        self.make_operators()
        numbers = iter(range(self.clinics))
        while batch := list(islice(numbers, BATCH)):
            counts = self.dice.choices(PROGRAMS, PROGRAM_WEIGHTS, k=len(batch))
            pks = iter(reserve_ids(Program, sum(counts)))
            for number, pk, count in zip(batch, reserve_ids(Clinic, len(batch)), counts, strict=True):
                self.programs.make(self.make_clinic(number, pk), list(islice(pks, count)))
            for table in self.tables.values():
                table.write()

    def add(self, model, **values):
        self.tables[model].add(**values)

    def uuid(self):
        return f"{self.dice.getrandbits(128):032x}"

    def day(self, back):
        """A day in the last `back` days."""
        return self.today - dt.timedelta(self.dice.randrange(back))

    def make_operators(self):
        """Organizations: one for 25 clinics, each of which runs some of them."""
        names = [" ".join(parts) for parts in product(wording.FIRST, wording.SECOND, wording.OPERATOR)]
        self.dice.shuffle(names)
        names = names[: max(1, self.clinics // 25)]
        self.operators = list(zip(reserve_ids(Organization, len(names)), names, strict=True))
        for pk, name in self.operators:
            self.add(Organization, id=pk, public_id=self.uuid(), name=name)

    def make_clinic(self, number, pk):
        """Write a clinic with all that belongs to it alone."""
        dice, place, public_id = self.dice, self.dice.choice(self.places), self.uuid()
        name = " ".join(dice.choice(part) for part in (wording.FIRST, wording.SECOND, wording.KIND))
        operator = dice.choice(self.operators) if dice.random() < 0.4 else (None, "")
        status = dice.choices(["published", "draft", "in_review", "withdrawn"], [94, 3, 1, 2])[0]
        values = self.standing(status) | self.place(number, place)
        if status in ("published", "withdrawn"):
            values |= {"slug": self.slug(name, place), "published_at": self.now}
        self.add(Clinic, id=pk, public_id=public_id, name=name, organization_id=operator[0], **values)
        said = self.make_rows(pk)
        self.create("clinic", public_id, pk)
        about, checked = self.saying(pk), self.day(150) if dice.random() < 0.35 else None
        self.claim(about, None, {"identity": None, "contact": checked, "access": None})
        _code, city, state, *_point = place
        words = [*words_of(name), *words_of(f"{city} {state} {STATES.get(state, '')}")]
        named = SimpleNamespace(name=name, city=city, region=state)
        words += [word for other in other_names(named) for word in words_of(other)]
        words += [word for term in said for word in self.lists.term_words[term]]
        return Made(pk, status, words_of(name), words, words_of(operator[1]), about, checked)

    def standing(self, status):
        """Status of an entry, with what it asks for."""
        if status == "withdrawn":
            return {
                "status": status,
                "withdrawn_reason": "Invented.",
                "withdrawn_on": self.day(300).isoformat(),
            }
        return {"status": status}

    def slug(self, name, place):
        """name-city-state, with a number where it is taken."""
        stem = slugify(f"{name} {place[1]} {place[2]}")[:70]
        count = self.slugs[stem] = self.slugs.get(stem, 0) + 1
        return stem if count == 1 else f"{stem}-{count}"

    def place(self, number, place):
        """Where a clinic is and how to reach it; one in fifty keeps its address private."""
        dice, (code, city, state, *middle) = self.dice, place
        latitude, longitude = (round(degrees + dice.uniform(-0.03, 0.03), 5) for degrees in middle)
        precision = dice.choices(["exact", "street", "postal_code"], [70, 10, 20])[0]
        public = latitude, longitude, precision
        if withheld := dice.random() < 0.02:
            middle = self.middles.get((city, state))
            public = (*middle, "city") if middle else (None, None, "")
        operating = dice.choices(["open", "not_stated", "temporarily_closed", "closed"], [60, 38, 1, 1])[0]
        return {
            "street": f"{number + 1} {dice.choice(wording.STREETS)} Street",
            "city": city,
            "region": state,
            "postal_code": code,
            "latitude": latitude,
            "longitude": longitude,
            "precision": precision,
            **dict(zip(("public_latitude", "public_longitude", "public_precision"), public, strict=True)),
            "address_withheld": "yes" if withheld else "no",
            "website": f"https://clinic-{number}.example/",
            "operating_status": operating,
            "operating_reason": "Invented." if operating == "closed" else "",
        }

    def make_rows(self, pk):
        """Write phones, hours, licences, languages and accessibility of a clinic; return the terms."""
        dice = self.dice
        for kind in ("main", "intake")[: dice.choice([1, 1, 2])]:
            number = f"+1520555{dice.randrange(100, 200):04d}"
            self.add(Phone, public_id=self.uuid(), clinic_id=pk, kind=kind, number=number)
        for day in range(1, 6) if dice.random() < 0.3 else ():
            self.add(Hours, clinic_id=pk, day=day, opens="09:00:00", closes="17:00:00")
        if dice.random() < 0.2:
            given = {"issuer": dice.choice(wording.ISSUERS), "number": str(dice.randrange(10**6))}
            until = (self.today + dt.timedelta(dice.randrange(700))).isoformat()
            self.add(Licence, public_id=self.uuid(), clinic_id=pk, valid_until=until, **given)
        said = [term for name in CLINIC_LISTS for term in dice.choice(self.lists.pools[name])]
        for term in said:
            self.add(ClinicTerm, clinic_id=pk, term_id=term)
        return said

    def saying(self, pk):
        """Who says the facts of a clinic and its programs, and since when."""
        which = self.dice.choices([0, 1, 2], [60, 30, 10])[0]
        as_of = None if which == 0 else self.day(400).isoformat()
        edition = "2026" if which == 0 else ""
        return {"clinic_id": pk, "source_id": self.sources[which], "edition": edition, "as_of": as_of}

    def claim(self, about, program, groups):
        """A statement for each of `groups`, and a check where it has a day of one: some have lapsed by now."""
        for group, checked in groups.items():
            self.add(Statement, program_id=program, group=group, **about)
            if checked:
                method = self.dice.choice(["call", "call", "web_page"])
                days = {
                    "checked_on": checked.isoformat(),
                    "expires_on": (checked + dt.timedelta(90)).isoformat(),
                }
                who = {"clinic_id": about["clinic_id"], "program_id": program, "by_name": "bench"}
                self.add(Check, group=group, method=method, **days, **who)

    def create(self, kind, public_id, clinic):
        """The row of history that says an entry was made."""
        about = {"resource_type": kind, "resource_id": public_id, "clinic_id": clinic}
        done = {
            "last_action_type": "create",
            "last_action_date": self.now,
            "updated_by": "bench",
            "version": 1,
        }
        self.add(Change, **about, **done)
