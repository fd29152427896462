"""Short lines for who says a group of facts and who checked it, with a way back."""

import datetime as dt

from programs.models import lines
from programs.models.facts import text_of
from programs.models.source import Check, Source, Statement


def statements_line(statements):
    """One line for statements: `group | source | edition | as of; …`."""
    return lines.join([row.group, row.source.name, row.edition, text_of(row.as_of)] for row in statements)


def read_statements(line):
    """(source's name, unsaved statement) of each in a line made by statements_line().

    Raises ValueError for a date that is none.
    """
    records = [lines.padded(parts, 4) for parts in lines.split(line)]
    return [
        (source, Statement(group=group, edition=edition, as_of=date_or_none(as_of)))
        for group, source, edition, as_of in records
    ]


def checks_line(checks):
    """One line for checks: `group | method | checked on | expires on | ended on | by | note; …`."""
    return lines.join(
        [
            row.group,
            row.method,
            text_of(row.checked_on),
            text_of(row.expires_on),
            text_of(row.ended_on),
            row.by_name,
            row.note,
        ]
        for row in checks
    )


def read_checks(line):
    """Unsaved checks of a line made by checks_line(); raises ValueError for a date that is none."""
    return [read_check(*lines.padded(parts, 7)) for parts in lines.split(line)]


def read_check(group, method, checked_on, expires_on, ended_on, by_name, note):
    return Check(
        group=group,
        method=method,
        checked_on=dt.date.fromisoformat(checked_on),
        expires_on=dt.date.fromisoformat(expires_on),
        ended_on=date_or_none(ended_on),
        by_name=by_name,
        note=note,
    )


def sources_line(sources):
    """One line for sources: `name | kind | url | licence | attribution; …`."""
    return lines.join([row.name, row.kind, row.url, row.licence, row.attribution] for row in sources)


def read_sources(line):
    """Unsaved sources of a line made by sources_line(); raises ValueError for a part too many."""
    fields = ("name", "kind", "url", "licence", "attribution")
    return [Source(**dict(zip(fields, lines.padded(parts, 5), strict=True))) for parts in lines.split(line)]


def date_or_none(text):
    return dt.date.fromisoformat(text) if text else None
