"""The objects of HSDS in a row of a JSON file, each nested one looked at before it is believed."""

import json
from uuid import UUID

# What is nested in a service, in a location and in others: lists of objects, and single objects.
LISTS = (
    "service_at_locations service_areas cost_options attributes phones schedules languages addresses accessibility "
    "organization_identifiers"
).split()
SINGLE = ("organization", "location", "taxonomy_term")


class Unusable(Exception):
    """A row that cannot be used as it is: (column, value, reason)."""


def service_of(raw):
    """The service of a row as nested objects: every list is there, its members are objects.

    Raises Unusable for a list that is none.
    """
    service = dict(raw)
    for name in (*LISTS, *SINGLE):
        if raw.get(name):
            try:
                service[name] = json.loads(raw[name])
            except ValueError:
                raise Unusable(name, raw[name], "no object of HSDS") from None
    return whole(service, "")


def whole(thing, within):
    """`thing` with its lists, those of what is nested in it too; `within` is the column of the row."""
    for name in LISTS:
        column = within or name
        value = thing.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise Unusable(column, str(value), f"{name} is no list of objects")
        thing[name] = [whole(each, column) for each in value]
    for name in SINGLE:
        column = within or name
        value = thing.get(name) or {}
        if not isinstance(value, dict):
            raise Unusable(column, str(value), f"{name} is no object")
        thing[name] = whole(value, column) if value else {}
    return thing


def text(thing, name):
    """A value of an object as text without blanks around it; empty for what is not there, and for what is nested."""
    value = thing.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or isinstance(value, (dict, list, bool)) else str(value).strip()


def read_id(thing, name, column=""):
    """A UUID as our own ids are written; raises Unusable."""
    try:
        return str(UUID(text(thing, name)))
    except ValueError:
        raise Unusable(column or name, text(thing, name), "no UUID, which HSDS asks for as an id") from None
