"""The index of this process, as new as the database: one number is compared a request."""

import json
import threading
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import numpy as np
from django.utils.translation import get_language

from programs.databases import reading, turn_to_primary
from programs.models import Clinic
from programs.models.change import KEPT_NUMBERS
from programs.models.indexed import indexed_rows
from programs.models.term import DEFAULT_LANGUAGE
from programs.search.choices import Choices, read_choices
from programs.search.place_names import forget_places
from programs.search.planes import Full
from programs.search.reading import Reader, build, name_key
from programs.search.spelling import Vocabulary, read_vocabulary
from programs.search.text import forget_words

MOST_UPDATES = 500  # clinics changed since the last look; more are quicker read all anew
LONGEST_READING = 120  # seconds for a statement that reads a table whole
LOCK = threading.RLock()
CHANGES = """
    SELECT n, 0, NULL, NULL FROM programs_searchrevision UNION ALL SELECT * FROM
    (SELECT n, id, clinic_pk, indexed FROM programs_searchchange WHERE n > %s ORDER BY n, id LIMIT %s) log
"""


class Held:
    """The planes of this process, the number of the last change they know, and what can be chosen by language."""

    planes: Any = None
    n = -1
    offered: Any = None  # see Planes.offered()
    forgotten = 0  # how often
    choices: dict[str, Choices] = {}
    vocabulary: Vocabulary | None = None


def forget():
    """Drop the index; the next search builds it anew."""
    with LOCK:
        Held.planes, Held.n, Held.choices, Held.vocabulary = None, -1, {}, None
        Held.forgotten += 1
        forget_words()
        forget_places()


@contextmanager
def current():
    """(planes, choices) as of the newest committed change, held still while the block reads them.

    A replica that is behind this index serves the request no further: what it lacks may be on the page already.
    Costs one query when nothing changed; reads the changed clinics, or everything after a bulk change.
    """
    with LOCK:
        n = number()
        if n < Held.n and turn_to_primary():
            n = number()
        if n != Held.n:
            Held.vocabulary = None
            forget_words()
            forget_places()
            if Held.planes is None or n < Held.n:
                Held.planes, Held.n = build_all(), n
            else:
                catch_up()
            if Held.planes.offered() != Held.offered:
                Held.offered, Held.choices = Held.planes.offered(), {}
        yield Held.planes, choices_in(get_language() or DEFAULT_LANGUAGE)


def number():
    """The number of the newest committed change."""
    with reading().cursor() as cursor:
        cursor.execute("SELECT n FROM programs_searchrevision")
        return (cursor.fetchone() or (0,))[0]


def state():
    """What is another one after every committed change, and after forget(): one query."""
    return Held.forgotten, number()


def known_words():
    """The words of all documents, read when somebody first misspells one, and again after a change."""
    if Held.vocabulary is None:
        with unhurried():
            Held.vocabulary = read_vocabulary()
    return Held.vocabulary


def choices_in(language):
    """What can be chosen, read once a language and change."""
    if language not in Held.choices:
        Held.choices[language] = read_choices(language)
    return Held.choices[language]


def catch_up():
    """Read what changed since the last look, in place where there is room."""
    n, changed = changed_since(Held.n)
    try:
        if None in changed or len(changed) > MOST_UPDATES or n - Held.n > KEPT_NUMBERS:
            raise Full
        renew(Held.planes, changed, n)
    except Full:
        Held.planes = build_all()
    Held.n = n


def build_all():
    """The planes of all clinics, however long their tables take to read."""
    with unhurried():
        return build()


@contextmanager
def unhurried():
    """Let statements of the block take longer than those of a page may."""
    if reading().vendor != "postgresql":
        yield
        return
    with reading().cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {LONGEST_READING * 1_000}")
    try:
        yield
    finally:
        with reading().cursor() as cursor:
            cursor.execute("RESET statement_timeout")


def changed_since(n):
    """(the newest number, {pk of a clinic: its rows as text}) of what changed after the number `n`.

    One query for both, so that nothing is cleared from the log between them.
    """
    with reading().cursor() as cursor:
        cursor.execute(CHANGES, [n, MOST_UPDATES + 1])
        found = sorted(cursor.fetchall(), key=itemgetter(1))
    return found[0][0], {pk: rows for _n, _id, pk, rows in found[1:]}


def renew(planes, changed, n):
    """Put the clinics `changed` (see changed_since()), up to number `n`, in anew. Raises Full.

    Those that are no longer public leave their place empty.
    """
    for pk in changed:
        if pk in planes.positions:
            planes.clear(planes.positions[pk])
    names = {}
    for rows in rows_of(changed):
        Reader(planes, rows, names).read()
    here = np.array([planes.positions[pk] for pk in changed if pk in planes.positions], np.int64)
    planes.changed_at[here] = n
    hashes = [hash(names.get(int(pk))) for pk in planes.clinic_pk[here]]
    if (planes.name_hash[here] != hashes).any():
        planes.by_name = planes.by_name[~np.isin(planes.by_name, here)]
        for pk, key in names.items():
            insert_name(planes, pk, key)
        planes.rank_names()
        planes.name_hash[here] = hashes


def rows_of(changed):
    """The rows of each clinic that brought them along; those of the others are read together."""
    yield from (json.loads(rows) for rows in changed.values() if rows)
    if silent := [pk for pk, rows in changed.items() if not rows]:
        yield indexed_rows(silent)


def insert_name(planes, pk, mine):
    """Put a clinic into the order of names by halves, reading the names it is compared with."""
    low, high = 0, len(planes.by_name)
    while low < high:
        middle = (low + high) // 2
        if name_of(int(planes.clinic_pk[planes.by_name[middle]])) < mine:
            low = middle + 1
        else:
            high = middle
    planes.by_name = np.insert(planes.by_name, low, planes.positions[pk])


def name_of(pk):
    """The name of a clinic as a key; one that is gone stands before all."""
    return name_key(*(Clinic.objects.values_list("name", "public_id").filter(pk=pk).first() or ("", "")))
