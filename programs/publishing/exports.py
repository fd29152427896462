"""What people took and saved at the export page."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programs.models import Export
from programs.publishing.jobs import TYPED, enqueue

REMEMBERED = 20  # past exports of a person
KEEP = dt.timedelta(days=90)
HOLDS_TYPED = r"(^|&)(q|near)="  # earlier releases kept them
LARGE_EXPORT = "export"  # the name of the long work


def remember(user, address, rows=None, job=None):
    """Note that `user` took what `address`, which holds no typed words, asks for; the same again is one, the newest."""
    with transaction.atomic():
        mine = Export.objects.filter(by=user, name="")
        mine.filter(address=address).delete()
        export = Export.objects.create(by=user, address=address, rows=rows, job=job)
        kept = mine.values_list("pk", flat=True)[:REMEMBERED]
        mine.exclude(pk__in=list(kept)).delete()
    return export


def start_export(user, address, typed=None):
    """Let the large export of `address`, with the parameters `typed` too, be written in the background.

    Returns its Export. What was typed stands in the job alone, until that is over.
    """
    with transaction.atomic():
        return remember(
            user, address, job=enqueue(LARGE_EXPORT, {"address": address, TYPED: typed or {}}, by=user)
        )


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
    """Forget what people took more than 90 days ago, or with words that they typed; what they saved stays."""
    old = Q(at__lt=(now or timezone.now()) - KEEP)
    Export.objects.filter(old | Q(address__regex=HOLDS_TYPED), name="").delete()
