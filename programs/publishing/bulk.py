"""Writing many rows at once, whatever the database."""

from functools import lru_cache
from itertools import islice
from operator import itemgetter

from django.db import connection, models

CHUNK = 2_000
AS_IS = (
    models.BooleanField,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.ForeignKey,
    models.AutoField,
)


def reserve_ids(model, number):
    """`number` primary keys that nobody else gets, in order. To be called inside a transaction.

    SQLite has one writer at a time (BEGIN IMMEDIATE), so that the next numbers are free; PostgreSQL takes them from
    the table's sequence.
    """
    if not number:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sql, [f'"{table}"', model._meta.pk.column, number])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    newest = model.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    first = max(last, newest) + 1
    return list(range(first, first + number))


def insert(model, objects):
    """Insert unsaved model objects, of which the pk may be set (of all or none): a fifth of bulk_create()'s time."""
    objects = list(objects)
    if not objects:
        return
    fields = [
        field for field in model._meta.concrete_fields if objects[0].pk is not None or not field.primary_key
    ]
    insert_rows(model, fields, rows_of(fields, objects))


def rows_of(fields, objects):
    """Yield the values of each object as the database keeps them, in the order of `fields`."""
    values = itemgetter(*(field.attname for field in fields))
    prepared = [(place, preparation(field)) for place, field in enumerate(fields) if not stored_as_is(field)]
    for each in objects:
        row = list(values(each.__dict__))
        for place, prepare in prepared:
            row[place] = prepare(each)
        yield row


def preparation(field):
    """A function from an object to its value of `field` as the database keeps it; the same days come often."""
    if not isinstance(field, models.DateField | models.TimeField):
        return lambda each: field.get_db_prep_save(field.pre_save(each, True), connection)
    once = lru_cache(maxsize=1_000)(lambda value: field.get_db_prep_save(value, connection))
    return lambda each: once(field.pre_save(each, True))


def stored_as_is(field):
    """Whether both databases take a field's value as Python has it."""
    return isinstance(field, AS_IS)


def insert_rows(model, fields, rows):
    """Insert rows of values as the database keeps them, in the order of `fields` (names or fields)."""
    fields = [model._meta.get_field(field) if isinstance(field, str) else field for field in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    rows = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(statement, chunk)
