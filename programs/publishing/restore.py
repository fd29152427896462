"""Writing whole entries back, with the ids, slugs, states, statements and checks they had."""

from dataclasses import dataclass, field

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from programs.models import (
    Change,
    Check,
    Clinic,
    ClinicSlug,
    ClinicTerm,
    Hours,
    Licence,
    Organization,
    Phone,
    Price,
    Program,
    ProgramTerm,
    ServedState,
    Source,
    Statement,
)
from programs.models.facts import kind_of
from programs.publishing.change import tell_search
from programs.publishing.derived import refresh_public_point
from programs.publishing.refusal import Refused

BATCH = 500
WHY = "Restored from a full listing."
# Each kind of row that stands beside an entry, in the order of writing.
BESIDE = (ClinicSlug, Phone, Hours, Licence, ClinicTerm, Price, ProgramTerm, ServedState, Statement, Check)


@dataclass
class Entries:
    """Unsaved entries with all that belongs to them, in the order in which they are to be written.

    `beside` holds unsaved rows of BESIDE that point at unsaved entries; `types` are (program, [ProgramType]); `merged`
    maps a clinic to the id of the one that is kept. Times of making and saving are the entries' own.
    """

    sources: list[Source] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    clinics: list[Clinic] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    beside: list[models.Model] = field(default_factory=list)
    types: list[tuple] = field(default_factory=list)
    merged: list[tuple[Clinic, str]] = field(default_factory=list)


def restore(entries: Entries, *, by, apply: bool = True) -> None:
    """Write `entries` into a database that holds no clinic, in one transaction; without `apply` take it all back.

    Raises Refused, with nothing written, when there is a clinic or when the database refuses a row.
    """
    try:
        with transaction.atomic():
            if Clinic.objects.exists():
                raise Refused("This database holds clinics: only an empty one can be restored.")
            write(entries, by)
            if not apply:
                transaction.set_rollback(True)
    except DatabaseError as error:
        raise Refused(f"The database refused a row: {error}") from error


def write(entries, by):
    """Write everything, each kind of row at once."""
    moments = {
        id(entry): (entry.created_at, entry.updated_at) for entry in (*entries.clinics, *entries.programs)
    }
    create(Source, entries.sources)
    create(Organization, entries.organizations)
    for clinic in entries.clinics:
        refresh_public_point(clinic)
    create(Clinic, entries.clinics)
    create(Program, entries.programs)
    for model in BESIDE:
        create(model, [row for row in entries.beside if type(row) is model])
    write_types(entries.types)
    write_merged(entries)
    write_moments(Clinic, entries.clinics, moments)
    write_moments(Program, entries.programs, moments)
    write_history(entries, by)
    tell_search([None], Program.objects.all())


def create(model, rows):
    model.objects.bulk_create(rows, batch_size=BATCH)


def write_types(types):
    through = Program.types.through
    create(
        through, [through(program=program, programtype=kind) for program, kinds in types for kind in kinds]
    )


def write_merged(entries):
    """Let clinics that were merged away point at the one that is kept."""
    kept = {str(clinic.public_id): clinic for clinic in entries.clinics}
    for clinic, into in entries.merged:
        if into not in kept:
            raise Refused(f"{clinic}: merged into {into}, which the file does not hold.")
        clinic.merged_into = kept[into]
    Clinic.objects.bulk_update(
        [clinic for clinic, _into in entries.merged], ["merged_into"], batch_size=BATCH
    )


def write_moments(model, rows, moments):
    """Creating an entry stamps it with now: give it back its own times."""
    for row in rows:
        row.created_at, row.updated_at = moments[id(row)]
    model.objects.bulk_update(rows, ["created_at", "updated_at"], batch_size=BATCH)


def write_history(entries, by):
    """One row "created" an entry, as for every new one."""
    now = timezone.now()
    create(
        Change,
        [
            Change(
                resource_type=kind_of(entry),
                resource_id=entry.public_id,
                clinic=clinic,
                last_action_type=Change.Action.CREATE,
                last_action_date=now,
                updated_by=by if isinstance(by, str) else by.get_username(),
                user=None if isinstance(by, str) else by,
                why=WHY,
                version=entry.version,
            )
            for entry, clinic in with_clinics(entries)
        ],
    )


def with_clinics(entries):
    """(entry, its clinic) of every entry; an organization has none."""
    yield from ((each, None) for each in entries.organizations)
    yield from ((each, each) for each in entries.clinics)
    yield from ((each, each.clinic) for each in entries.programs)
