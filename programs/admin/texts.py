"""Sources, the passages that pages show, and studies."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.admin.checks import SOON_DAYS
from programs.admin.filters import WordFilter
from programs.models import Passage, Source, Study, StudyText
from programs.publishing.change import log_search


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "licence"]
    list_filter = ["kind"]
    search_fields = ["name"]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Cards and claims name the source, and ask its kind: they are made anew."""
        super().save_model(request, obj, form, change)
        log_search([None])


class EndsFilter(WordFilter):
    title = _("last day")
    parameter_name = "ends"

    def lookups(self, request, model_admin):
        return [("soon", _("Ends soon, or has ended"))]

    def narrowed(self, queryset, value):
        return queryset.ending_by(timezone.localdate() + timedelta(days=SOON_DAYS))


class PassageForm(forms.ModelForm):
    class Meta:
        model = Passage
        fields = ["key", "language", "title", "body", "citation", "show_until"]
        widgets = {"show_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


@admin.register(Passage)
class PassageAdmin(admin.ModelAdmin):
    form = PassageForm
    list_display = ["key", "language", "title", "show_until"]
    list_filter = ["language", EndsFilter]
    search_fields = ["key", "title", "body"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def save_model(self, request, obj, form, change):
        """Pages of clinics show passages, and are made anew where a number tells of a change."""
        super().save_model(request, obj, form, change)
        log_search([])

    def has_delete_permission(self, request, obj=None):
        return False


class StudyTextInline(admin.StackedInline):
    model = StudyText
    extra = 0
    min_num = 1


@admin.register(Study)
class StudyAdmin(admin.ModelAdmin):
    list_display = ["name", "year", "substance", "people", "design"]
    list_filter = ["design"]
    list_select_related = ["substance"]
    search_fields = ["name", "texts__who"]
    inlines = [StudyTextInline]
    fields = [
        "slug",
        ("name", "year"),
        ("design", "people"),
        "substance",
        "reference",
        "scale",
        ("effect", "effect_low", "effect_high"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("substance__texts")

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False
