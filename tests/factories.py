"""Invented entries for tests, made through publishing like every other."""

from itertools import count

from django.contrib.auth import get_user_model

from programs.models import Clinic, Conflict, Organization, Phone, Price, Program, Source, Term
from programs.models.facts import kind_of, texts
from programs.publishing import change, publish, set_rows, set_states, set_terms, set_types
from programs.publishing.units import said_of

NUMBER = count(1)
LISTS = {
    "substances": "substance",
    "conditions": "condition",
    "therapies": "therapy",
    "routes": "route",
    "settings": "setting",
    "payments": "payment",
    "groups": "group",
    "exclusions": "exclusion",
    "supervisors": "supervisor",
    "plan_factors": "plan-factor",
    "aftercare": "aftercare",
}


def make_user(name="curator", **fields):
    """A user by name, made once."""
    user, _made = get_user_model().objects.get_or_create(username=name, defaults=fields)
    return user


def make_source(name="Register of tests", kind=Source.Kind.REGISTER):
    return Source.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def make_organization(name="Invented Operators", **fields):
    organization = Organization(name=name, **fields)
    with change(organization, by="tests"):
        pass
    return organization


def make_clinic(languages=(), accessibility=(), phone="", published=False, source=None, **fields):
    """A draft clinic in Tucson; it becomes public with its first published program."""
    number = next(NUMBER)
    place = {"city": "Tucson", "region": "AZ", "postal_code": "85701", "street": f"{number} Invented Street"}
    point = {"latitude": 32.2217, "longitude": -110.9698, "precision": "exact"}
    clinic = Clinic(**{"name": f"Clinic {number}", **place, **point, **fields})
    with change(clinic, by="tests", source=source or make_source()):
        clinic.save()
        set_terms(clinic, "language", languages)
        set_terms(clinic, "access", accessibility)
        phones = [Phone(number=phone or f"+1520555{100 + number % 100:04d}")]
        set_rows(clinic, "phones", phones if phone is not None else [])
    if published:
        make_program(clinic)
    return clinic


def make_program(clinic=None, types=("kap",), prices=(), states=(), published=True, source=None, **fields):
    """A program, by default published, at a new clinic unless one is given. Lists by their fact's name."""
    clinic = clinic or make_clinic()
    lists = {name: fields.pop(name) for name in list(fields) if name in LISTS}
    medicine = fields.pop("medicine", "ketamine")
    fields["medicine"] = Term.objects.get(vocabulary="medicine", slug=medicine) if medicine else None
    program = Program(clinic=clinic, **{"name": f"Program {next(NUMBER)}", **fields})
    with change(program, by="tests", source=source or make_source()):
        program.slug = program.slug or f"program-{next(NUMBER)}"
        program.save()
        set_types(program, types)
        for name, stated in lists.items():
            set_terms(program, LISTS[name], stated)
        set_states(program, states)
        set_rows(program, "prices", [Price(**price) for price in prices])
    if published:
        publish(program, by=make_user())
        clinic.refresh_from_db()
    return program


def make_conflict(entry, field, offered, source="Invented register", edition="2025", was=""):
    """A conflict about a clinic or program that waits."""
    kind = kind_of(entry)
    return Conflict.objects.create(
        clinic=entry if kind == "clinic" else entry.clinic,
        program=None if kind == "clinic" else entry,
        field=field,
        source=make_source(source),
        edition=edition,
        offered=offered,
        was=was,
        ours=said_of(kind, texts(entry), field),
    )
