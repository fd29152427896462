"""What the release before records from now on has the database's own time."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0019_plain_help_texts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="check",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now, db_default=Now(), editable=False),
        ),
        migrations.AlterField(
            model_name="organization",
            name="updated_at",
            field=models.DateTimeField(default=django.utils.timezone.now, db_default=Now(), editable=False),
        ),
    ]
