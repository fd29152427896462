"""The desk's page of a correction from a reader: what the entry says, what was written, what came of it."""

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.checking import callable_phones, lines_of
from programs.admin.conflicts import require
from programs.admin.refusing import say_why_not
from programs.admin.words import MODELS
from programs.models import Check, Correction
from programs.models.groups import GROUPS
from programs.publishing import Refused, Stale
from programs.publishing.calls import still_correct
from programs.publishing.corrections import Decided, decide

Outcome = Correction.Outcome


class OutcomeForm(forms.Form):
    """What came of a correction, a word to the reader, and how the facts were checked where they were."""

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
    method = forms.ChoiceField(
        label=gettext_lazy("Is it all right now?"),
        help_text=gettext_lazy("Records a check of all that stands under “What the entry says”."),
        choices=[("", gettext_lazy("I have not checked")), *Check.Method.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data, entry):
        """`entry` is that whose facts it is about; None where it is about no program in particular."""
        super().__init__(data, initial={"version": entry.version if entry else None}, auto_id="outcome-%s")
        if entry is None:
            del self.fields["method"], self.fields["version"]

    def clean(self):
        data = super().clean()
        if data.get("method") and data.get("outcome") == Outcome.UNCLEAR:
            self.add_error("method", _("What you could not find out you have not checked."))
        return data


def correction_page(request, pk):
    """A correction beside the facts that it is about; a POST says what came of it."""
    require(request)
    correction = get_object_or_404(Correction.objects.select_related("clinic", "program"), pk=pk)
    kind = GROUPS[correction.group].owner
    entry_pk = correction.clinic_id if kind == "clinic" else correction.program_id
    entry = MODELS[kind].objects.for_texts().filter(pk=entry_pk).first()
    form = OutcomeForm(request.POST or None, entry)
    if request.method == "POST" and form.is_valid():
        return settle(request, correction, entry, form.cleaned_data)
    shown = entry or correction.clinic
    owner, place = (kind, correction.group) if entry else ("clinic", "programs")
    context = {
        **site.each_context(request),
        "title": _("Correction %(reference)s") % {"reference": correction},
        "correction": correction,
        "clinic": correction.clinic,
        "phones": callable_phones(correction.clinic),
        "lines": lines_of(entry, kind, correction.group) if entry else [],
        "change_url": f"{reverse(f'admin:programs_{owner}_change', args=[shown.pk])}?correction={pk}#{place}",
        "form": form,
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/correction.html", context)


def settle(request, correction, entry, said):
    """Write what came of it, confirm the facts where they were checked, and go back to the queue."""
    method = said.get("method")
    try:
        with transaction.atomic():
            decide(correction, said["outcome"], by=request.user, answer=said["answer"])
            if method:
                about = entry, correction.group
                still_correct(*about, by=request.user, method=method, version=said["version"])
    except Decided:
        messages.error(request, _("Somebody has decided this correction already."))
    except (Stale, Refused) as refused:
        say_why_not(request, refused)
    else:
        messages.success(request, settled_words(correction, method))
        return HttpResponseRedirect(reverse("admin:queue"))
    return HttpResponseRedirect(request.get_full_path())


def settled_words(correction, checked):
    """What was done, in words: `checked` where the facts were confirmed as well."""
    said = {"reference": correction, "group": correction.get_group_display()}
    if checked:
        return _("%(reference)s: the reader can see it, and %(group)s is confirmed.") % said
    return _("%(reference)s: the reader can see it.") % said
