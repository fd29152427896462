"""Rules about checks: ended, ending soon, never made; about licences, and about websites that do not answer."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Call, Check, Licence, LinkVisit, Program, Status
from programs.queue.rule import Rule

SOON_DAYS = 14


def newest_checks():
    """Checks that no later one of the same group of the same entry has replaced."""
    later = Check.objects.filter(
        Q(program=OuterRef("program")) | Q(program__isnull=True),
        clinic=OuterRef("clinic"),
        group=OuterRef("group"),
        pk__gt=OuterRef("pk"),
    )
    return Check.objects.filter(~Exists(later))


def public(checks):
    """Those of `checks` about what readers see, at clinics that can be reached."""
    shown = Q(program__isnull=True) | Q(program__status=Status.PUBLISHED)
    return reachable(checks.filter(shown, clinic__status=Status.PUBLISHED))


def reachable(rows):
    """`rows` but those of clinics that several calls did not reach: they are on hold, and wait as Unreached alone."""
    return rows.filter(~Exists(Call.objects.unreached().filter(clinic=OuterRef("clinic"))))


def past(field, before, today):
    """Rows whose last day was not over on `before`, and is on `today`."""
    return Q(**{f"{field}__gte": before, f"{field}__lt": today})


def soon_by(field, before, today):
    """Rows whose last day was more than SOON_DAYS away on `before`, and is no more on `today`."""
    soon = dt.timedelta(days=SOON_DAYS)
    return Q(**{f"{field}__gt": before + soon, f"{field}__lte": today + soon})


class CheckEnded(Rule):
    name = "check-ended"
    label = _("A check has ended")
    explanation = _("The public page asks readers to ask again. Call, or look at the web page.")
    severity = 3
    is_kept = True
    since = "expires_on"
    group_path = "group"

    def rows(self, today):
        return public(newest_checks()).filter(Q(ended_on__isnull=False) | Q(expires_on__lt=today))

    def turned(self, before, today):
        return Check.objects.filter(past("expires_on", before, today)).values_list("clinic", flat=True)


class CheckEnding(Rule):
    name = "check-ending"
    label = _("A check ends within 14 days")
    explanation = _("Call, or look at the web page, and say “still correct”.")
    severity = 2
    is_kept = True
    since = "expires_on"
    group_path = "group"

    def rows(self, today):
        soon = today + dt.timedelta(days=SOON_DAYS)
        return public(newest_checks()).live(today).filter(expires_on__lte=soon)

    def turned(self, before, today):
        days = past("expires_on", before, today) | soon_by("expires_on", before, today)
        return Check.objects.filter(days).values_list("clinic", flat=True)


class NeverChecked(Rule):
    name = "never-checked"
    label = _("Never checked")
    explanation = _("Readers see it, and only a source says what it offers.")
    severity = 3
    is_kept = True
    program = "pk"
    since = "created_at"
    group = "offer"

    def rows(self, today):
        checks = Check.objects.filter(program=OuterRef("pk"))
        return reachable(Program.objects.published().filter(~Exists(checks)))


class Unreached(Rule):
    name = "unreached"
    label = _("Three calls in a row went unanswered")
    explanation = _(
        "It may have closed: look at its website and in the registers; try once more on another day."
    )
    severity = 4
    since = "at"
    group_path = "group"

    def rows(self, today):
        return Call.objects.unreached().filter(clinic__status=Status.PUBLISHED)


class DeadWebsite(Rule):
    name = "dead-website"
    label = _("The website did not answer on several days")
    explanation = _("Open it yourself. Enter the new address, or take it out; it may have closed: call.")
    severity = 3
    program = None
    since = "failing_since"
    group = "contact"

    def rows(self, today):
        return LinkVisit.objects.unlooked().filter(clinic__status=Status.PUBLISHED)


class LicenceEnding(Rule):
    name = "licence-ending"
    label = _("A license ends within 14 days, or has ended")
    explanation = _("Look it up in the register, and enter its new last day.")
    severity = 4
    is_kept = True
    program = None
    since = "valid_until"
    group = "licences"

    def rows(self, today):
        soon = today + dt.timedelta(days=SOON_DAYS)
        return Licence.objects.filter(valid_until__lte=soon, clinic__status=Status.PUBLISHED)

    def turned(self, before, today):
        return Licence.objects.filter(soon_by("valid_until", before, today)).values_list("clinic", flat=True)
