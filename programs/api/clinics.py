"""The list of clinics as JSON: the same parameters, the same search, the codebook's names."""

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.api.problems import problem
from programs.codebook import columns_of
from programs.columns import PUBLIC
from programs.exports.json_writer import row_of
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import read_clinics, read_programs
from programs.readings import Reading
from programs.search import PageMissing, find

KEPT_SECONDS = 60


@require_safe
def clinics(request):
    """What /clinics/ finds for the same parameters; wrong ones are a 400 that names them, a page too far a 404."""
    today = timezone.localdate()
    try:
        result = find(request.GET, today)
    except PageMissing as missing:
        return problem(404, str(missing), last_page=missing.last)
    if result.errors:
        return problem(400, "Some parameters are wrong.", errors=result.errors)
    response = JsonResponse(answer(result, today))
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


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
    """The clinics of the page, each with its matching programs."""
    columns = columns_of(PUBLIC)
    clinics = read_clinics([hit.clinic.pk for hit in result.hits], columns, unpublished=False)
    programs = read_programs(
        [program.pk for hit in result.hits for program in hit.programs], unpublished=False
    )
    return [
        row(
            hit,
            clinics[hit.clinic.pk],
            [programs[each.pk] for each in hit.programs if each.pk in programs],
            columns,
            today,
        )
        for hit in result.hits
        if hit.clinic.pk in clinics
    ]


def row(hit, clinic, programs, columns, today):
    """One clinic by the codebook's names, its programs nested; miles where the search has a place."""
    found = cells(clinic, None, "clinic", columns, today)
    found["programs"] = [cells(clinic, program, "program", columns, today) for program in programs]
    if hit.miles is not None:
        found["miles"] = round(hit.miles, 1)
    return found


def cells(clinic, program, owner, columns, today):
    """The columns of a clinic, or of one program of it, as names and values."""
    own = [column for column in columns if column.owner == owner]
    reading = Reading(clinic, program, today, settings.SITE_CURRENCY)
    return row_of(own, [column.text(reading) for column in own])
