"""The desk's work queue: what wants a person, what hurts patients most first."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.conflict_rows import label_of
from programs.admin.conflicts import is_key, require
from programs.models import Assignment, Clinic, Conflict, DuplicateSuspect, Program
from programs.models.groups import GROUPS
from programs.publishing.assignments import leave, take_on
from programs.queue import RULES, Work
from programs.vocabulary import STATES

PER_PAGE = 25
HEAD = 10  # clinics on the first screen
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


class Clinics:
    """The clinics of a Work, each with its Items, as Paginator reads them."""

    def __init__(self, work):
        self.work = work

    def __len__(self):
        return len(self.work.clinics) if self.work else 0

    def __getitem__(self, part):
        return self.work.of_clinics(self.work.clinics[part].tolist()) if self.work else {}


class Spot(NamedTuple):
    """A group of facts of a clinic or program: where a thing of the queue is looked at."""

    kind: str
    pk: int
    group: str


@dataclass(frozen=True)
class Thing:
    """An Item as the page shows it: what it is about, in words, and where it leads."""

    item: Any
    words: str
    url: str


@dataclass(frozen=True)
class Row:
    """A clinic as the page shows it: `reasons` are (rule, Things), the heaviest first.

    `taken_by` are those who have taken on any of it; `is_free` where nobody has taken on all.
    """

    clinic: Any
    reasons: list
    taken_by: list
    is_free: bool

    @property
    def first(self):
        """The Thing to look at first."""
        return self.reasons[0][1][0]


def queue_page(request):
    """The queue as the address narrows it; a POST takes a clinic on, or leaves it."""
    require(request)
    chosen = QueueFilter(request.GET)
    if request.method == "POST":
        return take_or_leave(request, chosen)
    work = chosen.work(request.user)
    page = Paginator(Clinics(work), PER_PAGE).get_page(request.GET.get("page"))
    counts = work.counts() if work else {}
    context = {
        **site.each_context(request),
        "title": _("Work queue"),
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.fields),
        "page": page,
        "rows": rows_of(page.object_list, narrowing(request)),
        "counts": [(RULES[name], number) for name, number in counts.items()],
        "things": sum(counts.values()),
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/queue.html", context)


def head():
    """(the first Rows of the whole queue, how many clinics wait, {rule name: how many things wait})."""
    work = Work()
    clinics = Clinics(work)
    return rows_of(clinics[0:HEAD]), len(clinics), work.counts()


def rows_of(items_of, query=""):
    """The Rows of {pk of a clinic: its Items}: 3 queries, and at most 2 for what Items of some rules are about.

    `query` is how the queue was narrowed.
    """
    items = [item for items in items_of.values() for item in items]
    clinics = Clinic.objects.in_bulk(items_of)
    words = words_of(items)
    taken = {
        (each.rule, each.clinic_id, each.program_id, each.group): each.by
        for each in Assignment.objects.filter(clinic__in=clinics).select_related("by")
    }
    return [
        row_of(clinics[pk], items, words, taken, query) for pk, items in items_of.items() if pk in clinics
    ]


def row_of(clinic, items, words, taken, query):
    """The Row of a clinic and its Items, which are in the order of the queue."""
    by = [taken.get((item.rule.name, item.clinic, item.program, item.group)) for item in items]
    reasons = {}
    for item in items:
        reasons.setdefault(item.rule, []).append(Thing(item, words[item], address(item, query)))
    people = list(dict.fromkeys(user for user in by if user))
    return Row(clinic, list(reasons.items()), people, None in by)


def words_of(items):
    """{Item: what it is about, in words}: a program and a group of facts, a fact in conflict, the other clinic."""
    programs = Program.objects.in_bulk({item.program for item in items if item.program})
    known = {name: of({item.key for item in items if item.rule.name == name}) for name, of in ABOUT.items()}
    return {item: known.get(item.rule.name, {}).get(item.key) or about(item, programs) for item in items}


def about(item, programs):
    """The program and the group of facts of an Item, as far as it has them."""
    program = programs.get(item.program)
    group = str(GROUPS[item.group].label) if item.group else ""
    return ": ".join(part for part in (program.name if program else "", group) if part) or _("Look at it")


def facts_in_conflict(pks):
    """{pk of a conflict: the fact that it is about}."""
    rows = Conflict.objects.filter(pk__in=pks).values_list("pk", "program", "field") if pks else ()
    return {pk: label_of("program" if program else "clinic", field) for pk, program, field in rows}


def other_clinics(pks):
    """{pk of a suspect: the name of the clinic that the first one is like}."""
    return dict(DuplicateSuspect.objects.filter(pk__in=pks).values_list("pk", "other__name")) if pks else {}


ABOUT = {"import-conflict": facts_in_conflict, "likely-duplicate": other_clinics}


def address(item, query=""):
    """The place where a thing is looked at; `query` is how the queue was narrowed."""
    if item.rule.name in PLACES:
        return PLACES[item.rule.name](item)
    spot = spot_of(item)
    return page_of_spot(spot, query) if item.rule.name in CHECKED else entry_of_spot(spot, query)


def spot_of(item):
    """The Spot of an Item."""
    kind = item.rule.owner(item)
    return Spot(kind, item.clinic if kind == "clinic" else item.program, item.group)


def page_of_spot(spot, query):
    """The page on which a group is confirmed."""
    return reverse("admin:check", args=spot) + query


def entry_of_spot(spot, query):
    """The entry's page at a group; it knows by `at` that the queue led there, and goes on as `query` narrows that."""
    page = reverse(f"admin:programs_{spot.kind}_change", args=[spot.pk])
    return f"{page}?at={spot.group}{query.replace('?', '&', 1)}#{spot.group}"


def narrowing(request):
    """How the queue was narrowed, as a query; empty where it was not."""
    said = {name: request.GET[name] for name in QueueFilter.base_fields if request.GET.get(name)}
    return f"?{urlencode(said)}" if said else ""


def take_or_leave(request, chosen):
    """Note who looks at what is shown of a clinic, or that they no longer do."""
    verb, _colon, clinic = request.POST.get("act", "").partition(":")
    work = chosen.work(request.user)
    if verb not in (TAKE, LEAVE) or not is_key(clinic) or work is None:
        raise Http404
    items = work.of_clinics([int(clinic)]).get(int(clinic), [])
    others = set()
    for item in items:
        thing = item.rule.name, item.clinic, item.program, item.group
        if verb == LEAVE:
            leave(*thing, by=request.user)
        else:
            others.add(take_on(*thing, by=request.user))
    for name in sorted(str(user) for user in others - {request.user}):
        messages.error(request, _("%(name)s has taken this on already.") % {"name": name})
    return HttpResponseRedirect(request.get_full_path())
