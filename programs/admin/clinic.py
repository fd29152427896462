"""The clinics' list and page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.admin.actions import (
    close_selected,
    confirm_selected,
    publish_selected,
    reopen_selected,
    send_back_selected,
    submit_selected,
    unreached_selected,
    withdraw_selected,
)
from programs.admin.checks import LEADING_GROUP
from programs.admin.entry import EntryAdmin
from programs.admin.exporting import export_selected
from programs.admin.filters import (
    CheckFilter,
    ClaimFilter,
    NeedsFilter,
    StateFilter,
    StatusFilter,
    TypeFilter,
)
from programs.admin.finding import find_clinics
from programs.admin.headings import headings
from programs.admin.inviting import invite_view
from programs.admin.notes import notes_of
from programs.admin.same import merge_selected, same_as_view
from programs.admin.starting import start_view
from programs.admin.words import fact_label
from programs.models import Check, Clinic, Conflict, Correction, Program, Statement
from programs.models.claims import about, checked_on, claim
from programs.models.facts import texts
from programs.queue.completeness import completeness

STARTED = {"name": 200, "city": 80, "region": 6, "postal_code": 10}  # what may stand there already, how long
PHONE_LENGTH = 40  # of the phone that starting.py passes on


@dataclass(frozen=True)
class ProgramLine:
    """A program on its clinic's page: one line."""

    program: Any
    checked_on: Any
    complete: Any


@admin.register(Clinic)
class ClinicAdmin(EntryAdmin):
    kind = "clinic"
    list_display = ["name", "place", "status", "operating_status", "program_names", "says", "checked"]
    list_filter = [NeedsFilter, CheckFilter, StatusFilter, ClaimFilter, TypeFilter, StateFilter]
    search_fields = ["name"]
    search_help_text = _("Name, city, postal code, address, phone number or id.")
    ordering = ["name", "public_id"]
    actions = [
        submit_selected,
        publish_selected,
        send_back_selected,
        confirm_selected,
        unreached_selected,
        merge_selected,
        withdraw_selected,
        close_selected,
        reopen_selected,
        export_selected,
    ]

    def get_urls(self):
        own = [
            path("start/", self.wrapped(start_view), name=self.url_name("start")),
            path("<int:pk>/same-as/", self.wrapped(same_as_view), name=self.url_name("same_as")),
            path("<int:pk>/invite/", self.wrapped(invite_view), name=self.url_name("invite")),
        ]
        return [*own, *super().get_urls()]

    def new_entry(self, request):
        """An entry that is not saved yet, with what was typed before; see starting.py."""
        return Clinic(**{name: request.GET.get(name, "")[:most] for name, most in STARTED.items()})

    def show(self, request, entry, bound, note, extra=None):
        if not entry.pk and not bound.form.is_bound:
            bound.rows["phones"].forms[0].initial["number"] = request.GET.get("phone", "")[:PHONE_LENGTH]
        return super().show(request, entry, bound, note, extra)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(*list_relations())

    def get_search_results(self, request, queryset, search_term):
        return (find_clinics(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description=_("Place"), ordering="region")
    def place(self, clinic):
        return ", ".join(part for part in (clinic.city, clinic.region) if part)

    @admin.display(description=_("Programs"))
    def program_names(self, clinic):
        return len(clinic.programs.all())

    @admin.display(description=_("Contact: who says so"))
    def says(self, clinic):
        return claim(LEADING_GROUP["clinic"], *self_rows(clinic), timezone.localdate()).words(
            timezone.localdate()
        )

    @admin.display(description=_("Checked on"))
    def checked(self, clinic):
        today = timezone.localdate()
        days = [
            checked_on(self_rows(clinic)[1], about(clinic.checks.all(), program), today)
            for program in shown(clinic)
        ]
        return max((day for day in days if day), default=None)

    def headings(self, entry):
        return headings(entry, None, timezone.localdate()) if entry.pk else {}

    def page_context(self, request, entry):
        if not entry.pk:
            return {}
        conflicts = Conflict.objects.filter(clinic=entry, decision=Conflict.Decision.WAITING)
        return {
            "programs": program_lines(entry, timezone.localdate()),
            "conflicts": conflicts.count(),
            "corrections": entry.corrections.filter(outcome=Correction.Outcome.WAITING),
            "notes": notes_of(entry),
            "preview_url": f"/admin/preview/{entry.public_id}/",
            "may_copy": request.user.has_perm("programs.add_program"),
        }

    def public_url(self, entry):
        return f"/clinics/{entry.slug}/" if entry.pk and entry.is_public else ""


def list_relations():
    """What the list reads beside the clinics: four queries a page."""
    return [
        Prefetch("programs", Program.objects.only("pk", "clinic_id", "status")),
        Prefetch("statements", Statement.objects.select_related("source")),
        Prefetch("checks", Check.objects.defer("note")),
    ]


def self_rows(clinic):
    """(statements, checks) about the clinic itself."""
    return about(clinic.statements.all()), about(clinic.checks.all())


def shown(clinic):
    return [program for program in clinic.programs.all() if program.status == "published"]


def program_lines(clinic, today):
    """The programs of `clinic`, each with the day on its card and how complete it is: 6 queries."""
    checks, said = list(clinic.checks.all()), texts(clinic)
    return [
        ProgramLine(
            program,
            checked_on(about(checks), about(checks, program), today),
            completeness(texts(program), said, fact_label),
        )
        for program in clinic.programs.for_texts().prefetch_related("types__texts").order_by("pk")
    ]
