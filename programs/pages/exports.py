"""The staff's way out: what a filter shows, as a file. Everything here needs a person who may export."""

from functools import wraps
from itertools import islice

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from programs.codebook import BY_NAME
from programs.columns import CASE_MANAGER, FULL, FUNDER, PUBLIC, STAFF
from programs.exports.asked import LARGE, address_of, asked, value_of, without_typed
from programs.exports.formats import FORMATS, writer_of
from programs.exports.response import respond
from programs.exports.rows import CLINIC, PROGRAM, count_rows, export_rows, published_ids
from programs.exports.table import Table, WrongChoice
from programs.models import Clinic, Export
from programs.publishing.exports import remember
from programs.search.result import Result

MAY_EXPORT = "programs.export_clinic"
MAY_EXPORT_ALL = "programs.change_clinic"
SAMPLE = 10
SAMPLE_COLUMNS = "clinic_name city state program_name program_types price_from offer_claim checked_on".split()
COLUMN_SETS = {
    CASE_MANAGER: gettext_lazy("Case manager: who to call, what is treated, who pays, places now"),
    FUNDER: gettext_lazy("Funder: who runs it, safeguards, prices, who says so, codes of SAMHSA and NUCC"),
    PUBLIC: gettext_lazy("Everything that the public pages show"),
    STAFF: gettext_lazy("For staff: the same, with status, versions and the keys of sources"),
    FULL: gettext_lazy("Full: all of every entry, private addresses too. Confidential."),
}
ROW_KINDS = {PROGRAM: gettext_lazy("One row a program"), CLINIC: gettext_lazy("One row a clinic")}


def exporters_only(view, require=require_GET):
    """Send strangers to sign in and refuse those who may not export; nothing here is kept by any cache."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(MAY_EXPORT):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except WrongChoice as wrong:
            return refused(request, {wrong.name: [str(wrong)]})

    return cache_control(private=True, no_store=True)(require(guarded))


@exporters_only
def export_page(request):
    """What the filter of the address would export: rows, a sample, what is left out, and the choices."""
    result, table = table_for(request.user, request.GET)
    if table is None:
        return refused(request, result.errors)
    count = count_rows(table.ids, table.rows_are)
    saved = Export.objects.select_related("by").exclude(name="")
    context = {
        "result": result,
        "table": table,
        "address": address_of(request.GET, result),
        "row_count": count,
        "is_large": count > LARGE,
        "sample": sample(table),
        "sample_columns": SAMPLE_COLUMNS,
        "left_out": left_out(result, table),
        "formats": formats(request.GET.get("format")),
        "format": value_of(request.GET, "format"),
        "changed_since": value_of(request.GET, "changed_since"),
        "languages": settings.LANGUAGES,
        "column_sets": sets_for(request.user),
        "row_kinds": ROW_KINDS,
        "saved": saved.order_by("name"),
        "past": Export.objects.select_related("job").filter(by=request.user, name=""),
    }
    return render(request, "exports/export.html", context)


@exporters_only
def export_file(request, name):
    """The file: exactly the rows of the filter, in its order."""
    writer_of(name)
    result, table = table_for(request.user, request.GET)
    if table is None:
        return refused(request, result.errors)
    if count_rows(table.ids, table.rows_are) > LARGE:
        raise WrongChoice(
            "rows", _("rows: so many are written in the background. Begin it on the export page.")
        )
    response = respond(request, name, table)
    if response.status_code == 200:
        kept, typed = without_typed(address_of(request.GET, result, format=name))
        if not typed:
            remember(request.user, kept, table.count)
    return response


def formats(first):
    """Every format by its label, the one that an export to run again had before all others."""
    return sorted(FORMATS.values(), key=lambda writer: (first != writer.NAME, writer.LABEL))


def table_for(user, params) -> tuple[Result, Table | None]:
    """asked(), for `user`. Raises WrongChoice also for columns that this person may not take."""
    if value_of(params, "columns") == FULL and FULL not in sets_for(user):
        raise WrongChoice("columns", _("columns: the full columns are for curators."))
    return asked(params)


def sets_for(user):
    """The column sets that `user` may take: the full one holds withheld addresses and is for curators."""
    return {
        name: label for name, label in COLUMN_SETS.items() if name != FULL or user.has_perm(MAY_EXPORT_ALL)
    }


def sample(table):
    """The first ten rows, in a few telling columns."""
    columns = [BY_NAME[name] for name in SAMPLE_COLUMNS]
    first = list(islice(table.ids, SAMPLE))
    return list(
        islice(export_rows(first, columns, table.rows_are, table.today, settings.SITE_CURRENCY), SAMPLE)
    )


def left_out(result, table):
    """In words: what the file does not hold."""
    public = dict(published_ids(Clinic.objects.all()))
    chosen = {clinic: programs for clinic, programs in result.ids if clinic in public}
    others = sum(len(public[clinic]) - len(programs) for clinic, programs in chosen.items())
    kept = {clinic for clinic, _programs in table.ids}
    withheld = Clinic.objects.published().filter(address_withheld="yes").values_list("pk", flat=True)
    found = [_("Drafts, withdrawn entries and clinics that have closed for good are never in the file.")]
    found += clinics_left(len(public) - len(chosen)) + programs_left(others)
    found += unchanged_left(len(chosen.keys() - kept))
    return found if table.name == FULL else found + addresses_left(len(kept & set(withheld)))


def clinics_left(count):
    text = ngettext(
        "%(n)d public clinic does not match the filter.",
        "%(n)d public clinics do not match the filter.",
        count,
    )
    return [text % {"n": count}] if count else []


def programs_left(count):
    text = ngettext(
        "%(n)d other program of these clinics does not match the filter.",
        "%(n)d other programs of these clinics do not match the filter.",
        count,
    )
    return [text % {"n": count}] if count else []


def unchanged_left(count):
    text = ngettext(
        "%(n)d clinic matches the filter and has not changed since that day.",
        "%(n)d clinics match the filter and have not changed since that day.",
        count,
    )
    return [text % {"n": count}] if count else []


def addresses_left(count):
    text = ngettext(
        "%(n)d clinic keeps its address private: it has no street, unit, postal code or county.",
        "%(n)d clinics keep their address private: they have no street, unit, postal code or county.",
        count,
    )
    return [text % {"n": count}] if count else []


def refused(request, errors):
    """400: what is wrong with each parameter; no row leaves."""
    return render(request, "exports/refused.html", {"errors": errors}, status=400)
