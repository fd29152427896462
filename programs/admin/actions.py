"""What can be done to a selection of entries: each through publishing, each reported by its name."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.rows import date_input
from programs.models import Check, Clinic
from programs.models.groups import groups_of
from programs.publishing import (
    Refused,
    close,
    confirm,
    publish,
    publish_clinic,
    reopen,
    send_back,
    submit,
    withdraw,
)

MOST_AT_ONCE = 200


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("The public page gives this reason: a plain sentence."),
    )


class SendBackForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("What has to be mended first. Kept in the history."),
    )


class ClosingForm(forms.Form):
    for_good = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        choices=[("for_good", gettext_lazy("For good")), ("for_a_time", gettext_lazy("For a time"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("The public page gives this reason: a plain sentence."),
    )
    look_instead = forms.CharField(
        label=gettext_lazy("Where patients should go"),
        max_length=300,
        help_text=gettext_lazy("The public page says it: another clinic, a phone number or a help line."),
    )
    on = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=date_input(),
        help_text=gettext_lazy("Empty: today."),
    )


class ConfirmForm(forms.Form):
    group = forms.ChoiceField(label=gettext_lazy("Group of facts"))
    method = forms.ChoiceField(label=gettext_lazy("Checked"), choices=Check.Method.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as who answered the phone."),
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(group.slug, group.label) for group in groups_of(kind)]


@admin.action(permissions=["publish"], description=gettext_lazy("Publish"))
def publish_selected(desk, request, queryset):
    """Make each entry public; a clinic with every draft program of it."""
    verb = publish_clinic if queryset.model is Clinic else publish
    return each(desk, request, queryset, _("Published"), lambda entry: verb(entry, by=request.user))


@admin.action(permissions=["change"], description=gettext_lazy("Bring to review"))
def submit_selected(desk, request, queryset):
    """Let each draft wait for somebody who publishes it; a clinic with its draft programs."""
    return each(desk, request, queryset, _("In review"), lambda entry: submit(entry, by=request.user))


@admin.action(permissions=["publish"], description=gettext_lazy("Send back to draft …"))
def send_back_selected(desk, request, queryset):
    form = SendBackForm(request.POST if "apply" in request.POST else None)
    if not form.is_valid():
        return ask(desk, request, queryset, form, _("Send back to draft"), _("Send back"))
    why = form.cleaned_data["why"]
    return each(
        desk, request, queryset, _("Sent back"), lambda entry: send_back(entry, by=request.user, why=why)
    )


@admin.action(permissions=["publish"], description=gettext_lazy("Withdraw from the public …"))
def withdraw_selected(desk, request, queryset):
    form = ReasonForm(request.POST if "apply" in request.POST else None)
    if not form.is_valid():
        return ask(desk, request, queryset, form, _("Withdraw from the public"), _("Withdraw"))
    why = form.cleaned_data["why"]
    return each(
        desk, request, queryset, _("Withdrawn"), lambda entry: withdraw(entry, by=request.user, why=why)
    )


@admin.action(permissions=["change"], description=gettext_lazy("Confirm a group of facts …"))
def confirm_selected(desk, request, queryset):
    form = ConfirmForm(request.POST if "apply" in request.POST else None, kind=desk.kind)
    if not form.is_valid():
        return ask(desk, request, queryset, form, _("Confirm a group of facts"), _("Still correct"))
    said = form.cleaned_data
    return each(desk, request, queryset, _("Checked"), lambda entry: confirm(entry, by=request.user, **said))


@admin.action(permissions=["change"], description=gettext_lazy("Mark as closed …"))
def close_selected(desk, request, queryset):
    form = ClosingForm(request.POST if "apply" in request.POST else None)
    if not form.is_valid():
        return ask(desk, request, queryset, form, _("Mark as closed"), _("Mark as closed"))
    said = form.cleaned_data | {"for_good": form.cleaned_data["for_good"] == "for_good"}
    return each(desk, request, queryset, _("Closed"), lambda entry: close(entry, by=request.user, **said))


@admin.action(permissions=["change"], description=gettext_lazy("Mark as open again"))
def reopen_selected(desk, request, queryset):
    return each(desk, request, queryset, _("Open again"), lambda entry: reopen(entry, by=request.user))


def ask(desk, request, queryset, form, title, button):
    """The page between: which entries, and what has to be said first."""
    if queryset.count() > MOST_AT_ONCE:
        return too_many(request)
    context = {
        **desk.admin_site.each_context(request),
        "title": title,
        "button": button,
        "opts": desk.opts,
        "form": form,
        "entries": list(queryset),
        "checkbox": ACTION_CHECKBOX_NAME,
        "action": request.POST["action"],
        "back": back(desk, request, queryset),
        "one": "one" in request.POST,
    }
    return TemplateResponse(request, "admin/ask.html", context)


def each(desk, request, queryset, done, act):
    """Do `act` to every entry of `queryset` and report each by name."""
    entries = list(queryset[: MOST_AT_ONCE + 1])
    if len(entries) > MOST_AT_ONCE:
        return too_many(request)
    names, refusals = [], []
    for entry in entries:
        try:
            act(entry)
            names.append(str(entry))
        except (Refused, ValidationError) as refused:
            reasons = refused.reasons if isinstance(refused, Refused) else refused.messages
            refusals.append(f"{entry}: {' '.join(reasons)}")
    if names:
        messages.success(request, f"{done}: {'; '.join(names)}.")
    if refusals:
        messages.error(request, _("Not done: %(entries)s") % {"entries": " · ".join(refusals)})
    return HttpResponseRedirect(back(desk, request, queryset))


def back(desk, request, queryset):
    """Where to go on: the entry's page when its button was pressed, else the list as it was."""
    entry = queryset.first() if "one" in request.POST else None
    return desk.page_of(entry) if entry else request.get_full_path()


def too_many(request):
    messages.error(request, _("Choose at most %(most)d entries at once.") % {"most": MOST_AT_ONCE})
    return HttpResponseRedirect(request.get_full_path())
