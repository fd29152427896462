"""Where a curator goes on: to what the same call can settle, to another clinic, or back to a correction."""

from django.urls import reverse
from django.utils import timezone

from programs.admin.conflicts import is_key
from programs.admin.queue import QueueFilter, Spot, address, narrowing, page_of_spot, spot_of
from programs.models import Call
from programs.models.facts import kind_of
from programs.models.groups import GROUPS
from programs.publishing.change import clinic_of
from programs.queue import Work

LOOKED_THROUGH = 50  # things of the queue among which another clinic is looked for
# Rules whose things a call settles, however the queue was narrowed.
CHECKS_DUE = ("check-ended", "check-ending")


def group_in_hand(request, kind):
    """The group of facts for which the queue led to the page of an entry; empty where it did not."""
    group = request.GET.get("at", "")
    return group if group in GROUPS and GROUPS[group].owner == kind else ""


def after_saving(request, entry, group):
    """Where a saved entry leads: back to the correction it was opened from, on in the queue, or nowhere (empty)."""
    correction = request.GET.get("correction", "")
    if is_key(correction):
        return reverse("admin:correction", args=[correction])
    return next_address(request, entry, group, stay=True) if group else ""


def next_address(request, entry, group, *, stay):
    """Where the queue goes on after a group: at the same clinic while somebody is on the line (`stay`), or at another.

    One that nobody answered at today is not led to again: three calls in a row should be three days.
    """
    query, clinic = narrowing(request), clinic_of(entry)
    work = QueueFilter(request.GET).work(request.user)
    done = Spot(kind_of(entry), entry.pk, group)
    if stay and (here := [url for spot, url in same_call(clinic, work, query) if spot != done]):
        return here[0]
    left_out = {clinic.pk} | rung_in_vain_today()
    others = [item for item in (work.page(0, LOOKED_THROUGH) if work else []) if item.clinic not in left_out]
    return address(others[0], query) if others else reverse("admin:queue") + query


def same_call(clinic, work, query):
    """(Spot, address) of what one call to `clinic` can settle: its things in the queue, then what a card stands on."""
    queues = [*([work] if work else []), *(Work(rule=rule) for rule in CHECKS_DUE)]
    for queue in queues:
        for item in queue.of_clinics([clinic.pk]).get(clinic.pk, []):
            yield spot_of(item), address(item, query)
    for spot in unconfirmed(clinic, timezone.localdate()):
        yield spot, page_of_spot(spot, query)


def unconfirmed(clinic, today):
    """The Spots of Contact and of what each public program offers, where no check of them stands: three queries."""
    programs = list(clinic.programs.published().order_by("pk").values_list("pk", flat=True))
    stated = set(clinic.statements.values_list("program", "group"))
    due = stated - set(clinic.checks.live(today).values_list("program", "group"))
    wanted = [(None, "contact"), *((pk, "offer") for pk in programs)] if programs else []
    return [
        Spot("program" if pk else "clinic", pk or clinic.pk, group)
        for pk, group in wanted
        if (pk, group) in due
    ]


def rung_in_vain_today():
    """The pks of the clinics that were rung up today, in vain: one query."""
    calls = Call.objects.in_vain().filter(at__date=timezone.localdate())
    return set(calls.values_list("clinic", flat=True))
