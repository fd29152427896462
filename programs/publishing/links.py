"""What visits to websites saw: notes that change no entry, but the page of a clinic says when its website is dead."""

from django.db import transaction

from programs.models import LinkVisit
from programs.publishing.change import log_search


def note_visit(clinic_pk, url, answer, detail, now):
    """Note what a visit to the website `url` of a clinic saw at `now`; the visits before it are forgotten."""
    failing_since = None
    if answer in LinkVisit.FAILED:
        earlier = LinkVisit.objects.filter(clinic=clinic_pk, url=url).values_list("failing_since", flat=True)
        failing_since = earlier.first() or now
    seen = {"url": url, "answer": answer, "detail": detail, "visited_at": now, "failing_since": failing_since}
    dead = LinkVisit.objects.dead().filter(clinic=clinic_pk)
    with transaction.atomic():
        before = dead.exists()
        LinkVisit.objects.update_or_create(clinic_id=clinic_pk, defaults=seen)
        if dead.exists() or before:
            log_search([clinic_pk])
