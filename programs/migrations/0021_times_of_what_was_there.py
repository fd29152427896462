"""Checks and organizations of before 0017: the day of the check, the last change of the organization's history.

A thousand rows at a time, each a transaction of its own: who reads or edits meanwhile waits for none of them.
"""

import datetime as dt

from django.db import migrations
from django.db.models import DateTimeField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce

LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # what 0017 gave them
AT_ONCE = 1_000


def from_what_is_known(apps, _schema_editor):
    Check, Organization, Change = (
        apps.get_model("programs", name) for name in ("Check", "Organization", "Change")
    )
    history = Change.objects.filter(resource_type="organization", resource_id=OuterRef("public_id"))
    newest = history.order_by().values("resource_id").annotate(at=Max("last_action_date")).values("at")
    for rows in in_parts(Check.objects.filter(recorded_at=LONG_AGO)):
        rows.update(recorded_at=Cast("checked_on", DateTimeField()))
    for rows in in_parts(Organization.objects.filter(updated_at=LONG_AGO)):
        rows.update(updated_at=Coalesce(Subquery(newest), Value(LONG_AGO)))


def in_parts(rows):
    """The rows, as querysets of AT_ONCE rows."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield rows.filter(pk__in=keys[start : start + AT_ONCE])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("programs", "0020_times_from_the_database"),
    ]

    operations = [
        migrations.RunPython(from_what_is_known, migrations.RunPython.noop),
    ]
