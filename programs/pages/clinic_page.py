"""A clinic's page: everything that its template prints, worked out from one loaded clinic."""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Clinic, Correction, LinkVisit, Phone, Place, Program, Status
from programs.models.claims import checked_on, day
from programs.models.groups import groups_of
from programs.pages import wording
from programs.pages.cautions import OTHER_WAYS, passages, picked
from programs.pages.elsewhere import paid_elsewhere
from programs.pages.fact_lines import language_of
from programs.pages.glance import glance
from programs.pages.listed import also_listed_as, no_longer_listed, with_records
from programs.pages.panels import is_paused, panel, rows_about
from programs.pages.program_section import MOST_FIRST, in_order, section
from programs.pages.questions import questions

DIRECTIONS = "https://www.openstreetmap.org/search?"
SIBLINGS = 10
EVIDENCE = ["ketamine-evidence"]
FIRST_KINDS = [Phone.Kind.INTAKE, Phone.Kind.MAIN, Phone.Kind.OTHER]


def load(pk, programs=None):
    """The clinic `pk` with all that its page prints; the queries do not grow with its programs.

    `programs` are those that stand on the page: by default the published ones.
    """
    shown = Program.objects.published() if programs is None else programs
    programs = shown.for_reading().order_by("pk")
    rows = Clinic.objects.for_reading().prefetch_related(
        Prefetch("programs", programs, to_attr="public_programs"),
        "statements__source",
        "checks",
        with_records(),
    )
    waiting = Correction.objects.filter(clinic=OuterRef("pk"), outcome=Correction.Outcome.WAITING)
    asked = LinkVisit.objects.unlooked().exclude(answer=LinkVisit.Answer.NOT_ASKED)
    failed = asked.filter(clinic=OuterRef("pk")).values("visited_on")[:1]
    return rows.annotate(corrected=Exists(waiting), website_failed_on=Subquery(failed)).get(pk=pk)


def first_programs(clinic, asked):
    """The slugs `asked` for, of programs that begin the page of a clinic of load(); None where one of them is none."""
    known = [program.slug for program in in_order(clinic.public_programs, asked)[: len(asked)]]
    return asked if asked == known and len(asked) <= MOST_FIRST else None


@dataclass(frozen=True)
class Notice:
    """What a page says before anything else."""

    title: str
    text: str


def clinic_page(clinic, today, first=()):
    """The context of a clinic's page, from a clinic of load(); the programs with the slugs `first` begin it."""
    programs = in_order(clinic.public_programs, first)
    parts = [section(program, today) for program in programs]
    beside = list(dict.fromkeys(key for part in parts for key in part.caution_keys))
    about = [*(EVIDENCE if "ketamine-approval" in beside else []), *OTHER_WAYS]
    found = passages([*beside, *about], today)
    panels = {group.slug: panel(clinic, group.slug, today) for group in groups_of("clinic")}
    website_note = failed_words(clinic)
    return {
        "clinic": clinic,
        "crumbs": crumbs(clinic),
        "clinic_language": language_of(clinic),
        "place": wording.city_line(clinic),
        "address": panels["identity"].line("address").text,
        "notice": closed_notice(clinic),
        "phone": first_phone(clinic),
        "directions": directions(clinic),
        "glance": glance(programs, parts, today),
        "sections": [
            finished(part, program, programs, found, is_open=place < max(1, len(first)))
            for place, (part, program) in enumerate(zip(parts, programs, strict=True))
        ],
        "cautions": picked(found, beside),
        "alone": len(parts) == 1,
        "website_note": website_note,
        "panels": panels
        | {
            "identity": panels["identity"].without(["name"]),
            "contact": noted(panels["contact"], "website", website_note),
        },
        "ways": picked(found, about),
        "questions": questions(parts),
        "checked_on": newest_check(clinic, programs, today),
        "sources": sources(clinic),
        "also_listed": also_listed_as(clinic),
        "no_longer_listed": no_longer_listed(clinic, programs),
        "siblings": siblings(clinic),
        "near": nearby(clinic),
    }


