"""The codebook: one list of columns behind every export, the API's names and the import of our own listing.

One row a program, the columns of its clinic repeated; a clinic without a program has one row. VERSION rises when a
column changes its name or its meaning; READABLE are those of which an import still reads every column right.
"""

from dataclasses import replace

from programs import readings
from programs.columns import (
    CASE_MANAGER,
    DATE,
    FULL,
    FUNDER,
    GREATEST,
    INSIDE,
    LEAST,
    LIST,
    MONEY,
    NUMBER,
    RESTORE,
    SETS,
    STAFF,
    TEXT,
    Column,
    Part,
    claim_columns,
    codes_column,
    fact_column,
    selected,
    worked_out,
)
from programs.models.groups import groups_of

# 2: `codes` names the terms of HSDS too, and stands in the public columns with `clinic_codes`.
VERSION = 2
READABLE = (1, 2)


def taken(name, value, meaning, kind=TEXT, **more):
    """A column that is a selected value as it is: `value` is "clinic.slug", "program.version" …"""
    return worked_out(name, value.partition(".")[0], meaning, selected(value), kind, **more)


def moment(name, value, meaning, **more):
    """A column that is a time in UTC."""
    return worked_out(name, value.partition(".")[0], meaning, Part((value,), readings.moment), **more)


def money(name, place, meaning, kind=NUMBER, **more):
    return worked_out(name, "program", meaning, MONEY, kind, group="prices", place=place, **more)


CLINIC_COLUMNS = [
    taken("clinic_id", "clinic.id", "The clinic's id. It never changes.", plain=True),
    taken("clinic_slug", "clinic.slug", "The clinic's page: /clinics/<slug>/."),
    taken(
        "organization_id",
        "clinic.organization_id",
        "The id of who runs the clinic. It never changes.",
        plain=True,
    ),
    taken("organization_ownership", "clinic.organization_ownership", "What kind of operator it is."),
    taken(
        "organization_npi",
        "clinic.organization_npi",
        "The operator's type-2 national provider identifier.",
    ),
]
PROGRAM_COLUMNS = [
    taken("program_id", "program.id", "The program's id. It never changes.", plain=True),
    taken("program_slug", "program.slug", "The program's anchor on its clinic's page."),
]
PRICE_COLUMNS = [
    money(
        "price_from",
        1,
        "The lowest price of one dosing session today, in whole units of `currency`.",
        summary=LEAST,
    ),
    money(
        "price_to",
        2,
        "The highest price of one dosing session today; empty where no upper end is stated.",
        summary=GREATEST,
    ),
    money(
        "course_from",
        3,
        "The lowest price of the whole course today: “at least” where `course_missing` names an item.",
        summary=LEAST,
    ),
    money(
        "course_to",
        4,
        "The highest price of the whole course today; empty where no upper end is known.",
        summary=GREATEST,
    ),
    money("course_missing", 5, "Planned items of the course that have no price.", LIST),
    money("currency", 6, "The currency of these prices, ISO 4217.", TEXT),
]
CHECKED_ON = worked_out(
    "checked_on",
    "program",
    "The older of the live checks of the clinic's contact and the program's offer; empty without both.",
    Part(("clinic.checks", "program.checks"), readings.checked),
    DATE,
    summary=GREATEST,
)
STAFF_COLUMNS = [
    taken("clinic_status", "clinic.status", "draft, in_review, published or withdrawn.", sets=INSIDE),
    taken("program_status", "program.status", "draft, in_review, published or withdrawn.", sets=INSIDE),
    taken("clinic_version", "clinic.version", "Rises with each change of the clinic.", NUMBER, sets=INSIDE),
    taken(
        "program_version",
        "program.version",
        "Rises with each change of the program.",
        NUMBER,
        sets=INSIDE,
        summary=GREATEST,
    ),
    moment(
        "clinic_published_at",
        "clinic.published_at",
        "When the clinic was first published, in UTC.",
        sets=INSIDE,
    ),
    moment("clinic_updated_at", "clinic.updated_at", "When the clinic was last saved, in UTC.", sets=INSIDE),
    moment(
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
        Part(("clinic.address_withheld", "clinic.records", "program.pk"), readings.source_keys),
        LIST,
        sets=(STAFF,),
    ),
]


def kept(name, owner, meaning, make, *needs):
    return worked_out(name, owner, meaning, Part(needs, make), LIST, sets=RESTORE)


