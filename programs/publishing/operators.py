"""The organizations that an import's clinics name: one for each name in a state."""

from django.db.models import Q

from programs.models import Organization
from programs.publishing.bulk import insert, reserve_ids
from programs.publishing.change import change, history


class Operators:
    """Finds or makes organizations. Reads those that are here once: two queries.

    One that runs no clinic any more is anybody's of its name.
    """

    def __init__(self):
        self.known = {}
        names = Organization.objects.order_by("-pk").values_list("name", "clinics__region", "pk")
        for name, region, pk in names.iterator():
            self.known[name.casefold(), region or ""] = Organization(pk=pk, name=name)

    def make(self, wanted, by):
        """Make those of `wanted`, {(name, region): {ownership, npi}}, that are missing; return their Change rows."""
        keys = {(name.casefold(), region): (name, region) for name, region in wanted}
        for key in keys:
            if (key[0], "") in self.known:
                self.known.setdefault(key, self.known[key[0], ""])
        missing = [each for key, each in keys.items() if key not in self.known]
        made = []
        for name, region in missing:
            told = wanted[name, region]
            fields = {key: told[key] for key in ("ownership", "npi") if told.get(key)}
            made.append(Organization(name=name, **fields))
        for each, pk, key in zip(made, reserve_ids(Organization, len(made)), missing, strict=True):
            each.pk = pk
            self.known[key[0].casefold(), key[1]] = each
        insert(Organization, made)
        return [row for each in made for row in history(each, {}, {}, [], by, "")]

    def get(self, name, region):
        """The organization called `name` in `region`; None for no name."""
        return self.known[name.casefold(), region] if name else None


def operator_called(name, region, by):
    """The organization called `name` that runs a clinic in `region`, or none anywhere; made when there is none.

    None for no name.
    """
    if not name:
        return None
    here = Organization.objects.filter(Q(clinics__region=region) | Q(clinics=None), name__iexact=name)
    organization = here.order_by("pk").first() or Organization(name=name)
    if organization.pk is None:
        with change(organization, by=by):
            pass
    return organization
