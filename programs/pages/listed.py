"""What the rows of sources say beside a clinic's page: other names it is listed under, and lists it is no longer in."""

from collections import defaultdict

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from programs.models import SourceRecord


def with_records():
    """What load() reads for this: the rows of all sources about a clinic, without the rows as they were read."""
    records = SourceRecord.objects.select_related("source").only(
        "clinic_id", "program_id", "edition", "said", "missing_from", "source__name"
    )
    return Prefetch("records", records.order_by("source__name", "pk"), to_attr="listed")


def also_listed_as(clinic):
    """The other names under which sources list a clinic, each once with its source."""
    found = {}
    for record in clinic.listed:
        name = record.said.get("name", "") if record.program_id is None else ""
        if name and name.casefold() != clinic.name.casefold() and not record.missing_from:
            found.setdefault(name, record.source.shown_edition(record.edition))
    return [_("Also listed as “%(name)s” (%(source)s)") % {"name": n, "source": s} for n, s in found.items()]


def no_longer_listed(clinic, programs):
    """Sentences for sources whose whole edition has the clinic, or one of `programs`, no longer."""
    missing = defaultdict(list)
    for record in clinic.listed:
        missing[record.source, record.program_id].append(record.missing_from)
    names = {None: clinic.name, **{program.pk: program.name for program in programs}}
    gone = {key: max(editions) for key, editions in missing.items() if all(editions)}
    return [
        _("“%(name)s” is not in the list of %(source)s %(edition)s.")
        % {"name": names[pk], "source": source.shown_name, "edition": edition}
        for (source, pk), edition in gone.items()
        if pk in names and (pk is None or (source, None) not in gone)
    ]
