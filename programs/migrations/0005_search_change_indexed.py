from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0004_guides'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchchange',
            name='indexed',
            field=models.TextField(db_default=''),
        ),
    ]
