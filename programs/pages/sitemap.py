"""What the site holds, for search engines: the pages that anybody may see."""

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from programs.models import Clinic, ProgramType, Status
from programs.pages.about import ABOUT
from programs.pages.guides import GUIDES
from programs.pages.region_page import public_regions

MOST = 45_000  # of clinics; a sitemap holds 50,000 addresses
PAGES = (
    "home",
    "clinic-list",
    "clinic-map",
    "program-types",
    "costs",
    "evidence",
    *GUIDES,
    "about",
    "sources",
    "changes",
)


def fixed_addresses():
    """The pages that stand whatever clinics there are."""
    kinds = ProgramType.objects.values_list("slug", flat=True)
    return [
        *(reverse(name) for name in PAGES),
        *(reverse("program-type", args=[slug]) for slug in kinds),
        *(reverse("about-page", args=[name]) for name in ABOUT),
    ]


def addresses():
    """(address, day of the last change or None) of every page."""
    fixed = [(address, None) for address in fixed_addresses()]
    regions = [
        (reverse("city", args=[state, city]) if city else reverse("state", args=[state]), None)
        for state, city in public_regions()
    ]
    newest = Max("programs__updated_at", filter=Q(programs__status=Status.PUBLISHED))
    clinics = Clinic.objects.published().annotate(
        changed=Greatest("updated_at", Coalesce(newest, F("updated_at")))
    )
    rows = clinics.order_by("pk").values_list("slug", "changed")[:MOST]
    return fixed + regions + [(reverse("clinic", args=[slug]), changed.date()) for slug, changed in rows]
