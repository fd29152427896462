"""Imports at the desk: a file comes, is said to be something, is planned, written, and taken back."""

from functools import wraps

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.admin.conflicts import require
from programs.admin.import_forms import TellForm, UploadForm
from programs.admin.words import FactWords, fact_label
from programs.imports.kept_files import PLAN, REJECTS, keep, path_of
from programs.imports.plan_lines import KINDS, is_fact, read_lines
from programs.imports.uploads import look, subject_names
from programs.models import Batch, Columns, Source
from programs.publishing import Refused
from programs.publishing.batches import begin_work, keep_columns, take_in, tell
from programs.publishing.units import fact_of

PER_PAGE = 25
PLAN_IT, APPLY, UNDO, BRING_BACK = "plan", "apply", "undo", "bring-back"
WORK = {PLAN_IT: "plan-import", APPLY: "apply-import", UNDO: "undo-import", BRING_BACK: "bring-back-import"}
FILES = {"plan.csv": PLAN, "rejects.csv": REJECTS}
PUBLISH = "programs.publish_clinic"


def refusals_shown(view):
    """Show what a POST was refused for on the page that it came from."""

    @wraps(view)
    def shown(request, *args, **named):
        try:
            return view(request, *args, **named)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return HttpResponseRedirect(request.path)

    return shown


@refusals_shown
def import_list(request):
    """The imports, the newest first; a POST brings a file."""
    require(request)
    form = UploadForm(request.POST or None, request.FILES or None, auto_id="upload-%s")
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(
            reverse("admin:import", args=[taken_in(form.cleaned_data, request.user).pk])
        )
    batches = Batch.objects.select_related("job")
    context = {
        **site.each_context(request),
        "title": _("Imports"),
        "form": form,
        "page": Paginator(batches, PER_PAGE).get_page(request.GET.get("page")),
        "sources": Source.objects.filter(kind__in=[Source.Kind.REGISTER, Source.Kind.PERSON]),
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/imports.html", context, status=400 if form.errors else 200)


def taken_in(said, by):
    """A Batch of an uploaded file; what is known of a list with the same columns is said of it at once."""
    file_name, stored, size = keep(said["file"])
    about = {"source_name": said["source_name"], "edition": said["edition"]}
    batch = take_in(by, file_name=file_name, stored=stored, size=size, **about)
    found = look(batch)
    if kept := next((each for each in Columns.objects.all() if each.header == found.header), None):
        tell(batch, columns=kept.columns, told={"kept_as": kept.name})
    return batch


@refusals_shown
def import_page(request, pk):
    """One import, as far as it is; a POST plans it, writes it or takes it back."""
    require(request)
    batch = get_object_or_404(Batch.objects.select_related("job", "by"), pk=pk)
    if request.method == "POST":
        return act(request, batch)
    return show(request, batch, None)


def act(request, batch):
    wanted = request.POST.get("act")
    if wanted not in WORK:
        raise Http404
    if wanted == PLAN_IT:
        form = TellForm(
            request.POST, look=look(batch), batch=batch, may_publish=request.user.has_perm(PUBLISH)
        )
        if not form.is_valid():
            return show(request, batch, form)
        say(batch, form)
    if (
        wanted in (APPLY, UNDO, BRING_BACK)
        and batch.told.get("publish") is not False
        and not request.user.has_perm(PUBLISH)
    ):
        raise PermissionDenied
    begin_work(batch, WORK[wanted], by=request.user)
    return HttpResponseRedirect(request.path)


def may_apply(request, batch):
    """Whether the person may write a plan: one whose new entries are public at once is a publisher's."""
    return not batch.summary.get("publish", True) or request.user.has_perm(PUBLISH)


def say(batch, form):
    """Note what was said of a file; raises Refused where its columns cannot be read so."""
    told, columns = form.said()
    tell(batch, told=told, columns=columns, edition=form.cleaned_data["edition"])
    found = look(batch)
    if found.problem:
        raise Refused(found.problem)
    if name := form.cleaned_data.get("keep_as"):
        keep_columns(name, found.format, found.header, columns)


def show(request, batch, form):
    """The page of a Batch: what it is taken for, or its plan."""
    plain = batch.state == Batch.State.UPLOADED or (
        batch.state == Batch.State.PLANNED and "change" in request.GET
    )
    context = {
        **site.each_context(request),
        "title": str(batch),
        "batch": batch,
        "busy": batch.is_busy,
        "failed": batch.job is not None and batch.job.state == "failed",
        "may_write": request.user.has_perm("programs.change_clinic"),
        "may_apply": may_apply(request, batch),
    }
    if (plain or form) and not batch.is_busy:
        context |= telling(request, batch, form)
    elif batch.summary:
        context |= planned(request, batch)
    return TemplateResponse(request, "admin/import.html", context, status=400 if form else 200)


def telling(request, batch, form):
    """What the page of a file says before its plan is made."""
    found = look(batch)
    may_publish = request.user.has_perm(PUBLISH)
    form = form or TellForm(None, look=found, batch=batch, may_publish=may_publish)
    return {"look": found, "form": form, "subjects": subject_names()}


def planned(request, batch):
    """What the page of a plan says: its counts, and the lines of one kind."""
    counts = batch.summary.get("lines", {})
    kinds = [(kind, counts.get(kind, 0)) for kind in KINDS]
    chosen = request.GET.get("what")
    if chosen not in KINDS:
        chosen = next((kind for kind, number in kinds if number), KINDS[0])
    lines = PlanLines(batch, chosen, counts.get(chosen, 0))
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return {"kinds": kinds, "what": chosen, "page": page, "lines": in_words(list(page.object_list))}


class PlanLines:
    """The lines of one kind of a plan as Paginator reads them; none where the file is kept no longer."""

    def __init__(self, batch, what, number):
        self.batch, self.what, self.number = batch, what, number

    def __len__(self):
        return self.number

    def __getitem__(self, part):
        try:
            return read_lines(path_of(self.batch, PLAN), self.what, part.start, part.stop)
        except Refused:
            return []


def in_words(lines):
    """(line, the name of its fact, what is said now, what then) of plan lines, facts in words for people."""
    facts = [line for line in lines if line.kind]
    words = FactWords(
        [(line.kind, fact_of(line.field), text) for line in facts for text in (line.now, line.then)]
    )
    return [
        (
            line,
            fact_label(line.kind, fact_of(line.field)) if line.kind else line.field,
            words.words(line.kind, line.field, line.now) if is_fact(line) else line.now,
            words.words(line.kind, line.field, line.then) if is_fact(line) else line.then,
        )
        for line in lines
    ]


def import_file(request, pk, name):
    """The plan of an import, or its rejected rows, as CSV."""
    require(request)
    batch = get_object_or_404(Batch, pk=pk)
    try:
        file = open(path_of(batch, FILES[name]), "rb")  # noqa: SIM115 - the response closes it
    except (Refused, KeyError) as error:
        raise Http404 from error
    return FileResponse(
        file, as_attachment=True, filename=f"import-{batch.pk}-{name}", content_type="text/csv"
    )
