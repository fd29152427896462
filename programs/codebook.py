"""The codebook: one list of columns behind every export, the API's names and the import of our own listing.

One row a program, the columns of its clinic repeated; a clinic without a program has one row. With one row a clinic,
each column of a program sums up the clinic's programs by its `summary`. Every column reads as canonical text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import DateField, Prefetch
from django.db.models.fields import DecimalField, FloatField, IntegerField
from django.utils.text import format_lazy

from programs import readings
from programs.models import Clinic, Program, SourceRecord, lines
from programs.models.answers import NOT_STATED
from programs.models.claims import CONFIRMED
from programs.models.facts import fact_text, text_of
from programs.models.groups import FACTS, GROUPS, groups_of
from programs.models.source_lines import checks_line, sources_line, statements_line
from programs.readings import Reading

VERSION = 1
TEXT, NUMBER, DATE, LIST = "text", "number", "date", "list"
# How the programs of a clinic become one cell when there is one row a clinic.
EACH, LEAST, GREATEST = "each", "least", "greatest"
SUMMARIES = {
    EACH: "One row a clinic: each different value of its programs.",
    LEAST: "One row a clinic: the lowest of its programs.",
    GREATEST: "One row a clinic: the highest of its programs.",
}
# Full is all that a restore needs, exact points and withheld addresses included: confidential.
PUBLIC, STAFF, FULL = "public", "staff", "full"
SETS = (PUBLIC, STAFF, FULL)
EVERYONE, INSIDE, RESTORE = (PUBLIC, STAFF, FULL), (STAFF, FULL), (FULL,)
# What a file calls a fact where the model's own name would not say whose it is.
NAMES = {
    ("clinic", "name"): "clinic_name",
    ("clinic", "region"): "state",
    ("program", "name"): "program_name",
    ("program", "types"): "program_types",
}
WITHHELD_PARTS = ("street", "unit", "postal_code", "county")
MODELS = {"clinic": Clinic, "program": Program}
NUMBERS = (IntegerField, FloatField, DecimalField)
LINES = {
    "phones": "`kind | number | extension | note`",
    "hours": "`MO | 09:00 | 17:00`",
    "licences": "`kind | issuer | number | state | valid until | looked up at`",
    "prices": "`item | low | high | currency | includes | excludes | from | until | source | note`, in cents",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, the group of facts it belongs to, what it means, and how it is read.

    `read` takes a Reading and gives canonical text; `raw` stands for it in the full set where that says more. `fact`
    names the fact of its owner that an import takes it for. `prefetch` is what reading it needs of the clinic.
    """

    name: str
    owner: str
    group: str
    kind: str
    meaning: Any
    read: Callable[[Reading], str]
    raw: Callable[[Reading], str] | None = None
    fact: str = ""
    sets: tuple = EVERYONE
    summary: str = EACH
    prefetch: Any = None

    @property
    def audience(self) -> str:
        """ "public" or "staff"."""
        return PUBLIC if PUBLIC in self.sets else STAFF

    def text(self, row: Reading) -> str:
        """The cell of one row; a row without a program says nothing of one."""
        return "" if row.entry(self.owner) is None else self.read(row)

    def summed_up(self, texts: Iterable[str]) -> str:
        """One cell for the `texts` of all programs of a clinic."""
        said = list(dict.fromkeys(text for text in texts if text))
        if self.summary == EACH:
            records = [record for text in said for record in self.records(text)]
            return lines.join({tuple(record): record for record in records}.values())
        pick = min if self.summary == LEAST else max
        return pick(said, key=float if self.kind == NUMBER else str) if said else ""

    def records(self, text: str) -> list:
        """The records that the cell `text` holds: those of a list, else itself."""
        return lines.split(text) if self.kind == LIST else [[text]]

    def explained(self) -> str:
        """The meaning with how several programs of a clinic are summed up."""
        return f"{self.meaning} {SUMMARIES[self.summary]}" if self.owner == "program" else str(self.meaning)


