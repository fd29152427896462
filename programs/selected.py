"""What the codebook reads of an entry, as the database selects it: one row an entry, whatever belongs to it.

Rows of other tables (terms, prices, checks …) come as one JSON text, a list a row. A withheld address stays in the
database: its parts are selected empty.
"""

from typing import Any

from django.db import connection, models
from django.db.models import Case, DateField, F, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Greatest

from programs.models import (
    Check,
    Clinic,
    ClinicSlug,
    ClinicTerm,
    Hours,
    Licence,
    Phone,
    Price,
    Program,
    ProgramTerm,
    ServedState,
    SourceRecord,
    Statement,
)

MODELS: dict[str, Any] = {"clinic": Clinic, "program": Program}
WITHHELD_PARTS = ("street", "unit", "postal_code", "county")
ENTRY = OuterRef("pk")
EMPTY = Value("", TextField())
NO_ROWS = "[]"
PKS = "pks"


class IdText(Func):
    """A UUID as text with its dashes."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        parts = "||'-'||".join(
            f"substr(%(expressions)s,{start},{size})"
            for start, size in [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)]
        )
        return self.as_sql(compiler, connection, template=parts, **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="%(expressions)s::text", **context)


class Joined(Func):
    """Values in one text with a | between them: only the last may hold a | itself, and none may be NULL."""

    template = "(%(expressions)s)"
    arg_joiner = " || '|' || "
    output_field = TextField()


class Rows(Subquery):
    """The rows of a queryset in its order as one JSON text: a list of its values, or for several `of` a list of lists.

    Without any row it is the text "[]". A list of lists takes a database three times as long as a list.
    """

    output_field = TextField()
    template = "(SELECT JSON_GROUP_ARRAY(%(cells)s) FROM (%(subquery)s) AS each_row)"
    postgresql = "(SELECT COALESCE(JSON_AGG(%(cells)s), '[]')::text FROM (%(subquery)s) AS each_row)"

    def __init__(self, queryset, *of):
        named = {
            f"cell_{place}": F(value) if isinstance(value, str) else value for place, value in enumerate(of)
        }
        super().__init__(queryset.values(**named), names=list(named))

    def as_sql(self, compiler, connection, template=None, **context):
        return super().as_sql(compiler, connection, template, cells=self.cells("JSON_ARRAY"), **context)

    def as_postgresql(self, compiler, connection, **context):
        cells = self.cells("JSON_BUILD_ARRAY")
        return super().as_sql(compiler, connection, self.postgresql, cells=cells, **context)

    def cells(self, function):
        names = self.extra["names"]
        return names[0] if len(names) == 1 else f"{function}({', '.join(names)})"


def text(expression):
    """An expression as text; NULL is the empty text."""
    return Coalesce(Cast(expression, TextField()), EMPTY)


def id_text(name):
    return Coalesce(IdText(name), EMPTY)


def owned(model, owner, order, *of):
    return Rows(model.objects.filter(**{owner: ENTRY}).order_by(*order), *of)


def about(model, owner, *of):
    """Rows about groups of an entry, oldest first."""
    return Rows(all_about(model, owner).order_by("pk"), *of)


def all_about(model, owner):
    """Rows about groups of an entry; those of a clinic are the ones that name no program.

    That is asked of a COALESCE: SQLite would take an index on "no program", which most clinics' rows share.
    """
    rows = model.objects.filter(**{owner: ENTRY})
    return rows.alias(about=Coalesce("program_id", 0)).filter(about=0) if owner == "clinic" else rows


def modified(owner, *others):
    """When the entry, or one of the `others`, was last changed, or a check of the entry recorded."""
    newest = Subquery(all_about(Check, owner).order_by("-recorded_at").values("recorded_at")[:1])
    return text(Greatest("updated_at", *(Coalesce(each, "updated_at") for each in (newest, *others))))


def claims_of(owner):
    """Who says the groups of an entry, and who checked them."""
    check = ["group", "method", "checked_on", "expires_on", text("ended_on")]
    return {
        "statements": about(Statement, owner, Joined("group", "source_id", text("as_of"), "edition")),
        "checks": about(Check, owner, Joined(*check)),
        "signed_checks": about(Check, owner, *check, "by_name", "note"),
    }


TERM = Joined("term_id", "answer", "role", "note")
PRICE = Joined(
    *("item", "low", text("high"), "currency", text("includes"), text("excludes")),
    *(text("valid_from"), text("valid_until"), text("source_id"), "note"),
)
MADE = {
    "clinic": {
        "id": id_text("public_id"),
        "organization": text("organization__name"),
        "organization_id": id_text("organization__public_id"),
        "organization_ownership": text("organization__ownership"),
        "organization_npi": text("organization__npi"),
        **{
            f"public_{name}": Case(When(address_withheld="yes", then=EMPTY), default=text(name))
            for name in WITHHELD_PARTS
        },
        "demonstration": Case(
            When(demonstration=True, then=Value("yes")), default=Value("no"), output_field=TextField()
        ),
        "merged_into": id_text("merged_into__public_id"),
        "modified_at": modified("clinic", "organization__updated_at"),
        "terms": owned(ClinicTerm, "clinic", [], TERM),
        "phones": owned(Phone, "clinic", ["pk"], "kind", "number", "extension", "note"),
        "phone_ids": owned(Phone, "clinic", ["pk"], IdText("public_id")),
        "hours": owned(Hours, "clinic", ["day", "opens"], "day", "opens", "closes"),
        "licences": owned(
            Licence, "clinic", ["pk"], "kind", "issuer", "number", "state", "valid_until", "looked_up_at"
        ),
        "licence_ids": owned(Licence, "clinic", ["pk"], IdText("public_id")),
        "old_slugs": owned(ClinicSlug, "clinic", ["pk"], "slug"),
        "records": owned(
            SourceRecord, "clinic", ["source__name", "key", "part"], "source__name", "key", "program_id"
        ),
        **claims_of("clinic"),
    },
    "program": {
        "id": id_text("public_id"),
        "medicine": text("medicine__slug"),
        "modified_at": modified("program"),
        "types": owned(Program.types.through, "program", [], "programtype_id"),
        "terms": owned(ProgramTerm, "program", [], TERM),
        "states": owned(ServedState, "program", ["region"], "region"),
        "prices": owned(Price, "program", ["pk"], PRICE),
        "price_ids": owned(Price, "program", ["pk"], IdText("public_id")),
        **claims_of("program"),
    },
}


def expression(owner, name):
    """What is selected for `name` of a clinic or program: one of MADE, or a field of the model, dates as texts."""
    if name in MADE[owner]:
        return MADE[owner][name]
    is_date = isinstance(MODELS[owner]._meta.get_field(name), DateField)
    return text(name) if is_date else F(name)


class Selection:
    """The values `names` of clinics or programs (`owner`) by their pks: one query a call, compiled once."""

    def __init__(self, owner, names, unpublished=False):
        entries = MODELS[owner].objects
        entries = entries.order_by() if unpublished else entries.published().order_by()
        query = entries.filter(pk__in=self.chosen()).values_list(
            "pk", *(expression(owner, name) for name in names)
        )
        self.blank = (None, *(NO_ROWS if isinstance(MADE[owner].get(name), Rows) else None for name in names))
        self.sql, params = query.query.sql_with_params()
        self.params = list(params)
        self.place = self.params.index(PKS)

    @staticmethod
    def chosen():
        """A list of pks as one parameter, so that the statement is the same for any number of them."""
        if connection.vendor == "postgresql":
            return RawSQL("SELECT unnest(%s::bigint[])", [PKS], models.BigIntegerField())
        return RawSQL("SELECT value FROM json_each(%s)", [PKS], models.BigIntegerField())

    def read(self, pks, cursor):
        """{pk: (pk, value of each name …)} of those of `pks` that there are, by one query of `cursor`."""
        self.params[self.place] = pks if connection.vendor == "postgresql" else str(pks)
        cursor.execute(self.sql, self.params)
        return {row[0]: row for row in cursor.fetchall()}
