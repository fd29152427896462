"""Rows as they were before an act that can be undone, as JSON holds them: {table: {pk: {column: value}}}."""

from programs.models import (
    Assignment,
    Call,
    Check,
    Conflict,
    Correction,
    DuplicateSuspect,
    Note,
    SourceRecord,
    Statement,
)

MODELS = (Assignment, Call, Check, Conflict, Correction, DuplicateSuspect, Note, SourceRecord, Statement)
TABLES = {model._meta.model_name: model for model in MODELS}
CHUNK = 200


def as_they_are(rows, *columns):
    """The rows of a queryset, of all their columns unless some are named."""
    columns = columns or [
        field.attname for field in rows.model._meta.concrete_fields if not field.primary_key
    ]
    found = {str(each.pop("pk")): each for each in rows.values("pk", *columns)}
    return {rows.model._meta.model_name: found}


def joined(*parts):
    """Several of as_they_are() as one; a row that two of them hold has the columns of both."""
    whole = {}
    for table, rows in (item for part in parts for item in part.items()):
        for pk, values in rows.items():
            whole.setdefault(table, {}).setdefault(pk, {}).update(values)
    return whole


def put_back(rows):
    """Write rows as they were; those that are gone are made again where all their columns are held."""
    for table, held in rows.items():
        for columns in {tuple(sorted(values)) for values in held.values()}:
            alike = {pk: values for pk, values in held.items() if tuple(sorted(values)) == columns}
            put_back_alike(TABLES[table], columns, alike)


def put_back_alike(model, columns, held):
    """The same for rows of one table of which the same columns are held."""
    here = here_of(model, list(held))
    if len(columns) == len(model._meta.concrete_fields) - 1:
        gone = [read(model, pk, values) for pk, values in held.items() if int(pk) not in here]
        model.objects.bulk_create(gone, batch_size=CHUNK)
        here |= {each.pk for each in gone}
    # Read once more: making a row has set when it was made.
    objects = [read(model, pk, values) for pk, values in held.items() if int(pk) in here]
    fields = [model._meta.get_field(name).name for name in columns]
    model.objects.bulk_update(objects, fields, batch_size=CHUNK)


def here_of(model, pks):
    """Those of the `pks` of which there is a row."""
    found: set[int] = set()
    for start in range(0, len(pks), CHUNK):
        rows = model.objects.filter(pk__in=pks[start : start + CHUNK])
        found.update(rows.values_list("pk", flat=True))
    return found


def read(model, pk, values):
    """An unsaved object of values as JSON holds them."""
    python = {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}
    return model(pk=int(pk), **python)
