"""One group of facts, checked in a minute: what it says, whom to call, what to ask, and what came of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import site
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.admin.conflicts import require
from programs.admin.headings import headings
from programs.admin.onward import next_address
from programs.admin.queue import Spot, entry_of_spot, narrowing, page_of_spot
from programs.admin.refusing import say_why_not
from programs.admin.script import OF_CLOSED, OF_MEDICINE, script
from programs.admin.words import MODELS, FactWords, fact_label
from programs.models import Check, Clinic, Phone
from programs.models.answers import NOT_STATED
from programs.models.claims import day
from programs.models.facts import texts
from programs.models.groups import GROUPS, groups_of
from programs.publishing import Refused, Stale
from programs.publishing.calls import could_not_reach, still_correct
from programs.publishing.change import clinic_of

STILL, NO_ANSWER = "still", "no-answer"
HEARD = {"number": 28, "answered_by": 120, "said": 300}  # what a call log holds, and how much of it
CALLS_SHOWN = 5


@dataclass(frozen=True)
class Line:
    """A fact on the page: its name, its label, and what it says in words (empty when nothing is stated)."""

    name: str
    label: str
    words: str


def check_page(request, kind, pk, group):
    """A group of facts of a clinic or program, to be confirmed; a POST says what came of it."""
    require(request)
    if group not in GROUPS or GROUPS[group].owner != kind:
        raise Http404
    entry = get_object_or_404(MODELS[kind].objects.for_texts(), pk=pk)
    if request.method == "POST":
        return settle(request, entry, group)
    clinic = clinic_of(entry)
    lines = lines_of(entry, kind, group)
    program = entry if kind == "program" else None
    today, query = timezone.localdate(), narrowing(request)
    context = {
        **site.each_context(request),
        "title": GROUPS[group].label,
        "entry": entry,
        "clinic": clinic,
        "phones": callable_phones(clinic),
        "is_program": kind == "program",
        "heading": headings(clinic, program, today)[group],
        "others": other_groups(clinic, program, group, today, query),
        "lines": lines,
        "script": script(kind, {line.name: line.words for line in lines}, without=not_asked(entry)),
        "calls": clinic.calls.select_related("by", "program")[:CALLS_SHOWN],
        "methods": Check.Method.choices,
        "change_url": entry_of_spot(Spot(kind, pk, group), query),
        "queue_url": reverse("admin:queue") + query,
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/check.html", context)


def other_groups(clinic, program, group, today, query):
    """(group, address) of what else nobody has confirmed, of the clinic and of the program (None: of the clinic alone).

    Somebody on the line can be asked about all of it: two queries.
    """
    checks = list(clinic.checks.live(today).values_list("program", "group"))
    stated = list(clinic.statements.values_list("program", "group").order_by("group"))
    entries = [("clinic", clinic, None)] + ([("program", program, program.pk)] if program else [])
    return [
        (each, page_of_spot(Spot(kind, entry.pk, each.slug), query))
        for kind, entry, pk in entries
        for each in groups_of(kind)
        if each.slug != group and (pk, each.slug) in stated and (pk, each.slug) not in checks
    ]


def not_asked(entry):
    """The facts that are not asked about: those of a medicine where there is none, of closing where it is open."""
    if isinstance(entry, Clinic):
        closed = entry.operating_status in (Clinic.Operating.PAUSED, Clinic.Operating.CLOSED)
        return frozenset() if closed else OF_CLOSED
    return OF_MEDICINE if entry.medicine and entry.medicine.slug == "none" else frozenset()


def named(entry):
    """An entry with its clinic."""
    clinic = clinic_of(entry)
    return str(clinic) if entry == clinic else f"{clinic}, {entry}"


def callable_phones(clinic):
    """The numbers of a clinic at which somebody may answer: one query."""
    return list(clinic.phones.exclude(kind=Phone.Kind.FAX))


def lines_of(entry, kind, group):
    """The facts of a group as Lines, in the group's order."""
    said = texts(entry)
    named = [(kind, fact.name, said[fact.name]) for fact in GROUPS[group].facts]
    words = FactWords(named).words
    return [
        Line(name, fact_label(kind, name), "" if text in ("", NOT_STATED) else words(kind, name, text))
        for kind, name, text in named
    ]


def settle(request, entry, group):
    """Do what the pressed button says, and go on to the next thing of the queue."""
    act, version = request.POST.get("act"), request.POST.get("version", "")
    method = request.POST.get("method", "")
    if act not in (STILL, NO_ANSWER) or not version.isdecimal() or method not in Check.Method.values:
        raise Http404
    heard = {name: request.POST.get(name, "").strip()[:most] for name, most in HEARD.items()}
    try:
        if act == STILL:
            check = still_correct(entry, group, by=request.user, method=method, version=int(version), **heard)
            said = {"entry": named(entry), "group": GROUPS[group].label, "day": day(check.expires_on)}
            messages.success(request, _("%(entry)s, %(group)s: checked, until %(day)s.") % said)
        else:
            could_not_reach(entry, group, by=request.user, **heard)
            messages.success(request, _("%(entry)s: nobody answered, noted.") % {"entry": clinic_of(entry)})
    except (Stale, Refused) as refused:
        say_why_not(request, refused)
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(next_address(request, entry, group, stay=act == STILL))
