"""The codebook: one list of columns behind every export, the API's names and the import of our own listing.

One row a program, the columns of its clinic repeated; a clinic without a program has one row. VERSION rises when a
column changes its name or its meaning.
"""

from dataclasses import replace
from functools import partial

from django.db.models import Prefetch

from programs import readings
from programs.columns import (
    DATE,
    FULL,
    GREATEST,
    INSIDE,
    LEAST,
    LIST,
    NUMBER,
    RESTORE,
    SETS,
    STAFF,
    Column,
    attribute,
    claim_columns,
    fact_column,
    worked_out,
)
from programs.models import SourceRecord
from programs.models.facts import text_of
from programs.models.groups import groups_of

VERSION = 1

CLINIC_COLUMNS = [
    attribute("clinic_id", "clinic.public_id", "The clinic's id. It never changes."),
    attribute("clinic_slug", "clinic.slug", "The clinic's page: /clinics/<slug>/."),
    attribute(
        "organization_id", "organization.public_id", "The id of who runs the clinic. It never changes."
    ),
    attribute("organization_ownership", "organization.ownership", "What kind of operator it is."),
    attribute("organization_npi", "organization.npi", "The operator's type-2 national provider identifier."),
]
PROGRAM_COLUMNS = [
    attribute("program_id", "program.public_id", "The program's id. It never changes."),
    attribute("program_slug", "program.slug", "The program's anchor on its clinic's page."),
]


def money(name, read, meaning, summary):
    return worked_out(name, "program", meaning, read, NUMBER, group="prices", summary=summary)


PRICE_COLUMNS = [
    money(
        "price_from",
        readings.price_from,
        "The lowest price of one dosing session today, in whole units of `currency`.",
        LEAST,
    ),
    money(
        "price_to",
        readings.price_to,
        "The highest price of one dosing session today; empty where no upper end is stated.",
        GREATEST,
    ),
    money(
        "course_from",
        readings.course_from,
        "The lowest price of the whole course today: “at least” where `course_missing` names an item.",
        LEAST,
    ),
    money(
        "course_to",
        readings.course_to,
        "The highest price of the whole course today; empty where no upper end is known.",
        GREATEST,
    ),
    worked_out(
        "course_missing",
        "program",
        "Planned items of the course that have no price.",
        readings.course_missing,
        LIST,
        group="prices",
    ),
    worked_out(
        "currency", "program", "The currency of these prices, ISO 4217.", readings.currency, group="prices"
    ),
]
CHECKED_ON = worked_out(
    "checked_on",
    "program",
    "The older of the live checks of the clinic's contact and the program's offer; empty without both.",
    lambda row: text_of(row.checked_on),
    DATE,
    summary=GREATEST,
)
SOURCE_KEYS = Prefetch(
    "records",
    SourceRecord.objects.select_related("source")
    .only("source__name", "key", "clinic_id", "program_id")
    .order_by("source__name", "key", "part"),
)
STAFF_COLUMNS = [
    attribute("clinic_status", "clinic.status", "draft, in_review, published or withdrawn.", sets=INSIDE),
    attribute("program_status", "program.status", "draft, in_review, published or withdrawn.", sets=INSIDE),
    attribute(
        "clinic_version", "clinic.version", "Rises with each change of the clinic.", NUMBER, sets=INSIDE
    ),
    attribute(
        "program_version",
        "program.version",
        "Rises with each change of the program.",
        NUMBER,
        sets=INSIDE,
        summary=GREATEST,
    ),
    attribute(
        "clinic_published_at",
        "clinic.published_at",
        "When the clinic was first published, in UTC.",
        sets=INSIDE,
    ),
    attribute(
        "clinic_updated_at", "clinic.updated_at", "When the clinic was last saved, in UTC.", sets=INSIDE
    ),
    attribute(
        "program_updated_at",
        "program.updated_at",
        "When the program was last saved, in UTC.",
        sets=INSIDE,
        summary=GREATEST,
    ),
    worked_out(
        "source_keys",
        "clinic",
        "What sources call the entry: each `source | key`. None where the address is withheld.",
        readings.source_keys,
        LIST,
        sets=(STAFF,),
        prefetch=SOURCE_KEYS,
        with_program=True,
    ),
]


