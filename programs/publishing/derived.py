"""What is worked out from an entry when it changes: public point, slugs, search documents."""

from django.utils.text import slugify

from programs.models import Clinic, ClinicSlug, Place, Precision, Program, SearchDocument, Status
from programs.models.document import documents

SLUG_LENGTH = 80
# Addresses under /clinics/ that are pages of their own.
RESERVED = frozenset({"compare", "complete", "in", "map", "phones"})
BATCH = 500


def refresh_public_point(clinic, middle=None):
    """Set what the public may know of the place: for a withheld address the middle of its city, or nothing.

    `middle(city, region, country)` gives that point or None; by default it is looked up, one query.
    """
    if not clinic.withheld:
        point = clinic.latitude, clinic.longitude, clinic.precision
    else:
        city = (middle or middle_of_city)(clinic.city, clinic.region, clinic.country)
        point = (*city, Precision.CITY) if city else (None, None, "")
    clinic.public_latitude, clinic.public_longitude, clinic.public_precision = point


def middle_of_city(city, region, country):
    """(latitude, longitude) of a city, or None."""
    place = Place.objects.cities(city, region, country).first() if city else None
    return (place.latitude, place.longitude) if place else None


def set_first_slug(entry):
    """Give a program its anchor, and a clinic that is being published its address; a set one never changes here."""
    if entry.slug:
        return
    if isinstance(entry, Clinic) and entry.status == Status.PUBLISHED:
        entry.slug = free_clinic_slug(clinic_stem(entry), entry)
    if isinstance(entry, Program):
        taken = set(entry.clinic.programs.exclude(pk=entry.pk).values_list("slug", flat=True))
        entry.slug = first_free(slugify(entry.name) or "program", taken)


def clinic_stem(clinic):
    """ "name-city-state" in ASCII, a long name cut; a withheld address gives no more away than its page does."""
    place = slugify(f"{clinic.city} {clinic.region}")
    room = max(SLUG_LENGTH - len(place) - len("--999"), 10)
    name = slugify(clinic.name.replace("/", " "))[:room].strip("-")
    return "-".join(filter(None, (name, place))) or "clinic"


def free_clinic_slug(stem, clinic):
    """`stem`, else `stem`-2, -3 …: neither in use nor ever given to another clinic."""
    return first_free(stem, taken_slugs(stem, clinic))


def taken_slugs(stem, clinic):
    """The addresses that begin like `stem` and are, or once were, another clinic's."""
    start = stem[: SLUG_LENGTH - 6]
    taken = set(
        Clinic.objects.filter(slug__startswith=start).exclude(pk=clinic.pk).values_list("slug", flat=True)
    )
    old = ClinicSlug.objects.filter(slug__startswith=start).exclude(clinic_id=clinic.pk)
    return taken | RESERVED | set(old.values_list("slug", flat=True))


def first_free(stem, taken):
    """The first of `stem`, `stem`-2, `stem`-3 … that is not in `taken`, at most 80 characters long."""
    slug, number = stem[:SLUG_LENGTH].strip("-"), 1
    while slug in taken:
        number += 1
        tail = f"-{number}"
        slug = stem[: SLUG_LENGTH - len(tail)].rstrip("-") + tail
    return slug


def refresh_documents(programs):
    """Write the search documents of `programs` (a queryset) anew."""
    SearchDocument.objects.bulk_create(
        documents(programs),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["program"],
        update_fields=["names", "text"],
    )
