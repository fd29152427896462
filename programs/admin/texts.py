"""Sources, and the passages that pages show."""

from django import forms
from django.contrib import admin

from programs.models import Passage, Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "licence"]
    list_filter = ["kind"]
    search_fields = ["name"]

    def has_delete_permission(self, request, obj=None):
        return False


class PassageForm(forms.ModelForm):
    class Meta:
        model = Passage
        fields = ["key", "language", "title", "body", "citation", "show_until"]
        widgets = {"show_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


@admin.register(Passage)
class PassageAdmin(admin.ModelAdmin):
    form = PassageForm
    list_display = ["key", "language", "title", "show_until"]
    list_filter = ["language"]
    search_fields = ["key", "title", "body"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False
