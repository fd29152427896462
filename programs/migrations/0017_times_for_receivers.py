"""When a check was recorded and an organization changed, for those who keep in step with the listings.

Of what is there already 0021 says it, without a lock on the tables.
"""

import datetime as dt

import django.utils.timezone
from django.db import migrations, models

# The release before, which goes on meanwhile, leaves both to the database.
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0016_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="recorded_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, db_default=LONG_AGO, editable=False
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="updated_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, db_default=LONG_AGO, editable=False
            ),
        ),
    ]