def columns_of(name: str) -> list[Column]:
    """The columns of the set "public", "staff" or "full", in their order. Raises KeyError for another name."""
    if name not in SETS:
        raise KeyError(name)
    chosen = [column for column in COLUMNS if name in column.sets]
    return [replace(column, read=column.raw) if name == FULL and column.raw else column for column in chosen]


def fact_column(owner, group, fact):
    """The column of one fact of the model."""
    if fact.kind == "field":
        return field_column(owner, group, fact)
    kind, meaning = (TEXT, str) if fact.kind == "term" else (LIST, list)
    return Column(
        name=NAMES.get((owner, fact.name), fact.name),
        owner=owner,
        group=group.slug,
        kind=kind if meaning is str else LIST,
        meaning=list_meaning(fact),
        read=partial(read_fact, owner=owner, fact=fact),
        fact=fact.name,
    )


def list_meaning(fact):
    """What a fact with rows of its own means, and how one cell holds it."""
    if fact.kind == "term":
        return f"The {fact.vocabulary}, as the slug of its term."
    if fact.kind == "rows":
        return format_lazy("{}: each {}, joined by “; ”.", fact.label, LINES[fact.name])
    if fact.kind == "terms":
        return format_lazy("{}: slugs joined by “; ”; a no as slug=no; not listed is not a no.", fact.label)
    return format_lazy("{}, joined by “; ”.", fact.label)


def field_column(owner, group, fact):
    """The column of a fact that is a plain field of the model."""
    field = MODELS[owner]._meta.get_field(fact.name)
    column = Column(
        name=NAMES.get((owner, fact.name), fact.name),
        owner=owner,
        group=group.slug,
        kind=NUMBER if isinstance(field, NUMBERS) else DATE if isinstance(field, DateField) else TEXT,
        meaning=field_meaning(field),
        read=partial(read_fact, owner=owner, fact=fact),
        fact=fact.name,
        summary=field_summary(field),
    )
    return SHIELDED.get(fact.name, lambda column: column)(column)


def field_meaning(field):
    """A field's label, its help and its words, as sentences."""
    label = format_lazy("{}.", field.verbose_name)
    label = format_lazy("{} {}", label, field.help_text) if field.help_text else label
    words = ", ".join(str(word) for word, _label in field.choices or ())
    return format_lazy("{} One of: {}.", label, words) if words else label


def field_summary(field):
    if not isinstance(field, NUMBERS):
        return EACH
    return GREATEST if field.name.endswith(("_most", "_high", "_max")) else LEAST


def read_fact(row, owner, fact):
    return fact_text(row.entry(owner), fact)


def shield_address(column):
    """A part of the address that a withheld clinic shows in no set but the full one."""
    return replace(
        column,
        read=lambda row: "" if row.clinic.withheld else column.read(row),
        raw=column.read,
        meaning=format_lazy("{} Empty where the address is withheld.", column.meaning),
    )


def shield_point(column):
    """The point that the public may know: of a withheld clinic the middle of its city."""
    return replace(
        column,
        read=lambda row: text_of(getattr(row.clinic, f"public_{column.name}")),
        raw=column.read,
        meaning=format_lazy("{} Of a withheld address: the middle of its city.", column.meaning),
    )


def shield_availability(column):
    """A fact that holds only while its group has a live check."""
    unsaid = "" if column.kind == NUMBER else NOT_STATED
    return replace(
        column,
        read=lambda row: (
            column.read(row) if row.claim(GROUPS["availability"]).level == CONFIRMED else unsaid
        ),
        raw=column.read,
        meaning=format_lazy("{} Shown only while a check of it counts.", column.meaning),
    )


SHIELDED = {
    **dict.fromkeys(WITHHELD_PARTS, shield_address),
    **dict.fromkeys(("latitude", "longitude", "precision"), shield_point),
    **dict.fromkeys(GROUPS["availability"].field_names(), shield_availability),
}


