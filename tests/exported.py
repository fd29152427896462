"""What an export writes, as a receiver has it, and a program that says something for each part of a format."""

import csv
import io
import json
import zipfile

from django.http import QueryDict

from programs.exports.formats import write
from programs.exports.table import table_of
from programs.publishing import confirm
from programs.search import find
from tests.factories import make_clinic, make_organization, make_program, make_user


def written(name, query="", **more):
    result = find(QueryDict(query), with_page=False)
    file = io.BytesIO()
    write(file, name, table_of(result.ids, query=result.query, **more))
    return file.getvalue()


def tables_of(data):
    """{table: rows} of a tabular package."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    resources = json.loads(archive.read("datapackage.json"))["resources"]
    return {
        each["name"]: list(csv.DictReader(io.StringIO(archive.read(each["path"]).decode(), newline="")))
        for each in resources
    }


def make_whole():
    """A program with something for each part of a format."""
    clinic = make_clinic(
        organization=make_organization(npi="1234567893"), languages=["es"], street="1 Elm Street", unit="2"
    )
    clinic.phones.create(kind="intake", number="+15205550100", extension="7")
    clinic.hours.create(day=1, opens="09:00", closes="17:00")
    program = make_program(
        clinic,
        summary="Talks and doses.",
        prices=[{"item": "dosing_session", "low": 45050, "high": 60000}],
        states=["NV"],
        therapies=["cbt"],
        prescriber_on_site="no",
        age_min=18,
    )
    confirm(program, "offer", by=make_user(), method="call")
    confirm(clinic, "contact", by=make_user(), method="call")
    return program


def services(**more):
    """The services of the HSDS file."""
    return json.loads(written("hsds", **more))["contents"]