# What only a restore needs: with these a file holds all of an entry, and is confidential.
RESTORE_COLUMNS = [
    moment("clinic_created_at", "clinic.created_at", "When the entry was made, in UTC.", sets=RESTORE),
    moment("program_created_at", "program.created_at", "When the entry was made, in UTC.", sets=RESTORE),
    taken("demonstration", "clinic.demonstration", "yes: the entry is invented.", sets=RESTORE),
    taken("clinic_withdrawn_reason", "clinic.withdrawn_reason", "Why it is no longer listed.", sets=RESTORE),
    taken("clinic_withdrawn_on", "clinic.withdrawn_on", "Since when it is not listed.", DATE, sets=RESTORE),
    taken(
        "program_withdrawn_reason", "program.withdrawn_reason", "Why it is no longer listed.", sets=RESTORE
    ),
    taken("program_withdrawn_on", "program.withdrawn_on", "Since when it is not listed.", DATE, sets=RESTORE),
    kept("old_slugs", "clinic", "Addresses it once had.", readings.slugs, "clinic.old_slugs"),
    taken(
        "merged_into", "clinic.merged_into", "The id of the clinic that is kept in its place.", sets=RESTORE
    ),
    kept("phone_ids", "clinic", "The ids of `phones`.", readings.slugs, "clinic.phone_ids"),
    kept("licence_ids", "clinic", "The ids of `licences`.", readings.slugs, "clinic.licence_ids"),
    kept("price_ids", "program", "The ids of `prices`.", readings.slugs, "program.price_ids"),
    kept(
        "clinic_statements",
        "clinic",
        "Who says what of the clinic: each `group | source | edition | as of`.",
        readings.statements,
        "clinic.statements",
    ),
    kept(
        "program_statements",
        "program",
        "Who says what of the program: each `group | source | edition | as of`.",
        readings.statements,
        "program.statements",
    ),
    kept(
        "clinic_checks",
        "clinic",
        "Who confirmed what: each `group | method | checked on | expires on | ended on | by | note`.",
        readings.checks,
        "clinic.signed_checks",
    ),
    kept(
        "program_checks",
        "program",
        "Who confirmed what: each `group | method | checked on | expires on | ended on | by | note`.",
        readings.checks,
        "program.signed_checks",
    ),
    kept(
        "sources",
        "clinic",
        "The sources that this row names: each `name | kind | url | licence | attribution`.",
        readings.sources,
        "clinic.statements",
        "program.statements",
        "program.prices",
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
    codes_column("clinic_codes", "clinic"),
    *PROGRAM_COLUMNS,
    *group_columns("program"),
    CHECKED_ON,
    codes_column("codes", "program"),
    *STAFF_COLUMNS,
    *RESTORE_COLUMNS,
]
BY_NAME = {column.name: column for column in COLUMNS}


# What somebody needs who sends a person to a program, and who pays for one: names of public columns.
CHOSEN = {
    CASE_MANAGER: "clinic_name organization street unit city state postal_code phones email website hours "
    "operating_status operating_reason languages accessibility program_name program_types summary medicine "
    "telehealth_states needs_visit substances conditions therapies settings groups exclusions age_min age_max "
    "accepts_active_use accepts_past_ketamine_problem with_methadone with_buprenorphine with_naltrexone "
    "abstinence_days price_from price_to course_from course_to course_missing currency payments "
    "prior_authorization claims_help accepting wait_days contact_claim contact_checked_on offer_claim "
    "offer_checked_on availability_checked_on checked_on clinic_id program_id",
    FUNDER: "clinic_id program_id organization_id organization organization_ownership organization_npi clinic_name "
    "city county state program_name program_types medicine legal_status trial_registration licences substances "
    "conditions therapies settings groups routes supervisors codes medical_screening psychiatric_screening "
    "blood_pressure_monitoring prescriber_on_site emergency_equipment emergency_training defined_end_point "
    "price_from price_to course_from course_to course_missing currency prices payments "
    "identity_claim identity_source identity_checked_on offer_claim offer_source offer_checked_on safeguards_claim "
    "safeguards_source safeguards_checked_on prices_claim prices_source prices_checked_on checked_on",
}


def columns_of(name: str) -> list[Column]:
    """The columns of one of SETS, in their order. Raises KeyError for another name."""
    if name not in SETS:
        raise KeyError(name)
    if name in CHOSEN:
        return [BY_NAME[each] for each in CHOSEN[name].split()]
    chosen = [column for column in COLUMNS if name in column.sets]
    if name != FULL:
        return chosen
    return [replace(column, part=column.raw, place=0) if column.raw else column for column in chosen]