def claim_columns(group):
    """Who says a group of facts, and who checked it when, how and until when."""
    about = str(group.slug)
    parts = [
        (
            "claim",
            TEXT,
            EACH,
            lambda row: row.claim(group).level,
            f"How sure “{about}” is: confirmed by a live check, stated by the clinic, or listed by a source.",
        ),
        ("source", TEXT, EACH, partial(readings.claim_source, group=group), f"Who says “{about}”, and edition."),
        (
            "checked_on",
            DATE,
            LEAST,
            partial(readings.claim_checked_on, group=group),
            f"When a person last confirmed “{about}”.",
        ),
        ("method", TEXT, EACH, partial(readings.claim_method, group=group), f"How “{about}” was confirmed."),
        (
            "expires_on",
            DATE,
            LEAST,
            partial(readings.claim_expires_on, group=group),
            f"The last day on which that check of “{about}” counts, or the day a change ended it.",
        ),
    ]
    return [
        Column(f"{group.slug}_{part}", group.owner, group.slug, kind, meaning, read, summary=summary)
        for part, kind, summary, read, meaning in parts
    ]


def own(name, owner, meaning, read, kind=TEXT, group="", **more):
    """A column of the entry itself, or one that is worked out."""
    return Column(name, owner, group, kind, meaning, read, **more)


def organization_text(name):
    return lambda row: text_of(getattr(row.clinic.organization, name)) if row.clinic.organization else ""


def clinic_text(name):
    return lambda row: text_of(getattr(row.clinic, name))


def program_text(name):
    return lambda row: text_of(getattr(row.program, name))


