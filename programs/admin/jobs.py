"""The desk's list of long work: what waits, how far it is, and what came of it."""

import datetime as dt

from django.contrib.admin import site
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.admin.conflicts import require
from programs.jobs.kinds import label_of
from programs.models import Job

PER_PAGE = 25
PATIENCE = dt.timedelta(minutes=1)


def job_list(request):
    """The jobs, the newest first; the address is read anew by a link."""
    require(request)
    page = Paginator(Job.objects.select_related("by").order_by("-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **site.each_context(request),
        "title": _("Long work"),
        "page": page,
        "rows": [(job, label_of(job.kind)) for job in page.object_list],
        "untaken": nobody_takes(timezone.now()),
    }
    return TemplateResponse(request, "admin/jobs.html", context)


def nobody_takes(now):
    """Whether a job waits for longer than a minute although nothing else is done."""
    if Job.objects.filter(state=Job.State.RUNNING).exists():
        return False
    return Job.objects.filter(state=Job.State.WAITING, created_at__lt=now - PATIENCE).exists()
