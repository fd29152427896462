"""Two to four clinics side by side: one program of each, group by group, with what differs marked."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Clinic, ClinicSlug, Program, Status
from programs.models.claims import checked_on, day
from programs.models.groups import GROUPS, groups_of
from programs.pages import wording
from programs.pages.clinic_page import first_phone
from programs.pages.costs import Cost, cost
from programs.pages.fact_lines import Line, language_of
from programs.pages.panels import is_paused, panel, rows_about
from programs.pages.program_section import is_other_care
from programs.pages.standing import end_of_merges

FEWEST, MOST = 2, 4
LONGEST_SLUG = 80
MOST_READ = 12  # clinics of an address that are looked up at all
CLINIC_GROUPS = ("access", "licences")
# What people decide on stands first, and alone on the first printed sheet.
MAIN_GROUPS = ("offer", "availability", "payment", "safeguards")
LEFT_OUT = {"name", "summary", "prices"}  # at the head of the column, or printed with the course


@dataclass(frozen=True)
class Column:
    """One program of one clinic."""

    clinic: Clinic
    program: Program
    name: str
    name_language: str
    url: str
    place: str
    language: str
    phone: object
    checked: str
    cost: Cost
    panels: dict
    options: list = field(default_factory=list)

    @property
    def paused(self):
        return is_paused(self.clinic)


@dataclass(frozen=True)
class Row:
    """One fact of every column; `differs` says whether any two columns say different things."""

    label: object
    lines: list
    differs: bool


@dataclass(frozen=True)
class Block:
    """A group of facts: its rows, (clinic's name, who says them) of each column, and what no column states."""

    slug: str
    label: object
    rows: list
    claims: list
    unknown: str

    @property
    def main(self):
        return self.slug in MAIN_GROUPS


def compare_page(params, today):
    """The context of the comparison that the address asks for, whatever it asks for."""
    given = (slug.replace("\0", "")[:LONGEST_SLUG] for slug in params.getlist("clinic"))
    slugs = list(dict.fromkeys(slug for slug in given if slug.strip()))[:MOST_READ]
    found, gone, unknown = read_standing(slugs)
    clinics = load_all([clinic.pk for clinic in found])
    context = {
        "chosen": clinics,
        "gone": gone,
        "unknown": unknown,
        "problem": problem(len(clinics), bool(gone or unknown)),
        "fewest": FEWEST,
        "most": MOST,
        "only_differences": params.get("show") == "differences",
        "list_url": list_with([clinic.slug for clinic in clinics[:MOST]]),
    }
    if context["problem"]:
        return context
    wanted = set(params.getlist("program"))
    columns = [column(clinic, pick(clinic, wanted), today) for clinic in clinics]
    return context | {
        "columns": columns,
        "blocks": [block for block in blocks(columns) if block.rows or block.unknown],
        "costs_differ": differs_in(
            [(one.cost.session, one.cost.amount, one.cost.missing) for one in columns]
        ),
        "choosing": any(len(one.options) > 1 for one in columns),
        "canonical": reverse("compare"),
        "all_url": same_address(columns),
        "differences_url": same_address(columns, show="differences"),
    }


def problem(count, lost):
    """What is wrong with the number of clinics, as a sentence; empty when nothing is."""
    if count > MOST:
        return _("That is %(count)d clinics. Compare at most four: take some off.") % {"count": count}
    if count == 1:
        return _("That is one clinic. Choose one to three more to compare it with.")
    if count == 0 and lost:
        return _("None of these clinics can be compared. Choose two to four from the list.")
    return "" if count else _("Choose two to four clinics from the list.")


# Which clinics.


def read_standing(slugs):
    """(public clinics, clinics that are no longer listed, slugs that nobody knows), in the order of `slugs`.

    A draft is as unknown as a slug that never was. Old slugs and merged clinics lead to the clinic that is kept.
    """
    rows = {row.slug: row for row in Clinic.objects.filter(slug__in=slugs).select_related("merged_into")}
    old = ClinicSlug.objects.filter(slug__in=slugs).select_related("clinic__merged_into")
    rows = {row.slug: row.clinic for row in old} | rows
    found, gone, unknown = {}, {}, []
    for slug in slugs:
        clinic = end_of_merges(rows[slug]) if slug in rows else None
        if clinic is None or clinic.status in (Status.DRAFT, Status.IN_REVIEW):
            unknown.append(slug)
        else:
            (found if clinic.is_public else gone)[clinic.pk] = clinic
    return list(found.values()), list(gone.values()), unknown


def load_all(pks):
    """The clinics `pks` in that order, with all that a comparison prints; the queries do not grow with them."""
    programs = Program.objects.published().for_reading().order_by("pk")
    rows = (
        Clinic.objects.for_reading()
        .prefetch_related(
            Prefetch("programs", programs, to_attr="public_programs"), "statements__source", "checks"
        )
        .in_bulk(pks)
    )
    return [rows[pk] for pk in pks]


def pick(clinic, wanted):
    """The program of `clinic` that is asked for, else its first one; other care comes last."""
    programs = sorted(clinic.public_programs, key=lambda program: (is_other_care(program), program.pk))
    asked = [program for program in programs if program_key(clinic, program) in wanted]
    return (asked or programs)[0]


def program_key(clinic, program):
    """How the address names a program."""
    return f"{clinic.slug}/{program.slug}"


def same_address(columns, **others):
    """The address of this comparison, with `others` set."""
    pairs = [("clinic", one.clinic.slug) for one in columns]
    pairs += [("program", program_key(one.clinic, one.program)) for one in columns if len(one.options) > 1]
    return f"{reverse('compare')}?{urlencode([*pairs, *others.items()])}"


def list_with(slugs):
    """The list in which the clinics `slugs` are ticked."""
    ticks = urlencode([("clinic", slug) for slug in slugs])
    return reverse("clinic-list") + (f"?{ticks}" if ticks else "")


# What they say.


def column(clinic, program, today):
    own, about = rows_about(clinic)[1], rows_about(program)[1]
    newest = checked_on(own, about, today)
    name, name_language = wording.program_name(program.name, language_of(program))
    return Column(
        clinic=clinic,
        program=program,
        name=name,
        name_language=name_language,
        url=f"{reverse('clinic', args=[clinic.slug])}#{program.slug}",
        place=wording.city_line(clinic),
        language=language_of(clinic),
        phone=first_phone(clinic),
        checked=day(newest) if newest else "",
        cost=cost(program, today),
        panels={group.slug: panel(program, group.slug, today) for group in groups_of("program")}
        | {slug: panel(clinic, slug, today) for slug in CLINIC_GROUPS},
        options=[
            (
                program_key(clinic, one),
                *wording.program_name(one.name, language_of(one)),
                one.pk == program.pk,
            )
            for one in sorted(clinic.public_programs, key=lambda one: (is_other_care(one), one.pk))
        ],
    )


def blocks(columns):
    rest = [group.slug for group in groups_of("program") if group.slug not in MAIN_GROUPS]
    return [block(slug, columns) for slug in (*MAIN_GROUPS, *rest, *CLINIC_GROUPS)]


def block(slug, columns):
    panels = [one.panels[slug] for one in columns]
    names = [name for name in panels[0].lines if name not in LEFT_OUT]
    rows = [row([one.line(name) for one in panels]) for name in names]
    silent = [one.label for one in rows if not any(line.stated for line in one.lines)]
    return Block(
        slug,
        GROUPS[slug].label,
        [one for one in rows if any(line.stated for line in one.lines)],
        [(one.clinic.name, said.authority) for one, said in zip(columns, panels, strict=True)],
        " · ".join(str(label) for label in silent),
    )


def row(lines):
    return Row(lines[0].label, lines, differs_in([said(line) for line in lines]))


def said(line: Line):
    """What a line says, so that two can be compared; the order of a list says nothing."""
    return line.value, str(line.text), frozenset((str(item.label), item.answer) for item in line.items)


def differs_in(values):
    return len(set(values)) > 1
