"""Words typed into the search: what must stand in a program's document."""

import numpy as np
from django.db import connection
from django.db.models import Q

from programs.models.document import words

MOST_WORDS = 8
# Words that say nothing of what somebody looks for.
STOP_WORDS = frozenset(
    """a an and the of for in on at to with near me my i is are who that has have had been was his her their our
    he she they we you your it too much lot many use uses using need needs want looking find get help please someone
    brother sister son daughter husband wife mother father mom dad parent child friend partner boyfriend girlfriend
    el la los las de en para con y mi su un una que hermano hermana hijo hija esposo esposa madre padre amigo amiga
    busco necesito ayuda""".split()
)


def query_words(text):
    """The words of `text` that count, at most eight; stop words alone are kept as typed."""
    typed = words(text)
    return ([word for word in typed if word not in STOP_WORDS] or typed)[:MOST_WORDS]


def document_has(typed, column="text"):
    """All of `typed` stand in the document (or in its `column` "names"), the last one as the beginning of a word."""
    if not typed:
        return Q(pk__in=())
    condition = Q()
    for word in typed[:-1]:
        condition &= Q(**{f"document__{column}__contains": f" {word} "})
    return condition & Q(**{f"document__{column}__contains": f" {typed[-1]}"})


def ids_with_words(typed, column="text"):
    """The pks of programs whose document has all of `typed`, the last as a beginning, from the full-text index.

    One query; drafts may be among them, as the index holds every document.
    """
    if not typed:
        return np.zeros(0, np.int64)
    postgresql = connection.vendor == "postgresql"
    sql, match = (on_postgresql if postgresql else on_sqlite)(typed, column)
    with connection.cursor() as cursor:
        cursor.execute(sql, [match])
        found = cursor.fetchone()[0]
    return np.array((found or "").split(","), np.int64) if found else np.zeros(0, np.int64)


def on_sqlite(typed, column):
    quoted = [f'"{word}"' for word in typed]
    match = f"{{{column}}} : ({' AND '.join([*quoted[:-1], quoted[-1] + '*'])})"
    return "SELECT group_concat(rowid) FROM programs_words WHERE programs_words MATCH %s", match


def on_postgresql(typed, column):
    quoted = [f"'{word}'" for word in typed]
    match = " & ".join([*quoted[:-1], quoted[-1] + ":*"])
    sql = (
        "SELECT string_agg(program_id::text, ',') FROM programs_searchdocument WHERE {}_words @@ %s::tsquery"
    )
    return sql.format(column), match