def finished(part, program, programs, found, is_open):
    """The section with the statements about its medicine, what other care here takes, and whether it stands open."""
    taken = wording.run(paid_elsewhere(program, programs))
    words = {"payments": taken, "medicine": wording.medicine(program)}
    note = _("For other care here: %(payments)s. For %(medicine)s: not stated.") % words if taken else ""
    return replace(part, cautions=picked(found, part.caution_keys), payment_note=note, open=is_open)


def closed_notice(clinic):
    """The notice of a clinic that is closed for a time, or None."""
    if not is_paused(clinic):
        return None
    since = _("Since %(date)s.") % {"date": day(clinic.operating_since)} if clinic.operating_since else ""
    own = wording.sentences(part for part in (clinic.operating_reason, clinic.look_instead) if part)
    words = wording.in_one([since, wording.marked(own, language_of(clinic))]) if own else since
    return Notice(_("Temporarily closed"), words)


def failed_words(clinic):
    """What is said of a website that did not answer on several days; empty of one that may be well."""
    failed = clinic.website_failed_on
    return _("did not answer on %(date)s") % {"date": day(failed)} if failed else ""


def noted(panel, name, words):
    """The panel with `words` as the note of what its line `name` holds."""
    line = panel.line(name)
    items = [replace(item, note=words) for item in line.items]
    return replace(panel, lines=panel.lines | {name: replace(line, items=items)})


def first_phone(clinic):
    """The number to call first: the one for new patients, else the main one; None without any."""
    rows = [row for row in clinic.phones.all() if row.kind in FIRST_KINDS]
    return min(rows, key=lambda row: (FIRST_KINDS.index(row.kind), row.pk), default=None)


def directions(clinic):
    """Where a map shows the street address; empty where the clinic keeps it private or none is stated."""
    if clinic.withheld or not clinic.street:
        return ""
    place = f"{clinic.street}, {wording.city_line(clinic)} {clinic.postal_code}".strip()
    return DIRECTIONS + urlencode({"query": place})


def newest_check(clinic, programs, today):
    """The newest "checked on" of its programs as a day in words; empty without one."""
    own = rows_about(clinic)[1]
    days = [checked_on(own, rows_about(program)[1], today) for program in programs]
    days = [one for one in days if one]
    return day(max(days)) if days else ""


def sources(clinic):
    """Every source that says something here, once, with its edition."""
    rows = {(row.source.name, row.edition): row for row in clinic.statements.all()}
    return [rows[key] for key in sorted(rows)]


def siblings(clinic):
    """Other public clinics of the same organization."""
    if clinic.organization is None:
        return []
    rows = Clinic.objects.published().filter(organization=clinic.organization).exclude(pk=clinic.pk)
    return list(rows.order_by("name", "public_id")[:SIBLINGS])


def nearby(clinic):
    """The address of the list near this clinic's city, else of its state, else of all clinics."""
    if clinic.city and Place.objects.cities(clinic.city, clinic.region, clinic.country).exists():
        return list_address(near=wording.city_line(clinic))
    return list_address(state=clinic.region) if clinic.region else list_address()


def list_address(**parameters):
    return reverse("clinic-list") + (f"?{urlencode(parameters)}" if parameters else "")


def crumbs(clinic):
    """(label, address) from the list down to the page itself."""
    state = [(wording.state_name(clinic.region), list_address(state=clinic.region))] if clinic.region else []
    return [(_("Clinics"), list_address()), *state, (clinic.name, "")]


@dataclass(frozen=True)
class Gone:
    """What is left to say of a clinic that is closed for good or withdrawn."""

    name: str
    gone_kind: str
    gone_when: dt.date | None
    gone_why: str
    look_instead: str


def gone_page(clinic):
    """The context of the page of a clinic that is gone: when, why, where to look instead."""
    kept = clinic.status == Status.PUBLISHED
    language = language_of(clinic)
    gone = Gone(
        clinic.name,
        "closed" if kept else "withdrawn",
        clinic.operating_since if kept else clinic.withdrawn_on,
        wording.marked(clinic.operating_reason if kept else clinic.withdrawn_reason, language),
        wording.marked(clinic.look_instead, language),
    )
    return {"clinic": gone, "search_url": nearby(clinic)}
