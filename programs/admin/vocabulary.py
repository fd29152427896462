"""Terms and program types: loaded ones as their files say, others as curators add them."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from programs.models import Program, ProgramType, ProgramTypeText, Term, TermCode, TermText
from programs.models.term import DEFAULT_LANGUAGE
from programs.publishing.change import tell_search


class TermTextForm(forms.ModelForm):
    """The English text of a loaded term is its file's; every other text is the curators'."""

    class Meta:
        model = TermText
        fields = ["language", "label", "definition", "synonyms"]
        widgets = {
            "definition": forms.Textarea(attrs={"rows": 3}),
            "synonyms": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.term.local and self.instance.language == DEFAULT_LANGUAGE:
            for field in self.fields.values():
                field.disabled = True


class TermTextInline(admin.StackedInline):
    model = TermText
    form = TermTextForm
    extra = 0
    min_num = 1
    can_delete = False


class TermCodeInline(admin.StackedInline):
    model = TermCode
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and (obj is None or obj.local)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.local)


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ["label", "slug", "vocabulary", "order", "local"]
    list_display_links = ["label"]
    list_filter = ["vocabulary", "local"]
    search_fields = ["slug", "texts__label", "texts__synonyms"]
    inlines = [TermTextInline, TermCodeInline]
    fields = ["vocabulary", "slug", "order", "local"]
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).with_texts()

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ["local"]
        return ["vocabulary", "slug", "local"] if obj.local else ["vocabulary", "slug", "order", "local"]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="label")
    def label(self, term):
        return str(term)

    def save_related(self, request, form, formsets, change):
        """Programs that say the term are found by its new words at once."""
        super().save_related(request, form, formsets, change)
        term = form.instance
        tell_search([None], Program.objects.filter(Q(terms__term=term) | Q(medicine=term)).distinct())


class ProgramTypeTextInline(admin.StackedInline):
    model = ProgramTypeText
    extra = 0


@admin.register(ProgramType)
class ProgramTypeAdmin(admin.ModelAdmin):
    list_display = ["label", "slug", "order", "listed_by_default"]
    inlines = [ProgramTypeTextInline]
    fields = ["slug", "order", "listed_by_default"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("texts")

    @admin.display(description="label")
    def label(self, kind):
        return str(kind)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
