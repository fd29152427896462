"""HSDS 3.0 as a tabular data package: a zip with one CSV a kind of object, and datapackage.json, which lists them."""

import csv
import io
import shutil
import tempfile
from contextlib import ExitStack
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from programs.cells import guarded
from programs.exports.hsds import public_services
from programs.exports.json_rows import dumped, stamped, terms_of_use
from programs.exports.licence import LICENSES

NAME = "hsds-tabular"
ENDING = "hsds.zip"
LABEL = "HSDS 3.0 (tables, zip)"
CONTENT_TYPE = "application/zip"
# The fields of each table, in the order of HSDS. What is nested in an object is a row of the table it is named for.
TABLES = {
    "organization": "id name description website",
    "organization_identifier": "id organization_id identifier_scheme identifier_type identifier",
    "service": "id organization_id name description url email status wait_time minimum_age maximum_age assured_date "
    "licenses alert last_modified",
    "service_area": "id service_id name extent extent_type",
    "service_at_location": "id service_id location_id",
    "location": "id location_type url organization_id name latitude longitude",
    "address": "id location_id address_1 address_2 city state_province postal_code country address_type",
    "phone": "id location_id number extension type description",
    "schedule": "id location_id freq wkst byday opens_at closes_at",
    "language": "id location_id name code",
    "accessibility": "id location_id description",
    "cost_option": "id service_id valid_from valid_to option currency amount amount_description",
    "attribute": "id link_id taxonomy_term_id link_type link_entity value",
    "taxonomy_term": "id code name description taxonomy taxonomy_id",
    "taxonomy": "id name description",
}
# What their files are called where that is not the name with an s, and where objects of a table are nested.
FILES = {
    "service_at_location": "service_at_location",
    "accessibility": "accessibility",
    "address": "addresses",
    "taxonomy": "taxonomies",
}
NESTED = {
    "organization": "organization",
    "location": "location",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
    "service_at_locations": "service_at_location",
    **{
        f"{name}s": name
        for name in ("service_area", "phone", "schedule", "language", "cost_option", "attribute")
    },
    "addresses": "address",
    "accessibility": "accessibility",
    "organization_identifiers": "organization_identifier",
}
# What several services share: it is written once, with all that is nested in it.
SHARED = ("organization", "location", "taxonomy_term", "taxonomy")
NUMBERS = ("minimum_age", "maximum_age", "latitude", "longitude", "extension", "amount")
DAYS = ("assured_date", "valid_from", "valid_to")
KINDS = dict.fromkeys(NUMBERS, "number") | dict.fromkeys(DAYS, "date")


def write(file, table):
    """Write the public facts of `table` to the binary `file`, whatever columns it has, a table after the other.

    Raises WrongChoice for a table of unpublished entries. The ids of organizations and
    locations are kept meanwhile, 80 bytes each.
    """
    services = public_services(table, NAME)
    with ExitStack() as stack, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        tables = {name: stack.enter_context(Rows(fields.split())) for name, fields in TABLES.items()}
        for service in services:
            put(tables, "service", service)
        for name, rows in tables.items():
            with archive.open(path_of(name), "w", force_zip64=True) as part:
                rows.copy_to(part)
        archive.writestr("datapackage.json", dumped(package(table)))


def path_of(name):
    return f"{FILES.get(name, f'{name}s')}.csv"


def put(tables, name, thing):
    """Write an object to its table and all that is nested in it to theirs, unless it is there already."""
    if name in SHARED and not tables[name].is_new(thing["id"]):
        return
    for key in NESTED.keys() & thing.keys():
        value = thing[key]
        for each in value if isinstance(value, list) else [value]:
            put(tables, NESTED[key], each)
    tables[name].add(thing)


class Rows:
    """The rows of one table in a temporary file."""

    def __init__(self, fields):
        self.fields, self.seen = fields, set()

    def __enter__(self):
        self.file = tempfile.TemporaryFile()
        self.text = io.TextIOWrapper(self.file, encoding="utf-8", newline="")
        self.writer = csv.writer(self.text)
        self.writer.writerow(self.fields)
        return self

    def __exit__(self, *_error):
        self.text.close()

    def is_new(self, public_id):
        before = len(self.seen)
        self.seen.add(UUID(public_id).bytes)
        return len(self.seen) > before

    def add(self, thing):
        self.writer.writerow([inert(name, thing.get(name, "")) for name in self.fields])

    def copy_to(self, part):
        self.text.flush()
        self.file.seek(0)
        shutil.copyfileobj(self.file, part)


def inert(name, value):
    """A cell that no spreadsheet runs; a phone number, a plus and digits alone, stays as partners dial it."""
    return guarded(value) if isinstance(value, str) and name != "number" else value


def schema(fields):
    """The schema of a table: what a field that ends in _id names is a row of that table, where there is one."""
    return {
        "primaryKey": "id",
        "fields": [{"name": field, "type": KINDS.get(field, "string")} for field in fields],
        "foreignKeys": [
            {"fields": field, "reference": {"resource": field.removesuffix("_id"), "fields": "id"}}
            for field in fields
            if field.endswith("_id") and field.removesuffix("_id") in TABLES
        ],
    }


def package(table):
    """datapackage.json: the tables with their fields, the stamp and the terms of use."""
    resources = [
        {
            "name": name,
            "path": path_of(name),
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "schema": schema(fields.split()),
        }
        for name, fields in TABLES.items()
    ]
    about = {"name": "human-services-data", "profile": "tabular-data-package", "licenses": LICENSES}
    return about | {"resources": resources} | {"stamp": stamped(table)} | terms_of_use()
