"""Copying a program to other clinics of its organization, as drafts."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.acts import entry_to_change
from programs.models import Clinic, Program, Status
from programs.publishing.copy import copy_to


class ClinicsForm(forms.Form):
    clinics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Copy to"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one clinic at least.")},
    )

    def __init__(self, data, clinics, like):
        """`like` are {pk of a clinic: the name of its program that is like the one to copy}."""
        super().__init__(data)
        self.fields["clinics"].queryset = clinics
        self.fields["clinics"].label_from_instance = lambda clinic: offered(clinic, like.get(clinic.pk))


def named(clinic):
    return ", ".join(part for part in (clinic.name, clinic.city, clinic.region) if part)


def offered(clinic, like):
    """A clinic as it is offered: with the program that it has already, where one is `like` the one to copy."""
    if not like:
        return named(clinic)
    return _("%(clinic)s: has “%(program)s” already") % {"clinic": named(clinic), "program": like}


def siblings(clinic):
    """The other clinics of the organization by state, city and name; those merged away or withdrawn are left out."""
    kept = Clinic.objects.exclude(status=Status.WITHDRAWN).exclude(pk=clinic.pk)
    ours = kept.filter(organization=clinic.organization_id, organization__isnull=False)
    return ours.order_by("region", "city", Lower("name"), "pk")


def like_programs(program, clinics):
    """{pk of a clinic: the name of its program} that has the same name, or the same types and medicine: 3 queries."""
    found = {}
    kinds = {kind.pk for kind in program.types.all()}
    others = Program.objects.filter(clinic__in=clinics).exclude(status=Status.WITHDRAWN)
    for other in others.prefetch_related("types").order_by("-pk"):
        same = {kind.pk for kind in other.types.all()} == kinds and other.medicine_id == program.medicine_id
        if same or other.name.casefold() == program.name.casefold():
            found[other.clinic_id] = other.name
    return found


def copy_to_view(desk, request, pk):
    """Ask to which clinics a program is copied; a POST copies it, as a draft each."""
    program = entry_to_change(desk, request, pk)
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    clinics = siblings(program.clinic)
    typed = request.POST if request.method == "POST" else None
    form = ClinicsForm(typed, clinics, like_programs(program, clinics))
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
