"""A page to print for a counselor's desk: clinics by city, whom to call first, and the crisis lines on each sheet."""

import datetime as dt
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from programs.codebook import BY_NAME
from programs.columns import DATE
from programs.exports import cost_words
from programs.exports.json_rows import as_text
from programs.exports.labels import label_of
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import PROGRAM
from programs.exports.table import WrongChoice
from programs.models import Clinic, Phone, ProgramType, Term, lines
from programs.models.claims import day
from programs.models.facts import read_terms

NAME = "print"
ENDING = "html"
LABEL = "Page to print (HTML)"
CONTENT_TYPE = "text/html; charset=utf-8"
CLINIC = (
    "clinic_id clinic_name text_language city state street unit postal_code address_withheld phones website languages "
    "operating_status operating_reason contact_claim contact_source contact_checked_on contact_expires_on"
).split()
PROGRAM_COLUMNS = (
    "program_id program_name program_types substances payments accepting wait_days price_from price_to course_from "
    "course_to course_missing currency offer_claim offer_source offer_checked_on offer_expires_on "
    "availability_checked_on"
).split()
COLUMNS = [BY_NAME[name] for name in (*CLINIC, *PROGRAM_COLUMNS)]
DAYS = [column.name for column in COLUMNS if column.kind == DATE]
BETWEEN = "\0"
LISTS = {"languages": "language", "substances": "substance", "payments": "payment"}


def write(file, table):
    """Write the public facts of `table` to the binary `file`, whatever columns it has: its rows by state and city.

    Raises WrongChoice for a table of unpublished entries. The places of its clinics are kept meanwhile.
    """
    if table.unpublished:
        raise WrongChoice("format", f"format: {NAME} holds public entries alone. Use csv.")
    with as_text(file) as text:
        text.write(page(table)[0])
        text.flush()  # whoever reads along need not wait for the order
        table.ids = by_place(table.ids)
        words = Words()
        for (state, city), rows in groupby(rows_of(table), lambda row: (row["state"], row["city"])):
            text.write(
                format_html("<h2>{}</h2>\n", ", ".join(filter(None, [city, state])) or _("Place not stated"))
            )
            for _clinic, mine in groupby(rows, lambda row: row["clinic_id"]):
                text.write(render_to_string("exports/print/clinic.html", clinic_context(list(mine), words)))
        text.write(page(table)[1])


def page(table):
    """What stands before the cities and after them; the stamp is true once all rows are read."""
    context = {"table": table, "today": table.today, "stamp": table.stamp, "licence": f"{LICENCE}. {NOTICE}"}
    return render_to_string("exports/print/page.html", context | {"between": BETWEEN}).split(BETWEEN)


def by_place(ids):
    """`ids` by state and city, those without a place last, otherwise in their order."""
    places = {
        pk: (not region, region, not city, city)
        for pk, region, city in Clinic.objects.values_list("pk", "region", "city")
    }
    return sorted(ids, key=lambda each: places.get(each[0], (True,)))


def rows_of(table):
    names = [column.name for column in COLUMNS]
    return (with_days(dict(zip(names, cells, strict=True))) for cells in table.rows(COLUMNS, PROGRAM))


def with_days(row):
    """The row with its days as people write them."""
    return row | {name: day(dt.date.fromisoformat(row[name])) for name in DAYS if row[name]}


def clinic_context(rows, words):
    """What the sheet says of a clinic and of its programs."""
    clinic = rows[0]
    return {
        "clinic": clinic,
        "phones": [phone_of(record) for record in lines.split(clinic["phones"])],
        "languages": words.terms(clinic, "languages"),
        "programs": [
            row
            | {
                "types": [words.types.get(slug, slug) for [slug] in lines.split(row["program_types"])],
                "treats": words.terms(row, "substances"),
                "pays": words.terms(row, "payments"),
                "session": cost_words.session(row),
                "course": cost_words.course(row),
                "not_counted": cost_words.not_counted(row),
            }
            for row in rows
        ],
    }


def phone_of(record):
    kind, number, extension, note = lines.padded(record, 4)
    return Phone(kind=kind, number=number, extension=extension, note=note)


class Words:
    """The labels of terms and program types in the language of the file: 4 queries."""

    def __init__(self):
        self.labels = {(term.vocabulary, term.slug): label_of(term) for term in Term.objects.with_texts()}
        self.types = {kind.slug: label_of(kind) for kind in ProgramType.objects.prefetch_related("texts")}

    def terms(self, row, name):
        """The labels of what a list of a row answers with yes."""
        return [
            self.labels[LISTS[name], slug]
            for slug, _role, answer, _note in read_terms(row[name])
            if answer == "yes"
        ]
