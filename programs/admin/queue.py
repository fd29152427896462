"""The desk's work queue: what wants a person, what hurts patients most first."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.conflicts import is_key, require
from programs.models import Assignment, Clinic, Program
from programs.models.groups import GROUPS
from programs.publishing.assignments import leave, take_on
from programs.queue import RULES, Work
from programs.vocabulary import STATES

PER_PAGE = 25
HEAD = 10  # things on the first screen
TAKE, LEAVE = "take", "leave"
CHECKED = ("check-ended", "check-ending", "never-checked", "unreached")
# Rules whose things are decided in a list; most others lead to the facts of the entry.
PLACES = {
    "correction": lambda item: reverse("admin:correction", args=[item.key]),
    "import-conflict": lambda item: reverse("admin:conflict", args=[item.key]),
    "no-longer-listed": lambda item: reverse("admin:absences"),
    "likely-duplicate": lambda item: reverse("admin:merge", args=[item.key]),
}


class QueueFilter(forms.Form):
    """What the address says; a value that is none of those offered is an error, and then nothing is shown."""

    rule = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *sorted(STATES.items(), key=lambda state: state[1])],
    )
    mine = forms.BooleanField(label=gettext_lazy("Mine only"), required=False)

    def __init__(self, data):
        super().__init__(data, auto_id="filter-%s")
        rules = [(name, rule.label) for name, rule in RULES.items()]
        self.fields["rule"].choices = [("", gettext_lazy("All")), *rules]

    def work(self, user):
        """The Work that is asked for; None when a value is wrong."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return Work(rule=said["rule"], state=said["state"], taken_by=user if said["mine"] else None)


class Things:
    """The Items of a Work as Paginator reads them."""

    def __init__(self, work):
        self.work = work
        self.counts = work.counts() if work else {}

    def __len__(self):
        return sum(self.counts.values())

    def __getitem__(self, part):
        return self.work.page(part.start, part.stop, self.counts) if self.work else []


@dataclass(frozen=True)
class Row:
    """An Item as the page shows it. `taken_by` is the user who has taken it on."""

    item: Any
    clinic: Any
    program: Any
    url: str
    taken_by: Any

    @property
    def group(self):
        """The label of the group of facts that the item is about."""
        return GROUPS[self.item.group].label if self.item.group else ""

    @property
    def handle(self):
        """The item as a form names it."""
        item = self.item
        return f"{item.rule.name}:{item.clinic}:{item.program or ''}:{item.group}"


def queue_page(request):
    """The queue as the address narrows it; a POST takes one thing on, or leaves it."""
    require(request)
    if request.method == "POST":
        return take_or_leave(request)
    chosen = QueueFilter(request.GET)
    things = Things(chosen.work(request.user))
    page = Paginator(things, PER_PAGE).get_page(request.GET.get("page"))
    narrowing = request.GET.copy()
    narrowing.pop("page", None)
    context = {
        **site.each_context(request),
        "title": _("Work queue"),
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.fields),
        "page": page,
        "rows": rows_of(page.object_list, f"?{narrowing.urlencode()}" if narrowing else ""),
        "counts": [(RULES[name], number) for name, number in in_order(things.counts)],
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/queue.html", context)


def head():
    """(the first Rows of the whole queue, how many things wait)."""
    things = Things(Work())
    return rows_of(things[0:HEAD]), len(things)


def in_order(counts):
    """Counts in the order of the rules."""
    return [(name, counts[name]) for name in RULES if name in counts]


def rows_of(items, query=""):
    """The Rows of Items: 3 queries. `query` is how the queue was narrowed."""
    clinics = Clinic.objects.in_bulk({item.clinic for item in items})
    programs = Program.objects.in_bulk({item.program for item in items if item.program})
    taken = {
        (each.rule, each.clinic_id, each.program_id, each.group): each.by
        for each in Assignment.objects.filter(clinic__in=clinics).select_related("by")
    }
    return [
        Row(
            item,
            clinics[item.clinic],
            programs.get(item.program),
            address(item, query),
            taken.get((item.rule.name, item.clinic, item.program, item.group)),
        )
        for item in items
    ]


def address(item, query=""):
    """The place where a thing is looked at; `query` is how the queue was narrowed."""
    if item.rule.name in PLACES:
        return PLACES[item.rule.name](item)
    kind = item.rule.owner(item)
    pk = item.clinic if kind == "clinic" else item.program
    if item.rule.name in CHECKED:
        return reverse("admin:check", args=[kind, pk, item.group]) + query
    return f"{reverse(f'admin:programs_{kind}_change', args=[pk])}#{item.group}"


def take_or_leave(request):
    """Note who looks at a thing, or that they no longer do."""
    verb, *named = request.POST.get("act", "").split(":")
    if verb not in (TAKE, LEAVE) or len(named) != 4 or named[0] not in RULES or not is_key(named[1]):
        raise Http404
    rule, clinic, program, group = named
    if program and not Program.objects.filter(pk=program if is_key(program) else 0, clinic=clinic).exists():
        raise Http404
    thing = rule, int(clinic), int(program) if program else None, group
    if verb == LEAVE:
        leave(*thing, by=request.user)
    elif Clinic.objects.filter(pk=clinic).exists():
        has_it = take_on(*thing, by=request.user)
        if has_it != request.user:
            messages.error(request, _("%(name)s has taken this on already.") % {"name": has_it})
    return HttpResponseRedirect(request.get_full_path())
