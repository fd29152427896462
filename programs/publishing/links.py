"""What visits to websites saw: notes for curators, which change no entry."""

from programs.models import LinkVisit


def note_visit(clinic_pk, url, answer, detail, now):
    """Note what a visit to the website `url` of a clinic saw at `now`; the visits before it are forgotten."""
    failing_since = None
    if answer in LinkVisit.FAILED:
        earlier = LinkVisit.objects.filter(clinic=clinic_pk, url=url).values_list("failing_since", flat=True)
        failing_since = earlier.first() or now
    seen = {"url": url, "answer": answer, "detail": detail, "visited_at": now, "failing_since": failing_since}
    LinkVisit.objects.update_or_create(clinic_id=clinic_pk, defaults=seen)
