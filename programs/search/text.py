"""Words typed into the search: what must stand in a program's document."""

import numpy as np
from django.db.models import Q

from programs.databases import reading
from programs.models.document import names_of_city, words

MOST_WORDS = 8
MOST_SETS, MOST_KEPT = 100, 8_000_000  # sets of pks, and bytes of all together
KEPT: dict[tuple, np.ndarray] = {}
# Words that say nothing of what somebody looks for.
STOP_WORDS = frozenset(
    """a an and the of for in on at to with near nearby me my i im is are am who that has have had been was his her
    their our he she they we you your it too much many lot so very use uses using take takes taking need needs want
    looking find get getting help please someone somebody how can could do does did doing will would wont cant dont not
    without where what which there any some about from by or if into speak speaking
    again always also been being go goes going just like live lives living now only really should since still stay stays
    then this these those thing things think today tonight try trying
    brother sister son daughter husband wife mother father mom dad parent child kid friend partner boyfriend girlfriend
    el la los las de del en para con y mi su un una que hermano hermana hijo hija esposo esposa madre padre amigo amiga
    busco necesito ayuda mucho mucha muchos muchas es esta clinica centro tratamiento
    ahora al algo algun alguna aqui busca cerca como cual cuando donde ella ellos eso este esto estoy hay hace hacer
    le lo les me mis muy necesita nos o otra otro otra vez pero por puede puedo quiere quiero se si sin sobre soy sus
    tambien te tener tengo tiene tienen todavia tu unos unas va vive viven vivo vivir ya yo""".split()
)
# Words that say that something is used, or a problem: what matters is of what.
PROBLEM_WORDS = frozenset(
    """addict addicted addiction abuse abusing dependence dependency hooked misuse problem quit quitting stop stopping
    smoke snort snorting shoot shooting inject injecting
    abuso adiccion adicto adicta dejar dependencia problema""".split()
)


def counted(typed):
    """Those of `typed` (a list of words) that count; stop words alone all do."""
    return [word for word in typed if word not in STOP_WORDS] or typed


def query_words(text):
    """The words of `text` to look for, at most eight."""
    typed = counted(words(text))
    return ([word for word in typed if word not in PROBLEM_WORDS] or typed)[:MOST_WORDS]


def city_phrases(city, region):
    """How a city is called: by its names, alone and with its state."""
    names = {" ".join(counted(name)) for name in names_of_city(city, region)}
    return [*names, *(f"{name} {region.casefold()}" for name in names)]


def document_has(typed, column="text", whole=False):
    """All of `typed` stand in the document (or in its `column` "names"), the last one also as the beginning of a word.

    With `whole` the last one as a whole word too.
    """
    if not typed:
        return Q(pk__in=())
    condition = Q()
    for word in typed[:-1]:
        condition &= Q(**{f"document__{column}__contains": f" {word} "})
    return condition & Q(**{f"document__{column}__contains": f" {typed[-1]}{' ' if whole else ''}"})


def forget_words():
    """Look for words anew: documents have changed."""
    KEPT.clear()


def kept_ids(typed, column="text", whole=False):
    """What ids_with_words() said since the last change: no query for words that were looked for before."""
    key = (column, whole, *typed)
    if key in KEPT:
        return unpacked(KEPT[key])
    found = ids_with_words(typed, column, whole)
    KEPT[key] = packed(found)
    while len(KEPT) > MOST_SETS or (len(KEPT) > 1 and sum(one.nbytes for one in KEPT.values()) > MOST_KEPT):
        del KEPT[next(iter(KEPT))]
    return found


def packed(ids):
    """Ids as bits, where that takes less room: a common word of 100,000 clinics takes a tenth then."""
    if not len(ids) or ids.max() // 8 >= ids.nbytes:
        return ids
    flags = np.zeros(ids.max() + 1, bool)
    flags[ids] = True
    return np.packbits(flags)


def unpacked(kept):
    """The way back from packed(), smallest first."""
    return np.flatnonzero(np.unpackbits(kept)) if kept.dtype == np.uint8 else kept


def ids_with_words(typed, column="text", whole=False):
    """The pks of programs whose document has all of `typed`, as document_has() says, from the full-text index.

    One query; drafts may be among them, as the index holds every document.
    """
    if not typed:
        return np.zeros(0, np.int64)
    postgresql = reading().vendor == "postgresql"
    sql, match = (on_postgresql if postgresql else on_sqlite)(typed, column, whole)
    with reading().cursor() as cursor:
        cursor.execute(sql, [match])
        found = cursor.fetchone()[0]
    return np.fromstring(found or "", np.int64, sep=",")


def on_sqlite(typed, column, whole):
    quoted = [f'"{word}"' for word in typed]
    match = f"{{{column}}} : ({' AND '.join(quoted)}{'' if whole else '*'})"
    return "SELECT group_concat(rowid) FROM programs_words WHERE programs_words MATCH %s", match


def on_postgresql(typed, column, whole):
    quoted = [f"'{word}'" for word in typed]
    match = " & ".join(quoted) + ("" if whole else ":*")
    sql = (
        "SELECT string_agg(program_id::text, ',') FROM programs_searchdocument WHERE {}_words @@ %s::tsquery"
    )
    return sql.format(column), match
