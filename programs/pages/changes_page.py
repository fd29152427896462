"""What became new, changed or closed in the last week, in public entries alone."""

from datetime import timedelta

from programs.models import Clinic

DAYS = 7
MOST = 100


def changes_page(today):
    """The context of the page. Three queries."""
    since = today - timedelta(days=DAYS)
    public = Clinic.objects.published()
    new = public.filter(published_at__date__gt=since).order_by("-published_at", "name")
    changed = public.filter(published_at__date__lte=since, updated_at__date__gt=since).order_by(
        "-updated_at", "name"
    )
    return {
        "since": since,
        "new": list(new[:MOST]),
        "changed": list(changed[:MOST]),
        "gone": list(gone_since(since)[:MOST]),
        "most": MOST,
    }


def gone_since(day):
    """Clinics that were public and have closed for good, or are listed no longer, since `day`."""
    once = Clinic.objects.exclude(published_at=None).filter(merged_into=None)
    return (
        once.filter(operating_status=Clinic.Operating.CLOSED, operating_since__gt=day)
        | once.filter(withdrawn_on__gt=day)
    ).order_by("name")
