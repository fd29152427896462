"""The index of this process, as new as the database: one number is compared a request."""

import threading
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.utils.translation import get_language

from programs.models import Clinic, SearchChange, SearchRevision
from programs.models.change import KEPT_NUMBERS
from programs.models.term import DEFAULT_LANGUAGE
from programs.search.choices import Choices, read_choices
from programs.search.planes import Full
from programs.search.reading import Reader, build
from programs.search.spelling import Vocabulary, read_vocabulary
from programs.search.text import forget_words

MOST_UPDATES = 500  # clinics changed since the last look; more are quicker read all anew
LOCK = threading.RLock()


class Held:
    """The planes of this process, the number of the last change they know, and what can be chosen by language."""

    planes: Any = None
    n = -1
    choices: dict[str, Choices] = {}
    vocabulary: Vocabulary | None = None


def forget():
    """Drop the index; the next search builds it anew."""
    with LOCK:
        Held.planes, Held.n, Held.choices, Held.vocabulary = None, -1, {}, None
        forget_words()


@contextmanager
def current():
    """(planes, choices) as of the newest committed change, held still while the block reads them.

    Costs one query when nothing changed; reads the changed clinics, or everything after a bulk change.
    """
    with LOCK:
        n = number()
        if n != Held.n:
            Held.vocabulary = None
            forget_words()
            if Held.planes is None or n < Held.n:
                Held.planes, Held.n, Held.choices = build(), n, {}
            else:
                catch_up(n)
        yield Held.planes, choices_in(get_language() or DEFAULT_LANGUAGE)


def number():
    """The number of the newest committed change."""
    return SearchRevision.objects.values_list("n", flat=True).first() or 0


def known_words():
    """The words of all documents, read when somebody first misspells one, and again after a change."""
    if Held.vocabulary is None:
        Held.vocabulary = read_vocabulary()
    return Held.vocabulary


def choices_in(language):
    """What can be chosen, read once a language and change."""
    if language not in Held.choices:
        Held.choices[language] = read_choices(language)
    return Held.choices[language]


def catch_up(n):
    """Read what changed since the last look, in place where there is room.

    The number is asked for again after the log was read: what was cleared from it meanwhile is older than that.
    """
    changed = (
        SearchChange.objects.filter(n__gt=Held.n, n__lte=n).values_list("clinic_pk", flat=True).distinct()
    )
    pks, offered = list(changed[: MOST_UPDATES + 1]), Held.planes.offered()
    try:
        if None in pks or len(pks) > MOST_UPDATES or number() - Held.n > KEPT_NUMBERS:
            raise Full
        update(Held.planes, pks, n)
    except Full:
        Held.planes = build()
    if Held.planes.offered() != offered:
        Held.choices = {}
    Held.n = n


def update(planes, pks, n):
    """Read the clinics `pks`, changed up to number `n`, anew; those no longer public leave their place empty.

    Raises Full.
    """
    known = [pk for pk in pks if pk in planes.positions]
    for pk in known:
        planes.clear(planes.positions[pk])
    Reader(planes, pks).read()
    here = np.array([planes.positions[pk] for pk in pks if pk in planes.positions], np.int64)
    planes.changed_at[here] = n
    names = Clinic.objects.published().filter(pk__in=pks).values_list("pk", "name", "public_id")
    keys = {pk: name_key(*name) for pk, *name in names if pk in planes.positions}
    if any(
        planes.name_hash[planes.positions[pk]] != hash(keys.get(pk)) for pk in pks if pk in planes.positions
    ):
        planes.by_name = planes.by_name[~np.isin(planes.by_name, here)]
        for pk, key in keys.items():
            insert_name(planes, pk, key)
        planes.rank_names()
        planes.name_hash[here] = [hash(keys.get(int(pk))) for pk in planes.clinic_pk[here]]


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


def name_key(name, public_id):
    return name.casefold(), str(public_id)
