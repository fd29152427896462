"""The listings as the database itself would write them: the public columns of the codebook in one statement."""

from django.db import connection

from programs.models import Clinic, Program
from programs.models.groups import FACTS, groups_of

ROWS = {
    "phones": (
        "programs_phone",
        "clinic_id",
        "kind || ' | ' || number || ' | ' || extension || ' | ' || note",
    ),
    "hours": ("programs_hours", "clinic_id", "day || ' | ' || opens || ' | ' || closes"),
    "licences": (
        "programs_licence",
        "clinic_id",
        "kind || ' | ' || issuer || ' | ' || number || ' | ' || state",
    ),
    "prices": ("programs_price", "program_id", "item || ' | ' || low || ' | ' || high || ' | ' || currency"),
}


def same_columns():
    """The statement: a row a published program; every list, statement and check is aggregated once and joined."""
    columns, joins = [], []
    for owner, model in (("clinic", Clinic), ("program", Program)):
        columns += [f"{owner}.public_id", f"{owner}.slug"]
        for group in groups_of(owner):
            columns += plain_columns(owner, model, group)
            columns += [f"{owner}_said.{group.slug}_source", f"{owner}_checks.{group.slug}_on"]
            columns += [f"{owner}_checks.{group.slug}_method", f"{owner}_checks.{group.slug}_until"]
        for name in (
            name for (whose, name), fact in FACTS.items() if whose == owner and fact.kind == "terms"
        ):
            vocabulary = FACTS[owner, name].vocabulary
            columns.append(f"{owner}_terms.list_{vocabulary.replace('-', '_')}")
        columns.append(f"{owner}_terms.codes")
        joins += [terms(owner), said(owner), checks(owner)]
    for name, (table, key, text) in ROWS.items():
        owner = key.removesuffix("_id")
        columns.append(f"{name}.texts")
        lines = f"SELECT {key} AS owner, {joined(text)} AS texts FROM {table} GROUP BY {key}"
        joins.append(f"LEFT JOIN ({lines}) {name} ON {name}.owner = {owner}.id")
    types = (
        f"SELECT program_id AS owner, {joined('kind.slug')} AS texts FROM programs_program_types "
        "JOIN programs_programtype kind ON kind.id = programtype_id GROUP BY program_id"
    )
    joins.append(f"LEFT JOIN ({types}) types ON types.owner = program.id")
    return (
        f"SELECT {', '.join([*columns, 'types.texts', 'operator.name'])} FROM programs_program program "
        f"JOIN programs_clinic clinic ON clinic.id = program.clinic_id AND clinic.status = 'published' "
        "AND clinic.operating_status <> 'closed' "
        f"LEFT JOIN programs_organization operator ON operator.id = clinic.organization_id "
        f"{' '.join(joins)} WHERE program.status = 'published' ORDER BY clinic.id, program.id"
    )


def plain_columns(owner, model, group):
    """The plain fields of a group; a foreign key as its number."""
    return [f"{owner}.{model._meta.get_field(name).column}" for name in group.field_names()]


def joined(text, condition=""):
    """An aggregate that joins texts by "; "."""
    only = f" FILTER (WHERE {condition})" if condition else ""
    function = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    return f"{function}({text}, '; '){only}"


def terms(owner):
    """The lists of terms, a column a vocabulary."""
    vocabularies = [
        fact.vocabulary for (whose, _n), fact in FACTS.items() if whose == owner and fact.kind == "terms"
    ]
    picked = {name: joined("term.slug", f"term.vocabulary = '{name}'") for name in vocabularies}
    columns = ", ".join(f"{text} AS list_{name.replace('-', '_')}" for name, text in picked.items())
    yes = joined("coded.texts", "answer = 'yes'")
    inside = (
        f"SELECT {owner}_id AS owner, {columns}, {yes} AS codes FROM programs_{owner}term "
        f"JOIN programs_term term ON term.id = term_id JOIN ({codes()}) coded ON coded.id = term_id "
        f"GROUP BY {owner}_id"
    )
    return f"LEFT JOIN ({inside}) {owner}_terms ON {owner}_terms.owner = {owner}.id"


def codes():
    """What other lists call each term: the codes of a list with blanks between them, then the id of HSDS."""
    function = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    listed = (
        f"SELECT term_id, list || ' | ' || edition || ' | ' || {function}(code, ' ') AS texts "
        "FROM programs_termcode WHERE answer = 'yes' GROUP BY term_id, list, edition"
    )
    others = joined("term.slug || ' | ' || listed.texts")
    return (
        f"SELECT term.id, COALESCE({others} || '; ', '') || term.slug || ' | hsds | 3.0 | ' || term.public_id AS texts "
        f"FROM programs_term term LEFT JOIN ({listed}) listed ON listed.term_id = term.id "
        "GROUP BY term.id, term.slug, term.public_id"
    )


def said(owner):
    """The source of each group."""
    columns = [
        f"max(source.name || ' ' || edition) FILTER (WHERE \"group\" = '{group.slug}') AS {group.slug}_source"
        for group in groups_of(owner)
    ]
    inside = (
        f"SELECT {owner}_id AS owner, {', '.join(columns)} FROM programs_statement "
        f"JOIN programs_source source ON source.id = source_id {mine(owner)} GROUP BY {owner}_id"
    )
    return f"LEFT JOIN ({inside}) {owner}_said ON {owner}_said.owner = {owner}.id"


def checks(owner):
    """The newest check of each group."""
    columns = [
        f"max({column}) FILTER (WHERE \"group\" = '{group.slug}') AS {group.slug}_{name}"
        for group in groups_of(owner)
        for name, column in (("on", "checked_on"), ("method", "method"), ("until", "expires_on"))
    ]
    inside = f"SELECT {owner}_id AS owner, {', '.join(columns)} FROM programs_check {mine(owner)} GROUP BY {owner}_id"
    return f"LEFT JOIN ({inside}) {owner}_checks ON {owner}_checks.owner = {owner}.id"


def mine(owner):
    return f"WHERE program_id IS {'' if owner == 'clinic' else 'NOT '}NULL"
