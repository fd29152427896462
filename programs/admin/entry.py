"""The page of an entry: everything on it is saved through publishing, in one change, over the version that was read."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.acts import confirm_view
from programs.admin.both import Both
from programs.admin.choices import Choices, SaidBy
from programs.admin.entry_forms import EntryForms
from programs.admin.history import history_page
from programs.admin.notes import note_view
from programs.admin.onward import after_saving, group_in_hand
from programs.admin.rows import date_input
from programs.admin.sections import sections
from programs.models import Check, Source
from programs.models.groups import GROUPS
from programs.publishing import Invalid, Refused, Stale, save_forms

STALE = 409


class SaveForm(forms.Form):
    """What a save says of itself: over which version, why, who said the new facts, and how they were checked."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kept in the history, such as “called on Monday”. Nobody outside sees it."),
    )
    source = SaidBy(
        label=gettext_lazy("Who said so"),
        help_text=gettext_lazy("Becomes the source of the groups you changed."),
    )
    as_of = forms.DateField(
        label=gettext_lazy("Said on"),
        required=False,
        widget=date_input(),
        help_text=gettext_lazy("Empty: today, when you found it out yourself or the clinic told you."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How you checked"), choices=Check.Method.choices, required=False
    )

    def __init__(self, data=None, *, choices, version):
        super().__init__(data, initial={"version": version})
        self.fields["source"].offer(choices.sources, empty=_("We found out ourselves"))

    def said(self):
        """The visible fields that every save asks."""
        return [self[name] for name in ("why", "source", "as_of")]

    def clean(self):
        data = super().clean()
        source = data.get("source")
        if source and source.kind == Source.Kind.CLINIC and not data.get("as_of"):
            data["as_of"] = timezone.localdate()
        return data


def saved_words(entry, confirmed):
    """What a save has done: `confirmed` is the (group, method) that was confirmed with it, or None."""
    if not confirmed:
        return _("Saved: %(entry)s.") % {"entry": entry}
    label = GROUPS[confirmed[0]].label
    return _("Saved, and %(group)s is confirmed: %(entry)s.") % {"entry": entry, "group": label}


class EntryAdmin(admin.ModelAdmin):
    """An admin whose pages are those of one kind of entry; nothing is deleted here."""

    kind = ""
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_export_permission(self, request):
        """Asked by the action that exports."""
        return request.user.has_perm("programs.export_clinic")

    def has_publish_permission(self, request):
        """Asked by the actions that the public sees the end of."""
        return request.user.has_perm("programs.publish_clinic")

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        own = [
            path("<int:pk>/confirm/<slug:group>/", self.wrapped(confirm_view), name=self.url_name("confirm")),
            path("<int:pk>/note/", self.wrapped(note_view), name=self.url_name("note")),
        ]
        return [*own, *super().get_urls()]

    def wrapped(self, view):
        """An own view of this admin, behind its sign-in."""

        def with_admin(request, *args, **kwargs):
            return view(self, request, *args, **kwargs)

        return self.admin_site.admin_view(with_admin)

    def changelist_view(self, request, extra_context=None):
        title = self.opts.verbose_name_plural.capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def url_name(self, verb):
        return f"programs_{self.kind}_{verb}"

    def page_of(self, entry):
        """The address of an entry's page."""
        return reverse(f"admin:{self.url_name('change')}", args=[entry.pk])

    def new_entry(self, request):
        """An entry that is not saved yet."""
        return self.model()

    def fetch(self, pk):
        """The entry with all its facts, or None."""
        rows = self.model.objects
        rows = rows.for_reading() if hasattr(rows, "for_reading") else rows
        return rows.filter(pk=pk).first() if str(pk).isdecimal() and len(str(pk)) < 19 else None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show an entry's page, or save what was typed on it."""
        entry = self.fetch(object_id) if object_id else self.new_entry(request)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        self.require(request, entry)
        choices = Choices(self.kind)
        if request.method == "POST":
            return self.save_page(request, entry, choices)
        return self.show(request, entry, EntryForms(self.kind, entry, choices), self.note(entry, choices))

    def require(self, request, entry):
        """Raise PermissionDenied unless the person may do what the request asks."""
        may_write = (
            self.has_change_permission(request, entry) if entry.pk else self.has_add_permission(request)
        )
        may_look = request.method == "GET" and entry.pk and self.has_view_permission(request, entry)
        if not (may_write or may_look):
            raise PermissionDenied

    def note(self, entry, choices, data=None):
        return SaveForm(data, choices=choices, version=entry.version)

    def save_page(self, request, entry, choices):
        """Save in one change; show the page again, with everything typed, when it cannot be saved."""
        note = self.note(entry, choices, request.POST)
        if not note.is_valid():
            return self.show_again(request, entry, choices, note)
        said = dict(note.cleaned_data)
        version, method = said.pop("version"), said.pop("method")
        group = group_in_hand(request, self.kind) if entry.pk else ""
        if group and method and "confirm" in request.POST:
            said["confirmed"] = group, method

        def bind(entry):
            return EntryForms(self.kind, entry, choices, request.POST)

        try:
            save_forms(entry, bind, by=request.user, version=version if entry.pk else None, **said)
        except Stale as stale:
            return self.show_both(request, stale, version, choices)
        except (Invalid, ValidationError, Refused) as refused:
            kept = self.fetch(entry.pk) if entry.version and self.exists(entry) else self.new_entry(request)
            return self.show_again(request, kept, choices, note, refused)
        messages.success(request, saved_words(entry, said.get("confirmed")))
        return HttpResponseRedirect(after_saving(request, entry, group) or self.page_of(entry))

    def exists(self, entry):
        return entry.pk is not None and self.model.objects.filter(pk=entry.pk).exists()

    def show_again(self, request, entry, choices, note, refused=None):
        """The page with what was typed and what is wrong with it."""
        bound = EntryForms(self.kind, entry, choices, request.POST)
        bound.is_valid()
        if isinstance(refused, ValidationError):
            bound.form.add_error(None, refused.messages)
        if isinstance(refused, Refused):
            bound.form.add_error(None, refused.reasons)
        return self.show(request, entry, bound, note, {"refused": True})

    def show_both(self, request, stale, version, choices):
        """The page with both versions, and the second one's text in the form, ready to be saved over the newer one."""
        both = Both(stale.entry, version, request.POST, choices)
        data = request.POST.copy()
        data["version"] = stale.version
        page = self.show(
            request, stale.entry, both.forms, self.note(stale.entry, choices, data), {"both": both}
        )
        page.status_code = STALE
        return page

    def show(self, request, entry, bound, note, extra=None):
        may_write = (
            self.has_change_permission(request, entry) if entry.pk else self.has_add_permission(request)
        )
        if not may_write:
            bound.disable()
        context = {
            **self.admin_site.each_context(request),
            "title": str(entry) if entry.pk else self.adding(entry),
            "opts": self.opts,
            "entry": entry,
            "kind": self.kind,
            "forms": bound,
            "note": note,
            "sections": sections(bound, self.headings(entry)),
            "in_hand": GROUPS.get(group_in_hand(request, self.kind)) if entry.pk else None,
            "may_write": may_write,
            "may_publish": may_write and self.has_publish_permission(request),
            "public_url": self.public_url(entry),
            "currency": settings.SITE_CURRENCY,
            **self.page_context(request, entry),
            **(extra or {}),
        }
        return TemplateResponse(request, "admin/entry.html", context)

    def adding(self, entry):
        return _("Add: %(kind)s") % {"kind": self.opts.verbose_name}

    def headings(self, entry):
        """{group: Heading} beside the groups of this entry; none for a new one."""
        return {}

    def page_context(self, request, entry):
        """What else the page of this kind shows."""
        return {}

    def public_url(self, entry):
        """The entry's public page, or the empty text."""
        return ""

    def history_view(self, request, object_id, extra_context=None):
        entry = self.fetch(object_id)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, entry):
            raise PermissionDenied
        return history_page(self, request, entry)
