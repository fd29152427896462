"""A clinic's page as a reader meets it."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.html import strip_tags

from programs.pages.clinic_page import clinic_page, load

TODAY = timezone.localdate()
DAY = dt.timedelta(1)


def page(clinic):
    return clinic_page(load(clinic.pk), TODAY)


def html(client, clinic):
    return client.get(f"/clinics/{clinic.slug}/").content.decode()


def plain(text):
    """Its words as one line, as a reader meets them."""
    return re.sub(r"\s+", " ", strip_tags(text))


def money(item, dollars, high=None, **fields):
    return {"item": item, "low": dollars * 100, "high": (high or dollars) * 100, **fields}