CLINIC_COLUMNS = [
    own("clinic_id", "clinic", "The clinic's id. It never changes.", clinic_text("public_id")),
    own("clinic_slug", "clinic", "The clinic's page: /clinics/<slug>/.", clinic_text("slug")),
    own("organization_id", "clinic", "The id of who runs the clinic.", organization_text("public_id")),
    own("organization_ownership", "clinic", "Who runs it, in kind.", organization_text("ownership")),
    own("organization_npi", "clinic", "The operator's type-2 NPI.", organization_text("npi")),
]
PROGRAM_COLUMNS = [
    own("program_id", "program", "The program's id. It never changes.", program_text("public_id")),
    own("program_slug", "program", "Its anchor on the clinic's page.", program_text("slug")),
]
WORKED_OUT = {
    "prices": [
        own(
            "price_from",
            "program",
            "The lowest price of one dosing session today, in whole units of `currency`.",
            readings.price_from,
            NUMBER,
            summary=LEAST,
        ),
        own(
            "price_to",
            "program",
            "The highest price of one dosing session today; empty where no upper end is stated.",
            readings.price_to,
            NUMBER,
            summary=GREATEST,
        ),
        own(
            "course_from",
            "program",
            "The lowest price of the whole course; “at least” where `course_missing` names an item.",
            readings.course_from,
            NUMBER,
            summary=LEAST,
        ),
        own(
            "course_to",
            "program",
            "The highest price of the whole course; empty where no upper end is known.",
            readings.course_to,
            NUMBER,
            summary=GREATEST,
        ),
        own(
            "course_missing",
            "program",
            "Planned items of the course that have no price.",
            readings.course_missing,
            LIST,
        ),
        own("currency", "program", "The currency of these prices, ISO 4217.", readings.currency),
    ]
}
CHECKED_ON = own(
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
    own("clinic_status", "clinic", "Where the clinic stands.", clinic_text("status"), sets=INSIDE),
    own("program_status", "program", "Where the program stands.", program_text("status"), sets=INSIDE),
    own("clinic_version", "clinic", "Rises with each change.", clinic_text("version"), NUMBER, sets=INSIDE),
    own(
        "program_version",
        "program",
        "Rises with each change.",
        program_text("version"),
        NUMBER,
        sets=INSIDE,
        summary=GREATEST,
    ),
    own(
        "clinic_published_at",
        "clinic",
        "When the clinic was first published, UTC.",
        lambda row: readings.moment(row.clinic.published_at),
        sets=INSIDE,
    ),
    own(
        "clinic_updated_at",
        "clinic",
        "When the clinic was last saved, UTC.",
        lambda row: readings.moment(row.clinic.updated_at),
        sets=INSIDE,
    ),
    own(
        "program_updated_at",
        "program",
        "When the program was last saved, UTC.",
        lambda row: readings.moment(row.program.updated_at),
        sets=INSIDE,
        summary=GREATEST,
    ),
    own(
        "source_keys",
        "clinic",
        "What sources call the entry: `source | key`; none where the address is withheld.",
        readings.source_keys,
        LIST,
        sets=(STAFF,),
        prefetch=SOURCE_KEYS,
    ),
]
RESTORE_COLUMNS = [
    own(
        "clinic_created_at",
        "clinic",
        "When the entry was made, UTC.",
        lambda row: readings.moment(row.clinic.created_at),
    ),
    own(
        "program_created_at",
        "program",
        "When the entry was made, UTC.",
        lambda row: readings.moment(row.program.created_at),
    ),
    own("demonstration", "clinic", "yes: invented.", lambda row: "yes" if row.clinic.demonstration else "no"),
    own(
        "clinic_withdrawn_reason", "clinic", "Why it is no longer listed.", clinic_text("withdrawn_reason")
    ),
    own(
        "clinic_withdrawn_on",
        "clinic",
        "Since when it is no longer listed.",
        clinic_text("withdrawn_on"),
        DATE,
    ),
    own(
        "program_withdrawn_reason", "program", "Why it is no longer listed.", program_text("withdrawn_reason")
    ),
    own(
        "program_withdrawn_on",
        "program",
        "Since when it is no longer listed.",
        program_text("withdrawn_on"),
        DATE,
    ),
    own(
        "old_slugs",
        "clinic",
        "Addresses it once had.",
        lambda row: lines.join([old.slug] for old in row.clinic.old_slugs.all()),
        LIST,
        prefetch=Prefetch("old_slugs"),
    ),
    own(
        "merged_into",
        "clinic",
        "The id of the clinic that is kept instead.",
        lambda row: text_of(row.clinic.merged_into.public_id) if row.clinic.merged_into else "",
        prefetch=Prefetch("merged_into"),
    ),
    own(
        "phone_ids",
        "clinic",
        "The ids of `phones`, in their order.",
        lambda row: readings.ids(row.clinic.phones.all()),
        LIST,
    ),
    own(
        "licence_ids",
        "clinic",
        "The ids of `licences`.",
        lambda row: readings.ids(row.clinic.licences.all()),
        LIST,
    ),
    own(
        "price_ids",
        "program",
        "The ids of `prices`.",
        lambda row: readings.ids(row.program.prices.all()),
        LIST,
    ),
    own(
        "clinic_statements",
        "clinic",
        "Who says what of the clinic.",
        lambda row: statements_line(row.statements[0]),
        LIST,
    ),
    own(
        "program_statements",
        "program",
        "Who says what of the program.",
        lambda row: statements_line(row.statements[1]),
        LIST,
    ),
    own(
        "clinic_checks", "clinic", "Who confirmed what of the clinic.", lambda row: checks_line(row.checks[0]), LIST
    ),
    own(
        "program_checks",
        "program",
        "Who confirmed what of the program.",
        lambda row: checks_line(row.checks[1]),
        LIST,
    ),
    own(
        "sources",
        "clinic",
        "The sources that the row names: `name | kind | url | licence | attribution`.",
        lambda row: sources_line(readings.sources(row)),
        LIST,
    ),
]


def group_columns(owner):
    """Facts, worked-out columns and claims of an owner, group by group."""
    for group in groups_of(owner):
        yield from (fact_column(owner, group, fact) for fact in group.facts)
        yield from (replace(column, group=group.slug) for column in WORKED_OUT.get(group.slug, ()))
        yield from claim_columns(group)


COLUMNS = [
    *CLINIC_COLUMNS,
    *group_columns("clinic"),
    *PROGRAM_COLUMNS,
    *group_columns("program"),
    CHECKED_ON,
    *STAFF_COLUMNS,
    *(replace(column, sets=RESTORE) for column in RESTORE_COLUMNS),
]
BY_NAME = {column.name: column for column in COLUMNS}
