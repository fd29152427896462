"""What an import writes beside entries: suspects, and which records its edition lists."""

from programs.models import DuplicateSuspect, SourceRecord, Statement
from programs.publishing.batches import keep_listed, keep_missing

CHUNK = 500


def suspect(pairs, pks):
    """Write duplicate suspects; `pks` are those of new clinics by the id of their plan. A known pair stays as it is."""
    rows = {}
    for one, other, reason in pairs:
        ends = sorted(end if isinstance(end, int) else pks[id(end)] for end in (one, other))
        rows.setdefault(tuple(ends), DuplicateSuspect(one_id=ends[0], other_id=ends[1], reason=reason))
    DuplicateSuspect.objects.bulk_create(rows.values(), batch_size=CHUNK, ignore_conflicts=True)


def list_again(plan, source, batch, held):
    """Note the edition on records that it lists, and on what the source stands for at their clinics.

    Those of the clinics `held` (pks) are left for the import that takes their rows.
    """
    for pks in chunks(plan.listed):
        records = SourceRecord.objects.filter(pk__in=pks).exclude(clinic__in=held)
        keep_listed(batch, source, records)
        for program in (False, True):
            told = records.filter(program__isnull=not program)
            owner = {
                "program__in" if program else "clinic__in": told.values("program" if program else "clinic")
            }
            rows = Statement.objects.filter(source=source, program__isnull=not program, **owner)
            rows.update(edition=plan.edition)
        records.update(edition=plan.edition, missing_from="", missing_seen_by=None, missing_seen_at=None)


def mark_missing(plan, batch):
    """Note on records that the whole edition no longer has them."""
    for pks in chunks(plan.missing):
        records = SourceRecord.objects.filter(pk__in=pks)
        keep_missing(batch, records)
        records.update(missing_from=plan.edition, missing_seen_by=None, missing_seen_at=None)


def chunks(pks):
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]
