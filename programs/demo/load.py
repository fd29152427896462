"""Writes the invented clinics into the database, through publishing like everything else."""

import datetime as dt
from dataclasses import dataclass, field

from programs.demo.files import rows, tables
from programs.demo.plan import CLINIC_SOURCE, REGISTER, DemoClinic, planned_clinics
from programs.models import Clinic, Organization, Place, Precision, Program, Source, Status
from programs.models.groups import GROUP_OF
from programs.publishing import change, close, confirm_groups, merge, publish, together, withdraw
from programs.publishing.demonstration import note_conflict, note_suspect, remove_demonstration
from programs.publishing.texts import set_texts

WHY = "Invented for the demonstration."
# How far an invented building lies from the middle of its postal code, in degrees: at most about 1 km.
STEPS = [(0.004, 0.003), (-0.005, 0.004), (0.006, -0.005), (-0.003, -0.006), (0.001, 0.007), (-0.007, -0.001)]
KINDS = {CLINIC_SOURCE: Source.Kind.CLINIC, REGISTER: Source.Kind.REGISTER}


@dataclass
class Made:
    """What has been written so far, by the names that exceptions.toml uses, and who writes on which day."""

    today: dt.date
    by: object
    clinics: dict[str, Clinic] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)

    def entry(self, named):
        """The clinic or program that a table of exceptions.toml names."""
        return self.programs[named["program"]] if "program" in named else self.clinics[named["clinic"]]


def is_loaded() -> bool:
    """Whether the database holds invented clinics."""
    return Clinic.objects.filter(demonstration=True).exists()


def load(today: dt.date, by) -> Made:
    """Write all invented clinics as of the day `today`, by the user `by`: all of them, or nothing.

    Call it only where is_loaded() says no.
    """
    made = Made(today, by)
    with together():
        organizations = make_organizations(made)
        sources = make_sources()
        for n, planned in enumerate(planned_clinics(today)):
            make_clinic(made, planned, n, organizations, sources)
        set_standing(made)
        set_queue(made, sources)
    return made


def remove() -> dict[str, int]:
    """Take the invented entries out again, and nothing else; return how many of each kind."""
    names = [row["name"] for row in rows("organizations")]
    return remove_demonstration(organizations=names, sources=list(KINDS))


def make_organizations(made):
    """{name: organization} of those that run the invented clinics."""
    found = {}
    for row in rows("organizations"):
        organization = Organization(name=row["name"], ownership=row["ownership"])
        with change(organization, by=made.by, why=WHY):
            found[row["name"]] = organization
    return found


def make_sources():
    """{word of clinics.csv: source}; the editors are the default of publishing."""
    found = {
        name: Source.objects.get_or_create(name=name, defaults={"kind": kind})[0]
        for name, kind in KINDS.items()
    }
    return {"clinic": found[CLINIC_SOURCE], "register": found[REGISTER], "editors": None}


def make_clinic(made, planned: DemoClinic, n, organizations, sources):
    """Write a clinic with its programs and checks, and publish what is to be public."""
    clinic = Clinic(demonstration=True, organization=organizations.get(planned.organization))
    clinic.latitude, clinic.longitude, clinic.precision = point(planned, n)
    said = saying(planned, sources, made.today)
    with change(clinic, by=made.by, why=WHY, **said):
        set_texts(clinic, planned.facts)
    made.clinics[planned.key] = clinic
    for each in planned.programs:
        program = Program(clinic=clinic)
        with change(program, by=made.by, why=WHY, **said):
            set_texts(program, each.facts)
        made.programs[each.name] = program
        publish_unless_kept(made, planned.key, each.name)
        record_checks(made, program, "program", each.facts, planned.checks)
    record_checks(made, clinic, "clinic", planned.facts, planned.checks)


def saying(planned, sources, today):
    """The keywords of change() that say whose word the facts are."""
    if planned.source == "register":
        return {"source": sources["register"], "edition": str(today.year)}
    return {"source": sources[planned.source], "as_of": planned.stated_on}


def point(planned, n):
    """(latitude, longitude, precision) near the middle of the clinic's postal code; nothing without one."""
    code = planned.facts.get("postal_code")
    if not code:
        return None, None, ""
    place = Place.objects.postal_code(code)
    if planned.precision == Precision.POSTAL_CODE:
        return place.latitude, place.longitude, planned.precision
    north, east = STEPS[n % len(STEPS)]
    return round(place.latitude + north, 5), round(place.longitude + east, 5), planned.precision


def publish_unless_kept(made, key, name):
    """Publish a program, and its clinic with the first, unless exceptions.toml keeps it back."""
    stands = tables("exceptions")["stands"]
    if key not in stands["drafts"] + stands["in_review"] and name not in stands["draft_programs"]:
        publish(made.programs[name], by=made.by, why=WHY)


def record_checks(made, entry, kind, facts, checks):
    """Record the checks of the groups that `facts` state."""
    groups = dict.fromkeys(GROUP_OF[kind, name] for name in facts)
    for check in checks:
        covered = [group for group in groups if check.covers(group)]
        confirm_groups(entry, covered, by=made.by, method=check.method, on=check.on, note=check.note)


def set_standing(made):
    """Bring single entries to where exceptions.toml says they stand: in review, closed, withdrawn, merged away."""
    special = tables("exceptions")
    for key in special["stands"]["in_review"]:
        with change(made.clinics[key], by=made.by, why="Ready to be read by a second person."):
            made.clinics[key].status = Status.IN_REVIEW
    for row in [*special["paused"], *special["closed"]]:
        on = made.today - dt.timedelta(days=row["days_ago"])
        facts = {"why": row["why"], "look_instead": row.get("look_instead", ""), "on": on}
        close(made.clinics[row["clinic"]], by=made.by, for_good=row in special["closed"], **facts)
    for row in [*special["withdrawn_program"], *special["withdrawn"]]:
        withdraw(made.entry(row), by=made.by, why=row["why"])
    for row in special["merged"]:
        merge(made.clinics[row["clinic"]], made.clinics[row["into"]], by=made.by, why=row["why"])


def set_queue(made, sources):
    """Give curators something to do: changes after the last check, a conflict, a pair that may be one place."""
    special = tables("exceptions")
    for row in special["later"]:
        entry = made.entry(row)
        with change(entry, by=made.by, why=row["why"], source=sources["clinic"], as_of=made.today):
            set_texts(entry, row["facts"])
    for row in special["suspect"]:
        note_suspect(made.clinics[row["one"]], made.clinics[row["other"]], reason=row["reason"])
    for row in special["conflict"]:
        note_conflict(made.entry(row), row["field"], source=sources["register"], offered=row["offered"])
