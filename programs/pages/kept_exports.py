"""What a person does with exports beside taking a file: bring an address, save it for the team, begin a large one."""

from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programs.columns import FULL
from programs.exports.asked import address_of, day_of, read_address, value_of, without_typed
from programs.exports.background import kept_file
from programs.exports.formats import writer_of
from programs.exports.response import respond, send
from programs.exports.since import removed_table
from programs.exports.table import WrongChoice
from programs.models import Export, Job
from programs.pages.exports import MAY_EXPORT_ALL, exporters_only, refused, sets_for, table_for
from programs.publishing.exports import drop_export, save_export, start_export


def to_the_page(address):
    return redirect(f"{reverse('exports:export')}{'?' if address else ''}{address}")


@exporters_only
def bring(request):
    """The export page for an address that somebody brings, such as that of a list in another window."""
    params = read_address(request.GET.get("address", ""))
    return to_the_page(params.urlencode())


@exporters_only
def removed(request, name):
    """The file of what has ceased to be public since a day."""
    day = day_of(request.GET, "since")
    if day is None:
        raise WrongChoice("since", _("since: write a day, such as 2026-11-01."))
    return respond(request, name, removed_table(day, name))


def posted(view):
    return exporters_only(view, require_POST)


def checked_address(request):
    """The posted address in our order, with the format of the button. Raises WrongChoice for a wrong one."""
    params = read_address(request.POST.get("address", "")).copy()
    if request.POST.get("format"):
        params["format"] = request.POST["format"]
    writer_of(value_of(params, "format"))
    result, table = table_for(request.user, params)
    if table is None:
        raise WrongChoice("address", _("address: its filter has an error."))
    return address_of(params, result)


@posted
def save(request):
    """Keep the address under a name for everybody who exports."""
    address = checked_address(request)
    try:
        save_export(request.user, request.POST.get("name", "") or _("Unnamed"), address)
    except ValidationError as error:
        return refused(request, {"name": error.messages})
    return to_the_page(address)


@posted
def drop(request, pk):
    """Forget a saved export: one's own, or as a curator anybody's."""
    export = get_object_or_404(Export.objects.exclude(name=""), pk=pk)
    if export.by != request.user and not request.user.has_perm(MAY_EXPORT_ALL):
        raise WrongChoice("saved", _("saved: whoever saved it, or a curator, can remove it."))
    drop_export(export)
    return to_the_page("")


@posted
def start(request):
    """Begin a large export in the background."""
    address = checked_address(request)
    start_export(request.user, *without_typed(address))
    return to_the_page(address)


@exporters_only
def kept(request, pk):
    """The file of a large export, for whoever asked for it."""
    job = get_object_or_404(Job, pk=pk, by=request.user, exports__isnull=False)
    params = QueryDict(job.parameters["address"])
    if value_of(params, "columns") == FULL and FULL not in sets_for(request.user):
        raise WrongChoice("columns", _("columns: the full columns are for curators."))
    path = kept_file(job)
    if path is None:
        raise Http404
    writer = writer_of(value_of(params, "format"))
    return send(request, path.open("rb"), path.stat().st_size, writer, f"listings-{job.finished_at:%Y-%m-%d}")
