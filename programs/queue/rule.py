"""A rule of the work queue: which entries want a person, why, and how much it matters to patients."""

from typing import Any

from programs.models import Clinic
from programs.models.groups import GROUPS


class Rule:
    """One reason to look at an entry. A rule is a subclass with these words and a query; rules.py lists them.

    `severity` goes from 1 (untidy) to 5 (somebody may come to harm). `clinic` and `program` are the paths from a row to
    both entries, `since` the path to the day or moment since when it waits, `group` the group of facts to look at,
    or `group_path` the path to it. Where it `is_awaited`, a person waits for an answer, and its age is the highest from
    the start. A rule about entries and their checks alone may be kept (`is_kept`): whatever changes what it finds of a
    clinic must tell the search so, and where days alone change it, `turned()` says at which clinics.
    """

    name = ""
    label: Any = ""
    explanation: Any = ""
    severity = 1
    is_awaited = False
    is_kept = False
    clinic = "clinic"
    program: str | None = "program"
    since = ""
    group = ""
    group_path = ""

    def rows(self, today):
        """The rows (a QuerySet) that want a person on `today`, one for each thing to look at."""
        raise NotImplementedError

    def turned(self, before, today):
        """The pks (a QuerySet of them) of clinics of which it may find something else on `today` than `before`.

        That is where a day that the rule compares lies between these two; none where the rule compares no day.
        """
        return Clinic.objects.none().values_list("pk", flat=True)

    def owner(self, item):
        """ "program" or "clinic": whose page has the facts to look at."""
        group = GROUPS.get(item.group)
        return group.owner if group else "program" if item.program else "clinic"
