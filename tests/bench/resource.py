"""The same listings as a plain Django team would export them: a resource of django-import-export.

It has the columns of our public CSV with the same cells (decimals as the database holds them), read with prefetches and
worked out by the models' own functions, what columns share once a row. It is no app of the site.
"""

import time
from functools import partial

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory

from programs.codebook import columns_of
from programs.columns import NAMES, PUBLIC
from programs.models import Check, Clinic, Item, Price, Program, Statement, lines
from programs.models.answers import NOT_STATED, YES
from programs.models.claims import checked_on, claim
from programs.models.facts import fact_text, terms_line
from programs.models.groups import FACTS, groups_of
from programs.models.price import course
from programs.readings import HSDS, HSDS_VERSION, whole_units
from programs.selected import WITHHELD_PARTS

ROWS = 1_500  # it is slow
ROUNDS = 2
# Columns that are a field of something else than the program, or under another name.
ATTRIBUTES = {
    "clinic_id": "clinic__public_id",
    "clinic_slug": "clinic__slug",
    "organization": "clinic__organization__name",
    "organization_id": "clinic__organization__public_id",
    "organization_npi": "clinic__organization__npi",
    "organization_ownership": "clinic__organization__ownership",
    "latitude": "clinic__public_latitude",
    "longitude": "clinic__public_longitude",
    "precision": "clinic__public_precision",
    "program_id": "public_id",
    "program_slug": "slug",
    "medicine": "medicine__slug",
}


def rates(rows=ROWS):
    """{format: rows a second} of its CSV and its workbook: the better of some rounds."""
    resource, programs = LISTINGS(), listings(rows)
    return {name: max(rate(resource, programs, name) for _round in range(ROUNDS)) for name in ("csv", "xlsx")}


def rate(resource, programs, name):
    start = time.perf_counter()
    data = resource.export(programs)
    data.export(name)
    return len(data) / (time.perf_counter() - start)


def listings(rows):
    """The first `rows` public programs by clinic, with all that the resource reads: 19 queries for a hundred."""
    clinics = Clinic.objects.select_related("organization").prefetch_related(
        "phones", "hours", "licences", "terms__term__codes", *claimed(program=None)
    )
    programs = Program.objects.published().select_related("medicine").order_by("clinic_id", "pk")
    return programs.prefetch_related(
        Prefetch("clinic", clinics),
        Prefetch("prices", Price.objects.select_related("source")),
        *("types", "served_states", "terms__term__codes"),
        *claimed(),
    )[:rows]


def claimed(**about):
    """What says an entry and who checked it."""
    said = Statement.objects.filter(**about).select_related("source")
    return Prefetch("statements", said), Prefetch("checks", Check.objects.filter(**about))


class Listings(ModelResource):
    """What no field holds is worked out once a row; all else is as the package has it by default."""

    def export_resource(self, instance, *args, **kwargs):
        instance.cells = cells_of(instance, timezone.localdate())
        return super().export_resource(instance, *args, **kwargs)


def field_of(column):
    """The field of a column: of an attribute where it is one, else of a cell that was worked out."""
    attribute = ATTRIBUTES.get(column.name) or attribute_of(column)
    made = {} if attribute else {"dehydrate_method": partial(cell, column.name)}
    return Field(attribute or None, column.name, **made)


def attribute_of(column):
    fact = FACTS.get((column.owner, column.fact))
    worked_out = (*WITHHELD_PARTS, "accepting", "wait_days")
    if not fact or fact.kind != "field" or fact.name in worked_out:
        return ""
    return f"clinic__{fact.name}" if column.owner == "clinic" else fact.name


def cell(name, program):
    return program.cells[name]


def cells_of(program, today):
    """{column: cell} of what is no field: lists, claims, prices, and what is said on conditions alone."""
    clinic = program.clinic
    shown = clinic.address_withheld != YES
    return {
        **{name: getattr(clinic, name) if shown else "" for name in WITHHELD_PARTS},
        **lists_of("clinic", clinic),
        **lists_of("program", program),
        **claims_of("clinic", clinic, today),
        **claims_of("program", program, today),
        **money_of(program, program.prices.all(), today),
        **availability_of(program, today),
        "checked_on": checked_on(clinic.checks.all(), program.checks.all(), today),
        "clinic_codes": codes_of(clinic),
        "codes": codes_of(program),
    }


def lists_of(owner, entry):
    found = {}
    for (whose, name), fact in FACTS.items():
        if whose == owner and fact.kind == "terms":
            found[name] = terms_line(
                row for row in entry.terms.all() if row.term.vocabulary == fact.vocabulary
            )
        elif whose == owner and fact.kind != "field":
            found[NAMES.get((owner, name), name)] = fact_text(entry, fact)
    return found


def claims_of(owner, entry, today):
    found = {}
    for group in groups_of(owner):
        said = claim(group.slug, entry.statements.all(), entry.checks.all(), today)
        check = said.check
        last = min(filter(None, [check.expires_on, check.ended_on])) if check else ""
        found |= {
            f"{group.slug}_claim": said.level,
            f"{group.slug}_source": said.source,
            f"{group.slug}_checked_on": check.checked_on if check else "",
            f"{group.slug}_method": check.method if check else "",
            f"{group.slug}_expires_on": last,
        }
    return found


def money_of(program, prices, today):
    currency = settings.SITE_CURRENCY
    dosing = [
        price
        for price in prices
        if price.item == Item.DOSING and price.currency == currency and price.holds_on(today)
    ]
    whole, highs = course(program, prices, today, currency), [price.high for price in dosing]
    return {
        "price_from": whole_units(min((price.low for price in dosing), default=None), currency),
        "price_to": whole_units(max(highs) if highs and None not in highs else None, currency),
        "course_from": whole_units(whole and whole.low, currency),
        "course_to": whole_units(whole and whole.high, currency),
        "course_missing": lines.join([str(item)] for item in whole.missing) if whole else "",
        "currency": currency if dosing or whole else "",
    }


def availability_of(program, today):
    if claim("availability", [], program.checks.all(), today).live:
        return {"accepting": program.accepting, "wait_days": program.wait_days}
    return {"accepting": NOT_STATED, "wait_days": None}


def codes_of(entry):
    """What other lists call the terms of a yes."""
    said = [row.term for row in entry.terms.all() if row.answer == YES]
    said.sort(key=lambda term: (term.vocabulary, term.order, term.slug))
    return lines.join(record for term in said for record in called(term))


def called(term):
    listed = {}
    for code in term.codes.all():
        if code.answer == YES:
            listed.setdefault((code.list, code.edition), []).append(code.code)
    named = [[term.slug, *where, " ".join(sorted(codes))] for where, codes in sorted(listed.items())]
    return [*named, [term.slug, HSDS, HSDS_VERSION, str(term.public_id)]]


COLUMNS = columns_of(PUBLIC)
LISTINGS = modelresource_factory(
    Program,
    Listings,
    {"fields": [column.name for column in COLUMNS]},
    {column.name: field_of(column) for column in COLUMNS},
)
