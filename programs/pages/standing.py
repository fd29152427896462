"""What the address of a clinic answers: its page, another address, or that it is gone."""

from dataclasses import dataclass

from django.http import Http404

from programs.models import Clinic, ClinicSlug, Status

FARTHEST = 20


@dataclass(frozen=True)
class Standing:
    """The clinic that an address leads to: shown, moved to its own address, or gone."""

    clinic: Clinic
    moved: bool = False

    @property
    def gone(self):
        """Whether its page says that it is closed for good or no longer listed."""
        return not self.clinic.is_public


def standing(slug):
    """The Standing of the address `slug`. Raises Http404 for one that was never public."""
    found = Clinic.objects.filter(slug=slug).exclude(slug="").first()  # the index holds no empty slug
    if found is None:
        old = ClinicSlug.objects.filter(slug=slug).select_related("clinic").first()
        found = old.clinic if old else None
    kept = found and end_of_merges(found)
    if kept is None or kept.status in (Status.DRAFT, Status.IN_REVIEW):
        raise Http404
    return Standing(kept, moved=kept.is_public and kept.slug != slug)


def end_of_merges(clinic):
    """The clinic that is kept where `clinic` was merged away, however often; None in a ring."""
    for _step in range(FARTHEST):
        if clinic.merged_into_id is None:
            return clinic
        clinic = clinic.merged_into
    return None
