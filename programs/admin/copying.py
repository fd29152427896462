"""Copying a program to other clinics of its organization, as drafts."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.acts import entry_to_change
from programs.models import Clinic, Status
from programs.publishing.copy import copy_to


class ClinicsForm(forms.Form):
    clinics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Copy to"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one clinic at least.")},
    )

    def __init__(self, data, clinics):
        super().__init__(data)
        self.fields["clinics"].queryset = clinics
        self.fields["clinics"].label_from_instance = named


def named(clinic):
    return ", ".join(part for part in (clinic.name, clinic.city, clinic.region) if part)


def siblings(clinic):
    """The other clinics of the organization, those that were merged away or withdrawn left out."""
    kept = Clinic.objects.exclude(status=Status.WITHDRAWN).exclude(pk=clinic.pk)
    return kept.filter(organization=clinic.organization_id, organization__isnull=False).order_by("name", "pk")


def copy_to_view(desk, request, pk):
    """Ask to which clinics a program is copied; a POST copies it, as a draft each."""
    program = entry_to_change(desk, request, pk)
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    clinics = siblings(program.clinic)
    form = ClinicsForm(request.POST if request.method == "POST" else None, clinics)
    if form.is_bound and form.is_valid():
        drafts = copy_to(program, form.cleaned_data["clinics"], by=request.user)
        names = "; ".join(named(draft.clinic) for draft in drafts)
        messages.success(
            request, _("Copied as a draft to %(names)s. Checks were not copied.") % {"names": names}
        )
        return HttpResponseRedirect(desk.page_of(program))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Copy “%(name)s” to other clinics") % {"name": program.name},
        "opts": desk.opts,
        "entry": program,
        "organization": program.clinic.organization,
        "form": form,
        "some": clinics.exists(),
    }
    return TemplateResponse(request, "admin/copy_to.html", context, status=400 if form.errors else None)
