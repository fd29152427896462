"""Random worlds of clinics, the same for the same dice."""

import datetime as dt

from django.utils import timezone

from programs.models import Clinic, Program
from programs.models.program import PROGRAM_ANSWERS
from programs.publishing import change, close, confirm, reopen, set_terms, withdraw
from programs.search import find
from programs.search.filters import ProgramSearch
from programs.search.finding import as_data
from programs.search.fresh import current
from programs.search.parameters import known
from programs.search.truth import true_ids
from tests.factories import make_clinic, make_program, make_source, make_user

TODAY = timezone.localdate()
PLACES = [
    {"city": "Tucson", "region": "AZ", "latitude": 32.2217, "longitude": -110.9698},
    {"city": "Phoenix", "region": "AZ", "latitude": 33.4484, "longitude": -112.074},
    {"city": "Boston", "region": "MA", "latitude": 42.3601, "longitude": -71.0589},
    {"city": "Vancouver", "region": "BC", "country": "CA", "latitude": 49.2827, "longitude": -123.1207},
    {"city": "", "region": "", "latitude": None, "longitude": None, "precision": ""},
]
TERMS = {
    "substances": ["alcohol", "opioids", "ketamine"],
    "payments": ["medicaid", "medicare", "va"],
    "therapies": ["cbt", "12-step"],
    "routes": ["iv-infusion", "nasal-spray"],
    "conditions": ["depression", "ptsd"],
    "settings": ["outpatient", "hospital-inpatient"],
    "groups": ["veterans"],
}
TYPES = ["kap", "infusion", "trial", "other-care"]
MANY_PROGRAMS = 12
WORDS = [
    "alcohol",
    "special k",
    "alcohl",
    "tucson",
    "desert",
    "clinic 1",
    "booze",
    "ketam",
    "phoenix",
    "nothing",
]
# Each day on which a price, a check or nothing of the random world begins or ends, and the days around them.
MOVING = [
    TODAY + dt.timedelta(days) for days in (-6, -5, -1, 0, 1, 30, 31, 40, 41, 60, 61, 90, 91, 315, 316, 400)
]
DAYS = [TODAY, TODAY + dt.timedelta(45), TODAY + dt.timedelta(91), TODAY + dt.timedelta(400)]


def some(dice, values):
    """A yes or a no for some of the values, nothing for the others."""
    answers = ((value, "", dice.choice(["yes", "yes", "no"]), "") for value in values)
    return [row for row in answers if dice.random() < 0.4]


def random_program(dice, clinic, **fixed):
    types = dice.sample(TYPES, dice.choice([1, 1, 2]))
    lists = {name: some(dice, values) for name, values in TERMS.items()}
    if "infusion" in types:
        lists["routes"] = ["iv-infusion"]
    answers = {
        name: dice.choice(["yes", "no", "not_stated", "does_not_apply"]) for name in PROGRAM_ANSWERS[:6]
    }
    numbers = {"wait_days": dice.choice([None, 0, 5, 30]), "dosing_fewest": dice.choice([None, 2, 6])}
    program = make_program(
        clinic,
        types=types,
        medicine=dice.choice(["ketamine", "psilocybin", None]),
        prices=[random_price(dice) for _number in range(dice.choice([0, 1, 2]))],
        states=dice.choice([[], [], ["AZ"], ["MA", "AZ"]]),
        source=make_source(*dice.choice([("Register",), ("Themselves", "clinic")])),
        **{"published": dice.random() < 0.85, **lists, **answers, **numbers, **fixed},
    )
    for group in ("offer", "availability"):
        if dice.random() < 0.5:
            confirm(
                program,
                group,
                by=make_user(),
                method="call",
                on=TODAY - dt.timedelta(dice.choice([0, 50, 95])),
            )


def random_price(dice):
    low = dice.choice([0, 45_000, 90_000])
    return {
        "item": dice.choice(["dosing_session", "dosing_session", "consultation", "whole_course", "booster"]),
        "low": low,
        "high": dice.choice([low, low + 100, None]),
        "currency": dice.choice(["USD", "USD", "EUR"]),
        "valid_until": dice.choice([None, None, TODAY + dt.timedelta(30), TODAY - dt.timedelta(1)]),
        "valid_from": dice.choice([None, None, TODAY - dt.timedelta(5)]),
    }


def make_world(dice, clinics):
    for number in range(clinics):
        names = ["Desert Clinic", "desert clinic", "Éclair House", "Booze Lane Clinic", "Phoenix House"]
        name = dice.choice([*names, f"Clinic {number}"])
        clinic = make_clinic(
            name=name,
            languages=some(dice, ["en", "es"]),
            accessibility=some(dice, ["wheelchair"]),
            address_withheld=dice.choice(["no", "no", "yes"]),
            **dice.choice(PLACES),
        )
        fixed = {"published": True} if number == 3 else {}
        for _number in range(MANY_PROGRAMS if number == 3 else dice.choice([0, 1, 1, 2, 3])):
            random_program(dice, clinic, **fixed)
        if dice.random() < 0.5:
            confirm(
                clinic,
                "contact",
                by=make_user(),
                method="call",
                on=TODAY - dt.timedelta(dice.choice([0, 30])),
            )
        if dice.random() < 0.15:
            close(clinic, by=make_user(), why="Flood", for_good=dice.random() < 0.5)


def edits(dice):
    """Every kind of change that the search has to follow, a few times each."""
    clinics, programs = list(Clinic.objects.all()), list(Program.objects.filter(status="published"))

    def rename():
        clinic = dice.choice(clinics)
        with change(clinic, by="tests"):
            clinic.name = dice.choice(["Aaa", "zzz", "Desert Clinic", "Ñandú"])

    def answer():
        program = dice.choice(programs)
        with change(program, by="tests"):
            program.accepting = dice.choice(["yes", "no", "not_stated"])
            set_terms(program, "payment", some(dice, TERMS["payments"]))

    def move():
        clinic = dice.choice(clinics)
        with change(clinic, by="tests"):
            for name, value in {"precision": "exact", **dice.choice(PLACES)}.items():
                setattr(clinic, name, value)

    def check():
        program = dice.choice(programs)
        confirm(program, dice.choice(["offer", "availability"]), by=make_user(), method="call")
        confirm(program.clinic, "contact", by=make_user(), method="call")

    def go():
        withdraw(dice.choice(programs), by=make_user(), why="Asked")

    def shut():
        clinic = dice.choice(clinics)
        close(clinic, by=make_user(), why="Flood", for_good=dice.random() < 0.5)

    def back():
        reopen(dice.choice(clinics), by=make_user())

    def new():
        random_program(dice, make_clinic(name="New", **dice.choice(PLACES)))

    return [rename, answer, move, check, go, shut, back, new]


def truth(params, today, sort=None):
    """[(clinic pk, [program pks])] of a valid search, in order, as the database alone answers it."""
    with current() as (_planes, choices):
        search = ProgramSearch(as_data(known(params)), choices, today)
    assert search.form.is_valid()
    return true_ids(search, sort or find(params, today).sort)
