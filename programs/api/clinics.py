"""The list of clinics as JSON: the same parameters, the same search, the codebook's names."""

from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone

from programs.api.answering import for_machines
from programs.api.problems import problem
from programs.codebook import columns_of
from programs.columns import PUBLIC
from programs.exports.json_rows import row_of
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import PROGRAM, export_rows
from programs.search import PageMissing, find


@for_machines
def clinics(request):
    """What /clinics/ finds for the same parameters; wrong ones are a 400 that names them, a page too far a 404."""
    today = timezone.localdate()
    try:
        result = find(request.GET, today)
    except PageMissing as missing:
        return problem(404, str(missing), last_page=missing.last)
    if result.errors:
        return problem(400, "Some parameters are wrong.", errors=result.errors)
    return JsonResponse(answer(result, today))


def answer(result, today):
    """The whole answer as a dict."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "licence": f"{LICENCE}. {NOTICE}",
        "total": result.total,
        "page": result.page,
        "pages": result.pages,
        "sort": result.sort,
        "notes": [str(note) for note in result.notes],
        "facets": {facet.name: [option_of(option) for option in facet.options] for facet in result.facets},
        "results": rows(result, today),
    }


def option_of(option):
    return {"value": option.value, "label": option.label, "count": option.count, "selected": option.selected}


def rows(result, today):
    """The clinics of the page, each by the codebook's names with its matching programs nested."""
    columns = columns_of(PUBLIC)
    ids = [(hit.clinic.pk, [program.pk for program in hit.programs]) for hit in result.hits]
    cells = export_rows(ids, columns, PROGRAM, today, settings.SITE_CURRENCY)
    read = [row_of(columns, each) for each in cells]
    miles = {str(hit.clinic.public_id): hit.miles for hit in result.hits}
    return [
        clinic_of(list(programs), columns, miles[clinic])
        for clinic, programs in groupby(read, itemgetter("clinic_id"))
    ]


def clinic_of(rows, columns, miles):
    """One clinic from the rows of its programs; miles where the search has a place."""
    found = part_of(rows[0], "clinic", columns)
    found["programs"] = [part_of(row, "program", columns) for row in rows]
    if miles is not None:
        found["miles"] = round(miles, 1)
    return found


def part_of(row, owner, columns):
    return {column.name: row[column.name] for column in columns if column.owner == owner}
