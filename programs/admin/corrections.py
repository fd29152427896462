"""The desk's page of a correction from a reader: what the entry says, what was written, what came of it."""

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.checking import callable_phones, lines_of
from programs.admin.conflicts import require
from programs.admin.words import MODELS
from programs.models import Correction
from programs.models.groups import GROUPS
from programs.publishing.corrections import Decided, decide

Outcome = Correction.Outcome


class OutcomeForm(forms.Form):
    """What came of a correction, and a word to the reader."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.WAITING],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("A word to the reader"),
        help_text=gettext_lazy("Stands on the public page of the correction. May stay empty."),
        required=False,
        max_length=300,
    )


def correction_page(request, pk):
    """A correction beside the facts that it is about; a POST says what came of it."""
    require(request)
    correction = get_object_or_404(Correction.objects.select_related("clinic", "program"), pk=pk)
    form = OutcomeForm(request.POST or None, auto_id="outcome-%s")
    if request.method == "POST" and form.is_valid():
        return settle(request, correction, form.cleaned_data)
    kind = GROUPS[correction.group].owner
    entry_pk = correction.clinic_id if kind == "clinic" else correction.program_id
    entry = MODELS[kind].objects.for_texts().filter(pk=entry_pk).first()
    shown = entry or correction.clinic
    owner, place = (kind, correction.group) if entry else ("clinic", "programs")
    context = {
        **site.each_context(request),
        "title": _("Correction %(reference)s") % {"reference": correction},
        "correction": correction,
        "clinic": correction.clinic,
        "phones": callable_phones(correction.clinic),
        "lines": lines_of(entry, kind, correction.group) if entry else [],
        "change_url": f"{reverse(f'admin:programs_{owner}_change', args=[shown.pk])}#{place}",
        "form": form,
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/correction.html", context)


def settle(request, correction, said):
    """Write what came of it, and go back to the queue."""
    try:
        decide(correction, said["outcome"], by=request.user, answer=said["answer"])
    except Decided:
        messages.error(request, _("Somebody has decided this correction already."))
        return HttpResponseRedirect(request.get_full_path())
    messages.success(request, _("%(reference)s: the reader can see it.") % {"reference": correction})
    return HttpResponseRedirect(reverse("admin:queue"))