def kept(name, owner, meaning, read, kind=LIST, **more):
    return worked_out(name, owner, meaning, read, kind, sets=RESTORE, **more)


# What only a restore needs: with these a file holds all of an entry, and is confidential.
RESTORE_COLUMNS = [
    attribute("clinic_created_at", "clinic.created_at", "When the entry was made, in UTC.", sets=RESTORE),
    attribute("program_created_at", "program.created_at", "When the entry was made, in UTC.", sets=RESTORE),
    kept("demonstration", "clinic", "yes: the entry is invented.", readings.demonstration, "text"),
    attribute(
        "clinic_withdrawn_reason", "clinic.withdrawn_reason", "Why it is no longer listed.", sets=RESTORE
    ),
    attribute(
        "clinic_withdrawn_on", "clinic.withdrawn_on", "Since when it is not listed.", DATE, sets=RESTORE
    ),
    attribute(
        "program_withdrawn_reason", "program.withdrawn_reason", "Why it is no longer listed.", sets=RESTORE
    ),
    attribute(
        "program_withdrawn_on", "program.withdrawn_on", "Since when it is not listed.", DATE, sets=RESTORE
    ),
    kept("old_slugs", "clinic", "Addresses it once had.", readings.old_slugs, prefetch="old_slugs"),
    kept(
        "merged_into",
        "clinic",
        "The id of the clinic that is kept in its place.",
        readings.merged_into,
        "text",
        prefetch="merged_into",
    ),
    kept(
        "phone_ids",
        "clinic",
        "The ids of `phones`.",
        partial(readings.row_ids, owner="clinic", name="phones"),
    ),
    kept(
        "licence_ids",
        "clinic",
        "The ids of `licences`.",
        partial(readings.row_ids, owner="clinic", name="licences"),
    ),
    kept(
        "price_ids",
        "program",
        "The ids of `prices`.",
        partial(readings.row_ids, owner="program", name="prices"),
    ),
    kept(
        "clinic_statements",
        "clinic",
        "Who says what of the clinic: each `group | source | edition | as of`.",
        partial(readings.statements, owner="clinic"),
    ),
    kept(
        "program_statements",
        "program",
        "Who says what of the program: each `group | source | edition | as of`.",
        partial(readings.statements, owner="program"),
    ),
    kept(
        "clinic_checks",
        "clinic",
        "Who confirmed what: each `group | method | checked on | expires on | ended on | by | note`.",
        partial(readings.checks, owner="clinic"),
    ),
    kept(
        "program_checks",
        "program",
        "Who confirmed what: each `group | method | checked on | expires on | ended on | by | note`.",
        partial(readings.checks, owner="program"),
    ),
    kept(
        "sources",
        "clinic",
        "The sources that this row names: each `name | kind | url | licence | attribution`.",
        readings.sources,
        with_program=True,
    ),
]


def group_columns(owner):
    """Facts, prices worked out and claims of an owner, group by group."""
    for group in groups_of(owner):
        yield from (fact_column(owner, group, fact) for fact in group.facts)
        yield from PRICE_COLUMNS if group.slug == "prices" else ()
        yield from claim_columns(group)


COLUMNS = [
    *CLINIC_COLUMNS,
    *group_columns("clinic"),
    *PROGRAM_COLUMNS,
    *group_columns("program"),
    CHECKED_ON,
    *STAFF_COLUMNS,
    *RESTORE_COLUMNS,
]
BY_NAME = {column.name: column for column in COLUMNS}


def columns_of(name: str) -> list[Column]:
    """The columns of the set "public", "staff" or "full", in their order. Raises KeyError for another name."""
    if name not in SETS:
        raise KeyError(name)
    chosen = [column for column in COLUMNS if name in column.sets]
    return [replace(column, read=column.raw) if name == FULL and column.raw else column for column in chosen]
