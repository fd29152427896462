"""Notes of staff on an entry's page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext as _

from programs.models import Clinic, Note
from programs.publishing.notes import add_note

SHOWN = 20


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]


def notes_of(entry):
    """The newest notes of an entry; a clinic's hold those of its programs."""
    about = {"clinic": entry} if isinstance(entry, Clinic) else {"program": entry}
    return list(Note.objects.filter(**about).select_related("program")[:SHOWN])


def note_view(desk, request, pk):
    """Add a note to an entry, and go back to it."""
    entry = desk.fetch(pk)
    if entry is None or not hasattr(entry, "notes"):
        raise Http404
    if not desk.has_change_permission(request, entry):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = NoteForm(request.POST)
    if form.is_valid():
        add_note(entry, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Note: %(why)s") % {"why": " ".join(form.errors["text"])})
    return HttpResponseRedirect(f"{desk.page_of(entry)}#notes")
