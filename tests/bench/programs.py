"""The programs of invented clinics, with their lists, prices, claims and search documents."""

import datetime as dt
from itertools import chain

from django.utils.text import slugify

from programs.models import Price, Program, ProgramTerm, SearchDocument
from programs.models.document import join_words
from tests.bench import wording
from tests.bench.lists import PROGRAM_LISTS, words_of

TYPES = ["other-care", "kap", "infusion", "integrated", "personalized", "infusion-residential", "trial"]
TYPE_WEIGHTS = [28, 24, 22, 12, 8, 4, 2]
# What types ask for before they are published.
NEEDED = {
    "infusion": ("route", "iv-infusion"),
    "infusion-residential": ("route", "iv-infusion"),
    "integrated": ("therapy", "cbt"),
    "personalized": ("plan-factor", "history"),
}
GROUPS = ("offer", "protocol", "people", "safeguards", "payment")


class Programs:
    """Makes the programs of one clinic after the other."""

    def __init__(self, world):
        self.world, self.dice, self.lists = world, world.dice, world.lists

    def make(self, clinic, pks):
        """Write programs with the given pks at `clinic`; the first is published where the clinic is."""
        for place, pk in enumerate(pks):
            status = clinic.status
            if place and status == "published":
                status = self.dice.choices(["published", "draft", "withdrawn"], [95, 3, 2])[0]
            self.make_program(clinic, pk, status, place)

    def make_program(self, clinic, pk, status, place):
        kind = self.dice.choices(TYPES, TYPE_WEIGHTS)[0]
        types = [kind] if kind == "other-care" or self.dice.random() < 0.7 else list({kind: 0, "kap": 0})
        name, summary = self.dice.choice(wording.PROGRAM[kind]), self.summary()
        medicine = self.lists.terms["medicine", "none" if kind == "other-care" else "ketamine"]
        public_id = self.world.uuid()
        self.world.add(
            Program,
            id=pk,
            public_id=public_id,
            clinic_id=clinic.pk,
            slug=f"{slugify(name)}-{place + 1}" if place else slugify(name),
            name=name,
            summary=" ".join(summary),
            medicine_id=medicine,
            legal_status="not_stated" if kind == "other-care" else "off_label",
            **self.world.standing(status),
            **self.numbers(kind),
            **self.dice.choice(self.lists.answers),
        )
        for each in types:
            self.world.add(Program.types.through, program_id=pk, programtype_id=self.lists.types[each])
        said = [*self.make_terms(pk, types), medicine]
        priced = self.make_prices(pk, kind, clinic.about["source_id"])
        self.claim(clinic, pk, priced)
        self.world.create("program", public_id, clinic.pk)
        self.make_document(clinic, pk, name, summary, types, said)

    def summary(self):
        """Two or three sentences; the broadest word stands in 55 % of them."""
        first = [wording.BROADEST] if self.dice.random() < 0.55 else []
        return first + self.dice.sample(wording.SENTENCES, 2)

    def numbers(self, kind):
        """Sessions, dose and waiting time: as far as they are stated."""
        dice = self.dice
        found = {"wait_days": dice.choice([0, 3, 7, 14, 30, 60]) if dice.random() < 0.4 else None}
        if kind == "other-care":
            return found
        if dice.random() < 0.6:
            dosing = dice.choice([2, 4, 6, 6, 8])
            found |= {"dosing_fewest": dosing, "dosing_most": dosing + dice.choice([0, 0, 2])}
        if dice.random() < 0.4:
            found |= {
                "preparation_fewest": 1,
                "preparation_most": 2,
                "integration_fewest": 2,
                "integration_most": 6,
            }
        if dice.random() < 0.5:
            found |= {"minutes_fewest": 40, "minutes_most": 60, "weeks_fewest": 3, "weeks_most": 6}
        if dice.random() < 0.3:
            found |= {"dose_low": "0.5", "dose_high": "0.8", "dose_unit": "mg/kg"}
        return found

    def make_terms(self, pk, types):
        """Write the program's lists; return the terms it says yes to."""
        picked = dict.fromkeys(self.lists.terms[NEEDED[kind]] for kind in types if kind in NEEDED)
        for name in PROGRAM_LISTS:
            picked |= dict.fromkeys(self.dice.choice(self.lists.pools[name]))
        if types != ["other-care"] and self.dice.random() < 0.5:
            picked |= dict.fromkeys(self.dice.choice(self.lists.routes))
        needed, said = {self.lists.terms[NEEDED[kind]] for kind in types if kind in NEEDED}, []
        for term in picked:
            answer = "no" if term not in needed and self.dice.random() < 0.06 else "yes"
            self.world.add(ProgramTerm, program_id=pk, term_id=term, answer=answer)
            said += [term] if answer == "yes" else []
        return said

    def make_prices(self, pk, kind, source):
        """Prices of most programs with medicine, some with an end; return whether there are any."""
        dice = self.dice
        if kind in ("other-care", "trial") or dice.random() < 0.4:
            return False
        low = dice.randrange(300, 900, 25) * 100
        prices = [("dosing_session", low, dice.choice([low, low, low + 15_000, None]))]
        if dice.random() < 0.5:
            prices += [("consultation", 15_000, 25_000)]
        if dice.random() < 0.2:
            prices += [("integration_session", 15_000, 20_000), ("preparation", 15_000, 15_000)]
        until = (
            (self.world.today + dt.timedelta(dice.randrange(-30, 400))).isoformat()
            if dice.random() < 0.2
            else None
        )
        for item, least, most in prices:
            money = {"item": item, "low": least, "high": most, "valid_until": until, "source_id": source}
            self.world.add(Price, public_id=self.world.uuid(), program_id=pk, **money)
        return True

    def claim(self, clinic, pk, priced):
        """Who says the groups of a program; those of a checked clinic are checked as well, availability less often."""
        groups = dict.fromkeys((*GROUPS, *(["prices"] if priced else [])))
        if clinic.checked:
            groups |= {"offer": clinic.checked, "safeguards": clinic.checked}
        groups["availability"] = clinic.checked if self.dice.random() < 0.7 else None
        self.world.claim(clinic.about, pk, groups)

    def make_document(self, clinic, pk, name, summary, types, said):
        own = words_of(name)
        parts = [clinic.words, own, *(words_of(sentence) for sentence in summary), clinic.operator]
        parts += [self.lists.type_words[each] for each in types]
        parts += [self.lists.term_words[term] for term in said]
        self.world.add(
            SearchDocument,
            program_id=pk,
            names=join_words(chain(clinic.name, clinic.operator, own)),
            text=join_words(chain.from_iterable(parts)),
        )
