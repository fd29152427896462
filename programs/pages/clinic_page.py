"""A clinic's page: everything that its template prints, worked out from one loaded clinic."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Clinic, Phone, Program, Status
from programs.models.claims import checked_on, day
from programs.models.groups import groups_of
from programs.pages import wording
from programs.pages.cautions import OF_EVERY_PAGE, passages
from programs.pages.elsewhere import paid_elsewhere
from programs.pages.fact_lines import language_of
from programs.pages.glance import glance
from programs.pages.panels import panel, rows_about
from programs.pages.program_section import is_other_care, section
from programs.pages.questions import questions

DIRECTIONS = "https://www.openstreetmap.org/search?"
SIBLINGS = 10
FIRST_KINDS = [Phone.Kind.INTAKE, Phone.Kind.MAIN, Phone.Kind.OTHER, Phone.Kind.TTY]


def load(pk):
    """The clinic `pk` with all that its page prints; the queries do not grow with its programs."""
    programs = Program.objects.published().for_reading().order_by("pk")
    rows = Clinic.objects.for_reading().prefetch_related(
        Prefetch("programs", programs, to_attr="public_programs"), "statements__source", "checks"
    )
    return rows.get(pk=pk)


@dataclass(frozen=True)
class Notice:
    """What a page says before anything else."""

    title: str
    text: str


def clinic_page(clinic, today):
    """The context of a clinic's page, from a clinic of load()."""
    programs = sorted(clinic.public_programs, key=lambda program: (is_other_care(program), program.pk))
    sections = [section(program, today) for program in programs]
    keys = {key for part in sections for key in part.caution_keys} | set(OF_EVERY_PAGE)
    return {
        "clinic": clinic,
        "language": language_of(clinic),
        "place": wording.city_line(clinic),
        "notice": closed_notice(clinic),
        "phones": phones(clinic),
        "directions": directions(clinic),
        "glance": glance(programs, sections, today),
        "sections": [
            (part, notes(part, program, programs)) for part, program in zip(sections, programs, strict=True)
        ],
        "panels": {group.slug: panel(clinic, group.slug, today) for group in groups_of("clinic")},
        "passages": passages(keys, today),
        "questions": questions(sections),
        "checked_on": newest_check(clinic, programs, today),
        "sources": sources(clinic),
        "siblings": siblings(clinic),
        "near": nearby(clinic),
    }


def notes(part, program, programs):
    """What stands beside a section and is worked out from the clinic's other programs."""
    return {"paid_elsewhere": wording.listing(paid_elsewhere(program, programs))}


def closed_notice(clinic):
    """The notice of a clinic that is closed for a time, or None."""
    if clinic.operating_status != Clinic.Operating.PAUSED:
        return None
    since = _("Since %(date)s.") % {"date": day(clinic.operating_since)} if clinic.operating_since else ""
    reason = wording.sentences([clinic.operating_reason]) if clinic.operating_reason else ""
    instead = wording.sentences([clinic.look_instead]) if clinic.look_instead else ""
    return Notice(_("Temporarily closed"), " ".join(part for part in (since, reason, instead) if part))


def phones(clinic):
    """Numbers one can call, the one for new patients first; fax numbers stand with the contact facts alone."""
    rows = [row for row in clinic.phones.all() if row.kind in FIRST_KINDS]
    return sorted(rows, key=lambda row: (FIRST_KINDS.index(row.kind), row.pk))


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
    """The address of the list of clinics near this one's city."""
    if not (clinic.city and clinic.region):
        return reverse("clinic-list")
    return reverse("clinic-list") + "?" + urlencode({"near": f"{clinic.city}, {clinic.region}"})


def gone_page(clinic):
    """The context of the page of a clinic that is closed for good or withdrawn: when, why, where to look instead."""
    closed = clinic.status == Status.PUBLISHED
    since = clinic.operating_since if closed else clinic.withdrawn_on
    return {
        "name": clinic.name,
        "closed": closed,
        "since": day(since) if since else "",
        "reason": wording.sentences([clinic.operating_reason if closed else clinic.withdrawn_reason]),
        "instead": wording.sentences([clinic.look_instead]) if clinic.look_instead else "",
        "near": nearby(clinic),
        "place": wording.city_line(clinic),
    }
