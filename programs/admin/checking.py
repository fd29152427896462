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
from programs.admin.queue import QueueFilter, address
from programs.admin.script import OF_MEDICINE, script
from programs.admin.words import MODELS, FactWords, fact_label
from programs.models import Call, Check, Phone
from programs.models.answers import NOT_STATED
from programs.models.claims import day
from programs.models.facts import texts
from programs.models.groups import GROUPS, groups_of
from programs.publishing import Refused, Stale
from programs.publishing.calls import could_not_reach, still_correct
from programs.publishing.change import clinic_of

STILL, NO_ANSWER = "still", "no-answer"
LOOKED_THROUGH = 50  # things of the queue among which the next one is looked for
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
    today = timezone.localdate()
    change_url = reverse(f"admin:programs_{kind}_change", args=[pk])
    context = {
        **site.each_context(request),
        "title": GROUPS[group].label,
        "entry": entry,
        "clinic": clinic,
        "phones": callable_phones(clinic),
        "is_program": kind == "program",
        "heading": headings(clinic, program, today)[group],
        "others": other_groups(clinic, program, group, today),
        "lines": lines,
        "script": script(kind, {line.name: line.words for line in lines}, without=not_asked(program)),
        "calls": clinic.calls.select_related("by", "program")[:CALLS_SHOWN],
        "methods": Check.Method.choices,
        "change_url": f"{change_url}#{group}",
        "queue_url": f"{reverse('admin:queue')}?{request.GET.urlencode()}",
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/check.html", context)


def other_groups(clinic, program, group, today):
    """(group, address) of what else nobody has confirmed, of the clinic and of the program (None: of the clinic alone).

    Somebody on the line can be asked about all of it: two queries.
    """
    checks = list(clinic.checks.live(today).values_list("program", "group"))
    stated = list(clinic.statements.values_list("program", "group").order_by("group"))
    entries = [("clinic", clinic, None)] + ([("program", program, program.pk)] if program else [])
    return [
        (each, reverse("admin:check", args=[kind, entry.pk, each.slug]))
        for kind, entry, pk in entries
        for each in groups_of(kind)
        if each.slug != group and (pk, each.slug) in stated and (pk, each.slug) not in checks
    ]


def not_asked(program):
    """The facts that are not asked about: those of a medicine, of a program that has none."""
    medicine = program.medicine if program else None
    return OF_MEDICINE if medicine and medicine.slug == "none" else frozenset()


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
    except Stale:
        messages.error(
            request, _("Somebody has changed this entry meanwhile. Look at it again, then confirm.")
        )
        return HttpResponseRedirect(request.get_full_path())
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(next_address(request, clinic_of(entry), stay=act == STILL))


def rung_in_vain_today():
    """The pks of the clinics that were rung up today, in vain: one query."""
    calls = Call.objects.in_vain().filter(at__date=timezone.localdate())
    return set(calls.values_list("clinic", flat=True))


def next_address(request, clinic, *, stay):
    """Where the queue goes on: with the same clinic while somebody is on the line (`stay`), else with another.

    One that nobody answered at today is not led to again: three calls in a row should be three days.
    """
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    work = QueueFilter(request.GET).work(request.user)
    items = work.page(0, LOOKED_THROUGH) if work else []
    here = [item for item in items if item.clinic == clinic.pk]
    others = [item for item in items if item.clinic not in {clinic.pk} | rung_in_vain_today()]
    order = here + others if stay else others
    if not order:
        return reverse("admin:queue") + query
    return address(order[0], query)
