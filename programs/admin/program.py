"""The programs' list and page. A program is added on its clinic's page."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.actions import (
    confirm_selected,
    publish_selected,
    send_back_selected,
    submit_selected,
    withdraw_selected,
)
from programs.admin.acts import copy_view
from programs.admin.checks import LEADING_GROUP
from programs.admin.copying import copy_to_view
from programs.admin.entry import EntryAdmin
from programs.admin.exporting import export_selected
from programs.admin.filters import CheckFilter, ClaimFilter, StateFilter, StatusFilter, TypeFilter
from programs.admin.finding import find_programs
from programs.admin.headings import headings
from programs.admin.notes import notes_of
from programs.admin.words import fact_label
from programs.models import Clinic, Correction, Program, Statement, Status
from programs.models.claims import claim
from programs.models.facts import texts
from programs.publishing.change import fresh
from programs.queue.completeness import completeness


@admin.register(Program)
class ProgramAdmin(EntryAdmin):
    kind = "program"
    list_display = ["name", "at", "place", "kinds", "status", "says", "ends"]
    list_filter = [CheckFilter, StatusFilter, ClaimFilter, TypeFilter, StateFilter]
    list_select_related = ["clinic"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Name of the program or clinic, city, postal code, phone number or id.")
    ordering = ["clinic__name", "clinic", "pk"]
    actions = [
        submit_selected,
        publish_selected,
        send_back_selected,
        confirm_selected,
        withdraw_selected,
        export_selected,
    ]

    def get_urls(self):
        own = [
            path("<int:pk>/copy/", self.wrapped(copy_view), name=self.url_name("copy")),
            path("<int:pk>/copy-to/", self.wrapped(copy_to_view), name=self.url_name("copy_to")),
        ]
        return [*own, *super().get_urls()]

    def fetch(self, pk):
        rows = Program.objects.for_reading().select_related("clinic")
        return rows.filter(pk=pk).first() if str(pk).isdecimal() and len(str(pk)) < 19 else None

    def get_queryset(self, request):
        said = Prefetch("statements", Statement.objects.select_related("source"))
        return super().get_queryset(request).prefetch_related("types__texts", said, "checks")

    def get_search_results(self, request, queryset, search_term):
        return (find_programs(queryset, search_term) if search_term.strip() else queryset), False

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        if self.clinic_asked_for(request) is None:
            messages.info(request, _("Open the clinic first: a program is added on its clinic's page."))
            return HttpResponseRedirect(reverse("admin:programs_clinic_changelist"))
        return super().add_view(request, form_url, extra_context)

    def clinic_asked_for(self, request):
        """The clinic that ?clinic= names, or None."""
        pk = request.GET.get("clinic", "")
        return (
            Clinic.objects.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
        )

    def new_entry(self, request):
        return Program(clinic=self.clinic_asked_for(request))

    def adding(self, entry):
        return _("Add a program at %(clinic)s") % {"clinic": entry.clinic}

    @admin.display(description=gettext_lazy("Clinic"), ordering="clinic__name")
    def at(self, program):
        return program.clinic.name

    @admin.display(description=gettext_lazy("Place"), ordering="clinic__region")
    def place(self, program):
        return ", ".join(part for part in (program.clinic.city, program.clinic.region) if part)

    @admin.display(description=gettext_lazy("Types"))
    def kinds(self, program):
        return ", ".join(str(kind) for kind in program.types.all())

    @admin.display(description=gettext_lazy("Offer: who says so"))
    def says(self, program):
        today = timezone.localdate()
        rows = program.statements.all(), program.checks.all()
        return claim(LEADING_GROUP["program"], *rows, today).words(today)

    @admin.display(description=gettext_lazy("First check to end"))
    def ends(self, program):
        today = timezone.localdate()
        return min((row.expires_on for row in program.checks.all() if row.is_live(today)), default=None)

    def headings(self, entry):
        return headings(entry.clinic, entry, timezone.localdate()) if entry.pk else {}

    def page_context(self, request, entry):
        preview = f"/admin/preview/{entry.clinic.public_id}/#{entry.slug}" if entry.pk else ""
        context = {"clinic": entry.clinic, "preview_url": preview}
        if not entry.pk:
            return context
        return context | {
            "may_copy": self.has_add_permission(request),
            "corrections": entry.corrections.filter(outcome=Correction.Outcome.WAITING),
            "complete": completeness(texts(entry), texts(fresh(entry.clinic)), fact_label),
            "notes": notes_of(entry),
        }

    def public_url(self, entry):
        public = entry.pk and entry.status == Status.PUBLISHED and entry.clinic.is_public
        return f"/clinics/{entry.clinic.slug}/#{entry.slug}" if public else ""
