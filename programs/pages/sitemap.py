"""What the site holds, for search engines: the pages that anybody may see."""

from django.urls import reverse

from programs.models import Clinic
from programs.pages.region_page import public_regions

MOST = 45_000  # of clinics; a sitemap holds 50,000 addresses


def addresses():
    """(address, day of the last change or None) of every page."""
    fixed = [(reverse(name), None) for name in ("home", "clinic-list", "clinic-map", "sources")]
    regions = [
        (reverse("city", args=[state, city]) if city else reverse("state", args=[state]), None)
        for state, city in public_regions()
    ]
    rows = Clinic.objects.published().order_by("pk").values_list("slug", "updated_at")[:MOST]
    return fixed + regions + [(reverse("clinic", args=[slug]), changed.date()) for slug, changed in rows]
