"""What people took and saved at the export page."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from programs.models import Export
from programs.publishing.jobs import enqueue

REMEMBERED = 20  # past exports of a person
KEEP = dt.timedelta(days=90)
LARGE_EXPORT = "export"  # the name of the long work


def remember(user, address, rows=None, job=None):
    """Note that `user` took what `address` asks for; the same again is one, the newest."""
    with transaction.atomic():
        mine = Export.objects.filter(by=user, name="")
        mine.filter(address=address).delete()
        export = Export.objects.create(by=user, address=address, rows=rows, job=job)
        kept = mine.values_list("pk", flat=True)[:REMEMBERED]
        mine.exclude(pk__in=list(kept)).delete()
    return export


def start_export(user, address):
    """Let the large export of `address` be written in the background; return its Export."""
    with transaction.atomic():
        return remember(user, address, job=enqueue(LARGE_EXPORT, {"address": address}, by=user))


def save_export(user, name, address):
    """Keep `address` under a name for everybody who exports; raises ValidationError for a name that is taken."""
    export = Export(by=user, name=name.strip(), address=address)
    export.full_clean(exclude=["rows", "job"])
    export.save()
    return export


def drop_export(export):
    """Forget a saved export."""
    export.delete()


def forget_exports(now=None):
    """Forget what people took more than 90 days ago; what they saved stays."""
    Export.objects.filter(name="", at__lt=(now or timezone.now()) - KEEP).delete()
