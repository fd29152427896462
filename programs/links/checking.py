"""Visits to the websites of public clinics, a bounded number at a time, one after the other."""

import datetime as dt
import time
from collections import Counter

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from programs.links.visiting import visit
from programs.models import Clinic, LinkVisit
from programs.publishing import Refused
from programs.publishing.links import note_visit

AT_ONCE = 500  # websites
PAUSE = 1.0  # seconds between two visits
AGAIN, FAILED_AGAIN = dt.timedelta(days=30), dt.timedelta(hours=22)
OFF = "Links are not checked: set CHECK_LINKS=1 where this site may ask other sites."


def check_links(number=AT_ONCE, *, pause=PAUSE, visit=visit, progress=None):
    """Visit up to `number` websites that are due and note what was seen; return a Counter of the answers.

    A website that answered is due again after 30 days, one that failed after one.
    Raises Refused where the site is not set to ask others.
    """
    if not settings.CHECK_LINKS:
        raise Refused(OFF)
    seen, chosen = Counter(), due(number, timezone.now())
    if progress:
        progress.begin("Websites", len(chosen))
    for left, (pk, url) in zip(range(len(chosen) - 1, -1, -1), chosen, strict=True):
        found = visit(url)
        note_visit(pk, url, found.answer, found.detail, timezone.now())
        seen[found.answer] += 1
        if progress:
            progress()
        time.sleep(pause if left else 0)
    return seen


def told(seen):
    """What came of visits in words."""
    words = [f"{LinkVisit.Answer(answer).label}: {number}" for answer, number in seen.most_common()]
    return "; ".join(words) + "." if words else "No website is due."


def due(number, now):
    """[(pk of a clinic, its website)], those longest unvisited first."""
    fresh = Q(link_visit__failing_since=None, link_visit__visited_at__gt=now - AGAIN)
    failed = Q(link_visit__failing_since__isnull=False, link_visit__visited_at__gt=now - FAILED_AGAIN)
    visited = Q(link_visit__url=F("website")) & (fresh | failed)
    waiting = Clinic.objects.published().exclude(website="").exclude(visited)
    longest = waiting.order_by(F("link_visit__visited_at").asc(nulls_first=True), "pk")
    return list(longest.values_list("pk", "website")[:number])
