"""Exporting the selected entries: the public ones of them, and a word on the others."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.exports.response import respond
from programs.exports.rows import PROGRAM, paired, published_ids
from programs.exports.table import table_of
from programs.models import Clinic, Program

FORMAT = "csv"
COLUMNS = "staff"


@admin.action(permissions=["export"], description=gettext_lazy("Export as CSV"))
def export_selected(desk, request, queryset):
    """Send the public entries of the selection as a file; what is not public is left out, and said."""
    chosen = queryset.count()
    ids, public = public_ids(queryset)
    if not public:
        messages.error(request, _("Nothing to export: none of the chosen entries is public."))
        return HttpResponseRedirect(request.get_full_path())
    if chosen > public:
        messages.warning(request, left_out(chosen - public))
    return respond(request, FORMAT, table_of(ids, COLUMNS, PROGRAM, stamp(chosen, public)))


def public_ids(queryset):
    """([(clinic pk, [program pks])], how many of the chosen entries those are)."""
    if queryset.model is Clinic:
        ids = published_ids(Clinic.objects.filter(pk__in=queryset.values("pk")))
        return ids, len(ids)
    programs = Program.objects.published().filter(pk__in=queryset.values("pk"))
    clinics = Clinic.objects.published().filter(pk__in=programs.values("clinic"))
    ids = paired(clinics, programs)
    return ids, sum(len(pks) for _clinic, pks in ids)


def left_out(number):
    return ngettext(
        "%(number)d of the chosen entries is not public and was left out of the file.",
        "%(number)d of the chosen entries are not public and were left out of the file.",
        number,
    ) % {"number": number}


def stamp(chosen, public):
    """What the file's last line says of the filter."""
    return f"{public} of {chosen} chosen by hand" + (", the others are not public" if chosen > public else "")
