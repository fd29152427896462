"""The history of an entry on one page: every fact that changed, who changed it, when and why."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from programs.admin.words import FactWords, fact_label
from programs.models import Change, Clinic, Program

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One Change in words; `about` names the program of a clinic's page."""

    change: Any
    about: str
    field: str
    before: str
    after: str


def history_page(desk, request, entry):
    """Answer with the history of `entry`, newest first; a clinic's holds that of its programs."""
    page = Paginator(changes_of(entry), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("History of %(entry)s") % {"entry": entry},
        "opts": desk.opts,
        "entry": entry,
        "kind": desk.kind,
        "page": page,
        "lines": lines(entry, list(page.object_list)),
    }
    return TemplateResponse(request, "admin/entry_history.html", context)


def changes_of(entry):
    """The Change rows of an entry, newest first."""
    if isinstance(entry, Clinic):
        return Change.objects.filter(clinic=entry).order_by("-pk")
    return Change.objects.filter(resource_id=entry.public_id).order_by("-pk")


def lines(entry, changes):
    """Changes in words: three queries, whatever their number."""
    programs = (
        dict(Program.objects.filter(clinic=entry).values_list("public_id", "name"))
        if is_clinic(entry)
        else {}
    )
    texts = [(row.resource_type, row.field_name, text) for row in changes for text in both_values(row)]
    words = FactWords(texts).words
    return [
        Line(
            row,
            programs.get(row.resource_id, "") if row.resource_type == "program" else "",
            fact_label(row.resource_type, row.field_name) if row.field_name else "",
            *(words(row.resource_type, row.field_name, text) for text in both_values(row)),
        )
        for row in changes
    ]


def both_values(row):
    return row.previous_value, row.replacement_value


def is_clinic(entry):
    return isinstance(entry, Clinic)
