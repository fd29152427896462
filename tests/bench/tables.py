"""Writes many rows into a table, as either database takes them quickest."""

import datetime as dt

from django.db import connection
from django.db.models import NOT_PROVIDED

from programs.publishing.bulk import insert_rows


class Table:
    """The table of a model. Rows are given by column; what is left out has the model's default."""

    def __init__(self, model, now):
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if field.column != "id"]
        if "id" in {field.column for field in model._meta.concrete_fields}:
            self.fields.insert(0, model._meta.pk)
        self.defaults = {field.column: plain(field, now) for field in self.fields}
        self.rows = []

    def add(self, **values):
        """Keep one row to be written; dates and times are texts, ids of 128 bits are 32 hexadecimal digits."""
        self.rows.append(tuple((self.defaults | values).values()))

    def write(self):
        """Write the rows kept so far."""
        fields = self.fields if self.rows and self.rows[0][0] is not None else self.fields[1:]
        rows = self.rows if fields is self.fields else [row[1:] for row in self.rows]
        self.rows = []
        if connection.vendor == "postgresql":
            copy(self.model, fields, rows)
        else:
            insert_rows(self.model, fields, rows)


def plain(field, now):
    """A field's default as both databases take it."""
    if field.default is NOT_PROVIDED:
        empty = field.get_internal_type() in ("CharField", "TextField", "SlugField", "URLField")
        return (
            now if field.get_internal_type() == "DateTimeField" and not field.null else "" if empty else None
        )
    value = field.get_default()
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    return now if isinstance(value, dt.datetime) else value


def copy(model, fields, rows):
    """COPY rows into a table of PostgreSQL."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as sink:
        for row in rows:
            sink.write_row(row)
