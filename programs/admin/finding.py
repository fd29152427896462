"""Finding an entry among many by what a curator has at hand."""

import re
import uuid

from django.db.models import Q

from programs.models import Phone

PHONE_DIGITS = 7
WORD_LIMIT = 8
CLINIC_FIELDS = ("name", "city", "slug")


def find_clinics(clinics, words):
    """Those of `clinics` with every word of `words` in name, city or slug, or as the start of their postal code;
    or with the phone number, the address, or the id that `words` is."""
    return clinics.filter(matching(words, CLINIC_FIELDS, ""))


def find_programs(programs, words):
    """Those of `programs` that match by their own name or by their clinic; see find_clinics()."""
    paths = ("name", "slug", *(f"clinic__{field}" for field in CLINIC_FIELDS))
    return programs.filter(matching(words, paths, "clinic__"))


def matching(words, paths, to_clinic):
    """The condition that `words` find an entry whose clinic is at the path `to_clinic`."""
    words = words.replace("\0", " ")
    if public_id := as_uuid(words.strip()):
        return Q(public_id=public_id)
    found = Q()
    for word in words.split()[:WORD_LIMIT]:
        somewhere = Q(**{f"{to_clinic}postal_code__startswith": word})
        for path in paths:
            somewhere |= Q(**{f"{path}__icontains": word})
        found &= somewhere
    digits = re.sub(r"\D", "", words, flags=re.ASCII)
    if len(digits) >= PHONE_DIGITS:
        found |= Q(**{f"{to_clinic}pk__in": Phone.objects.filter(number__contains=digits).values("clinic")})
    return found


def as_uuid(text):
    try:
        return uuid.UUID(text) if len(text) in (32, 36) else None
    except ValueError:
        return None
