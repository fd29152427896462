"""The news of a week for feed readers (Atom, RFC 4287): clinics that are new, that say something else, or are gone.

It says which groups of facts changed, and no fact: a value may be one that is withheld by now.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from programs.models import Change, Clinic, Program
from programs.models.groups import GROUP_OF, GROUPS
from programs.pages.changes_page import DAYS, MOST, gone_since

MOST_CHANGES = 2_000  # rows of history that are looked at, the newest first


@dataclass(frozen=True)
class Entry:
    """One clinic and its news; a later change is the same entry with a later time."""

    clinic: Clinic
    at: dt.datetime
    words: str

    @property
    def title(self):
        """The clinic's name without signs that XML cannot hold."""
        return "".join(sign if sign.isprintable() else " " for sign in self.clinic.name)


def entries(today):
    """The Entries of a week, newest first. Four queries."""
    since = today - dt.timedelta(DAYS)
    new = Clinic.objects.published().filter(published_at__date__gt=since)
    found = {each.pk: Entry(each, each.published_at, "New in the list.") for each in new[:MOST]}
    for entry in changed(since):
        found.setdefault(entry.clinic.pk, entry)
    found |= {each.pk: Entry(each, each.updated_at, gone_words(each)) for each in gone_since(since)[:MOST]}
    return sorted(found.values(), key=lambda entry: (entry.at, entry.clinic.pk), reverse=True)[:MOST]


def changed(since):
    """The Entries of public clinics of which history tells something since that day, of what is public of them."""
    rows = Change.objects.filter(clinic__in=Clinic.objects.published()).select_related("clinic")
    rows = [row for row in rows.order_by("-pk")[:MOST_CHANGES] if day_of(row) > since and group_of(row)]
    asked = [row.resource_id for row in rows if row.resource_type == "program"]
    public = set(Program.objects.published().filter(public_id__in=asked).values_list("public_id", flat=True))
    told: dict = {}
    for row in rows:
        if row.resource_type == "clinic" or row.resource_id in public:
            told.setdefault(row.clinic_id, []).append(row)
    return [Entry(mine[0].clinic, mine[0].last_action_date, changed_words(mine)) for mine in told.values()]


def day_of(row):
    return timezone.localdate(row.last_action_date)


def group_of(row):
    """The group of facts that a row of history is about; None where an entry only came or went."""
    return GROUP_OF.get((row.resource_type, row.field_name))


def changed_words(rows):
    """ "Changed: Contact, Prices." in the order of the page."""
    groups = {group_of(row) for row in rows}
    return f"Changed: {', '.join(str(group.label) for slug, group in GROUPS.items() if slug in groups)}."


def gone_words(clinic):
    return "Closed for good." if clinic.operating_status == Clinic.Operating.CLOSED else "No longer listed."
