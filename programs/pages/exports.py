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
from programs.columns import FULL, PUBLIC, STAFF
from programs.exports.formats import FORMATS, writer_of
from programs.exports.response import respond
from programs.exports.rows import CLINIC, PROGRAM, count_rows, export_rows, published_ids
from programs.exports.table import Table, WrongChoice, table_of
from programs.models import Clinic
from programs.search import find
from programs.search.result import Result

MAY_EXPORT = "programs.export_clinic"
MAY_EXPORT_ALL = "programs.change_clinic"
SAMPLE = 10
SAMPLE_COLUMNS = "clinic_name city state program_name program_types price_from offer_claim checked_on".split()
COLUMN_SETS = {
    PUBLIC: gettext_lazy("What the public pages show"),
    STAFF: gettext_lazy("For staff: the same, with status, versions and the keys of sources"),
    FULL: gettext_lazy("Full: all of every entry, private addresses too. Confidential."),
}
ROW_KINDS = {PROGRAM: gettext_lazy("One row a program"), CLINIC: gettext_lazy("One row a clinic")}


def exporters_only(view):
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

    return cache_control(private=True, no_store=True)(require_GET(guarded))


@exporters_only
def export_page(request):
    """What the filter of the address would export: rows, a sample, what is left out, and the choices."""
    result = find(request.GET, with_page=False)
    if result.errors:
        return refused(request, result.errors)
    table = chosen_table(request, result)
    context = {
        "result": result,
        "table": table,
        "row_count": count_rows(result.ids, table.rows_are),
        "sample": sample(result, table),
        "sample_columns": SAMPLE_COLUMNS,
        "left_out": left_out(result),
        "formats": FORMATS.values(),
        "column_sets": sets_for(request.user),
        "row_kinds": ROW_KINDS,
    }
    return render(request, "exports/export.html", context)


@exporters_only
def export_file(request, name):
    """The file: exactly the rows of the filter, in its order."""
    writer_of(name)
    result = find(request.GET, with_page=False)
    if result.errors:
        return refused(request, result.errors)
    return respond(request, name, chosen_table(request, result))


def chosen_table(request, result: Result) -> Table:
    """The Table that the address asks for. Raises WrongChoice, also for columns that this person may not take."""
    columns = request.GET.get("columns") or PUBLIC
    if columns == FULL and FULL not in sets_for(request.user):
        raise WrongChoice("columns", _("columns: the full columns are for curators."))
    return table_of(result.ids, columns, request.GET.get("rows") or PROGRAM, result.query)


def sets_for(user):
    """The column sets that `user` may take: the full one holds withheld addresses and is for curators."""
    return {
        name: label for name, label in COLUMN_SETS.items() if name != FULL or user.has_perm(MAY_EXPORT_ALL)
    }


def sample(result, table):
    """The first ten rows, in a few telling columns."""
    columns = [BY_NAME[name] for name in SAMPLE_COLUMNS]
    rows = export_rows(result.ids[:SAMPLE], columns, table.rows_are, table.today, settings.SITE_CURRENCY)
    return list(islice(rows, SAMPLE))


def left_out(result):
    """In words: what the file does not hold."""
    public = dict(published_ids(Clinic.objects.all()))
    chosen = {clinic: programs for clinic, programs in result.ids if clinic in public}
    others = sum(len(public[clinic]) - len(programs) for clinic, programs in chosen.items())
    withheld = Clinic.objects.published().filter(address_withheld="yes").values_list("pk", flat=True)
    found = [_("Drafts, withdrawn entries and clinics that have closed for good are never in the file.")]
    found += clinics_left(len(public) - len(chosen)) + programs_left(others)
    return found + addresses_left(len(chosen.keys() & set(withheld)))


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
