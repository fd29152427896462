"""The history of an entry on one page: every fact that changed, who changed it, when and why; the way back."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.rows import date_input
from programs.admin.words import FactWords, fact_label
from programs.models import Change, Clinic, Program
from programs.models.facts import kind_of, texts
from programs.publishing import Refused, Stale
from programs.publishing.past import bring_back, can_come_back, texts_at

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One Change in words; `about` names the program of a clinic's page. `may_return`: its value can be restored."""

    change: Any
    about: str
    field: str
    before: str
    after: str
    may_return: bool


@dataclass(frozen=True)
class Then:
    """A fact as it was on a day, and as it is now."""

    label: str
    then: str
    now: str

    @property
    def differs(self):
        return self.then != self.now


class HistoryFilter(forms.Form):
    """Which fact, and as of which day; what is none of those offered is an error, and then nothing is shown."""

    fact = forms.ChoiceField(
        label=gettext_lazy("Fact"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("No change of this fact is recorded.")},
    )
    on = forms.DateField(
        label=gettext_lazy("The entry at the end of"), required=False, widget=date_input(), help_text=""
    )

    def __init__(self, data, entry):
        super().__init__(data, auto_id="filter-%s")
        named = changes_of(entry).exclude(field_name="").order_by().values_list("resource_type", "field_name")
        offered = sorted({(f"{kind}.{name}", str(fact_label(kind, name))) for kind, name in named.distinct()})
        self.fields["fact"].choices = [("", gettext_lazy("All")), *sorted(offered, key=lambda each: each[1])]

    def narrowed(self, changes):
        """Those of `changes` that are asked for; none when a value is wrong."""
        if not self.is_valid():
            return changes.none()
        kind, _dot, name = self.cleaned_data["fact"].partition(".")
        return changes.filter(resource_type=kind, field_name=name) if name else changes


def history_page(desk, request, entry):
    """Answer with the history of `entry`, newest first; a clinic's holds that of its programs. A POST restores."""
    may_write = desk.has_change_permission(request, entry)
    if request.method == "POST":
        return restore(desk, request, entry, may_write)
    chosen = HistoryFilter(request.GET, entry)
    page = Paginator(chosen.narrowed(changes_of(entry)), PER_PAGE).get_page(request.GET.get("page"))
    day = chosen.cleaned_data.get("on") if chosen.is_valid() else None
    context = {
        **desk.admin_site.each_context(request),
        "title": _("History of %(entry)s") % {"entry": entry},
        "opts": desk.opts,
        "entry": entry,
        "kind": desk.kind,
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.fields),
        "page": page,
        "lines": lines(entry, list(page.object_list)),
        "may_write": may_write,
        "day": day,
        "then": as_of(entry, day) if day else None,
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
            row.resource_id == entry.public_id and can_come_back(row.resource_type, row.field_name),
        )
        for row in changes
    ]


def both_values(row):
    return row.previous_value, row.replacement_value


def is_clinic(entry):
    return isinstance(entry, Clinic)


def as_of(entry, day):
    """What the entry said at the end of `day` beside what it says now, fact by fact; None before it was here."""
    end = timezone.make_aware(dt.datetime.combine(day, dt.time.max))
    before = texts_at(entry, end)
    if before is None:
        return None
    kind, now = kind_of(entry), texts(entry)
    words = FactWords([(kind, name, text) for found in (before, now) for name, text in found.items()]).words
    return [
        Then(fact_label(kind, name), words(kind, name, before[name]), words(kind, name, now[name]))
        for name in now
        if before[name] or now[name]
    ]


def restore(desk, request, entry, may_write):
    """Bring back what a fact said before the change that the POST names, over the version that was looked at."""
    if not may_write:
        raise PermissionDenied
    pk, version = request.POST.get("change", ""), request.POST.get("version", "")
    if not all(text.isascii() and text.isdecimal() and len(text) < 10 for text in (pk, version)):
        raise Http404
    row = Change.objects.filter(resource_id=entry.public_id, pk=pk).first()
    if row is None:
        raise Http404
    try:
        bring_back(entry, row, by=request.user, version=int(version))
    except Stale:
        messages.error(request, _("Somebody has changed this entry meanwhile. Look at its history again."))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    except (ValidationError, ValueError, KeyError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        messages.error(request, _("It cannot say this any longer: %(why)s") % {"why": said})
    else:
        label = fact_label(row.resource_type, row.field_name)
        messages.success(request, _("%(fact)s: says again what it said before.") % {"fact": label})
    return HttpResponseRedirect(request.get_full_path())
