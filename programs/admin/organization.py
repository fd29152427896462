"""The organizations' list and page."""

from django.contrib import admin

from programs.admin.entry import EntryAdmin
from programs.models import Organization

MOST_CLINICS = 200


@admin.register(Organization)
class OrganizationAdmin(EntryAdmin):
    kind = "organization"
    list_display = ["name", "ownership", "npi"]
    list_filter = ["ownership"]
    search_fields = ["name", "npi"]
    ordering = ["name", "public_id"]

    def page_context(self, request, entry):
        return {"clinics": entry.clinics.order_by("name", "public_id")[:MOST_CLINICS] if entry.pk else []}
