"""When a check was recorded and an organization changed, for those who keep in step with the listings."""

import datetime as dt

import django.utils.timezone
from django.db import migrations, models
from django.db.models import DateTimeField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Now

# Of an operator whose history says nothing.
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def from_what_is_known(apps, _schema_editor):
    """Of what is there already: the day of a check, the last change of an organization's history."""
    Check, Organization, Change = (
        apps.get_model("programs", name) for name in ("Check", "Organization", "Change")
    )
    Check.objects.update(recorded_at=Cast("checked_on", DateTimeField()))
    history = Change.objects.filter(resource_type="organization", resource_id=OuterRef("public_id"))
    newest = history.order_by().values("resource_id").annotate(at=Max("last_action_date")).values("at")
    Organization.objects.update(updated_at=Coalesce(Subquery(newest), Value(LONG_AGO)))


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0016_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now, db_default=Now(), editable=False),
        ),
        migrations.AddField(
            model_name="organization",
            name="updated_at",
            field=models.DateTimeField(default=django.utils.timezone.now, db_default=Now(), editable=False),
        ),
        migrations.RunPython(from_what_is_known, migrations.RunPython.noop),
    ]
