"""What can be done to a selection of entries: each through publishing, each reported by its name."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.history import lines
from programs.admin.rows import date_input
from programs.models import Change, Check, Clinic
from programs.models.groups import groups_of
from programs.publishing import (
    Refused,
    Stale,
    close,
    confirm,
    publish,
    publish_clinic,
    reopen,
    send_back,
    submit,
    withdraw,
)
from programs.publishing.calls import could_not_reach

MOST_AT_ONCE = 200
CONFLICT = 409


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
    for_good = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        choices=[("for_good", gettext_lazy("For good")), ("for_a_time", gettext_lazy("For a time"))],
        coerce=lambda word: word == "for_good",
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
    verb = publish_clinic if queryset.model is Clinic else publish_program
    return each(desk, request, queryset, _("Published"), verb)


def publish_program(program, *, by, version):
    """Publish a program; return it in words with its clinic, which may have gone public with it."""
    was_public = program.clinic.is_public
    publish(program, by=by, version=version)
    words = _("%(program)s at %(clinic)s") if was_public else _("%(program)s, and with it %(clinic)s")
    return words % {"program": program, "clinic": program.clinic}


@admin.action(permissions=["change"], description=gettext_lazy("Bring to review"))
def submit_selected(desk, request, queryset):
    """Let each draft wait for somebody who publishes it; a clinic with its draft programs."""
    return each(desk, request, queryset, _("In review"), submit)


@admin.action(permissions=["publish"], description=gettext_lazy("Send back to draft …"))
def send_back_selected(desk, request, queryset):
    asked = Asked(SendBackForm(typed(request)), _("Send back to draft"), _("Send back"))
    return ask_then(desk, request, queryset, asked, _("Sent back"), send_back)


@admin.action(permissions=["publish"], description=gettext_lazy("Withdraw from the public …"))
def withdraw_selected(desk, request, queryset):
    asked = Asked(ReasonForm(typed(request)), _("Withdraw from the public"), _("Withdraw"))
    return ask_then(desk, request, queryset, asked, _("Withdrawn"), withdraw)


@admin.action(permissions=["change"], description=gettext_lazy("Confirm a group of facts …"))
def confirm_selected(desk, request, queryset):
    form = ConfirmForm(typed(request), kind=desk.kind)
    asked = Asked(form, _("Confirm a group of facts"), _("Still correct"))
    return ask_then(desk, request, queryset, asked, _("Checked"), confirm)


@admin.action(permissions=["change"], description=gettext_lazy("Mark as closed …"))
def close_selected(desk, request, queryset):
    asked = Asked(ClosingForm(typed(request)), _("Mark as closed"), _("Mark as closed"))
    return ask_then(desk, request, queryset, asked, _("Closed"), close)


@admin.action(permissions=["change"], description=gettext_lazy("Mark as open again"))
def reopen_selected(desk, request, queryset):
    return each(desk, request, queryset, _("Open again"), reopen)


@admin.action(permissions=["change"], description=gettext_lazy("Could not reach by phone"))
def unreached_selected(desk, request, queryset):
    """Log a call in vain to each clinic: it changes no fact, so that nobody's version matters."""
    return each(desk, request, queryset, _("Nobody answered"), call_in_vain)


def call_in_vain(clinic, *, by, version):
    return could_not_reach(clinic, "contact", by=by)


@dataclass(frozen=True)
class Asked:
    """What an action asks first: its form, the title of the page and its button."""

    form: Any
    title: str
    button: str


@dataclass(frozen=True)
class Newer:
    """An entry that somebody changed after the page was opened, with the history of that."""

    entry: Any
    lines: list


def typed(request):
    """What was typed on the page between, or None before it was shown."""
    return request.POST if "apply" in request.POST else None


def ask_then(desk, request, queryset, asked, done, verb):
    """Show the page between, and then do `verb` with what was typed on it."""
    if not asked.form.is_valid():
        return ask(desk, request, queryset, asked)

    def again(stale):
        entries = queryset.filter(pk__in=[each.entry.pk for each in stale])
        return ask(desk, request, entries, asked, [newer(each, request) for each in stale])

    return each(desk, request, queryset, done, verb, asked.form.cleaned_data, again)


def ask(desk, request, queryset, asked, newer=()):
    """The page between: which entries, and what has to be said first.

    It holds the version of each that the person looked at; `newer` are those that were changed since, which it shows
    and takes as seen.
    """
    if queryset.count() > MOST_AT_ONCE:
        return too_many(request)
    entries = list(queryset)
    changed = {each.entry.pk for each in newer}
    for entry in entries:
        entry.seen = entry.version if entry.pk in changed else seen_version(request, entry) or entry.version
    context = {
        **desk.admin_site.each_context(request),
        "title": asked.title,
        "button": asked.button,
        "opts": desk.opts,
        "form": asked.form,
        "entries": entries,
        "newer": newer,
        "checkbox": ACTION_CHECKBOX_NAME,
        "action": request.POST["action"],
        "back": back(desk, request, queryset),
        "one": "one" in request.POST,
    }
    return TemplateResponse(request, "admin/ask.html", context, status=CONFLICT if newer else None)


def seen_version(request, entry):
    """The version of an entry that the page showed; None where it did not say."""
    said = request.POST.get(f"version-{entry.pk}", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def newer(stale, request):
    """What became of an entry since the version that the page showed."""
    since = seen_version(request, stale.entry) or 0
    changes = Change.objects.filter(resource_id=stale.entry.public_id, version__gt=since).order_by("pk")
    return Newer(stale.entry, lines(stale.entry, list(changes[:MOST_AT_ONCE])))


def each(desk, request, queryset, done, verb, said=None, again=None):
    """Do `verb`, with what was `said`, to every entry of `queryset` and report each by name, or in the verb's words.

    Nobody's change is overwritten: an entry that is newer than the page is left alone and reported, or asked about
    `again` with what was typed.
    """
    entries = list(queryset[: MOST_AT_ONCE + 1])
    if len(entries) > MOST_AT_ONCE:
        return too_many(request)
    names, refusals, stale = [], [], []
    for entry in entries:
        try:
            words = verb(entry, by=request.user, version=seen_version(request, entry), **(said or {}))
            names.append(words if isinstance(words, str) else str(entry))
        except Stale as newer:
            stale.append(newer)
        except (Refused, ValidationError) as refused:
            reasons = refused.reasons if isinstance(refused, Refused) else refused.messages
            refusals.append(f"{entry}: {' '.join(reasons)}")
    if stale and not again:
        refusals += [
            _("%(entry)s: somebody changed it meanwhile; look at it again") % {"entry": each.entry}
            for each in stale
        ]
    if names:
        messages.success(request, f"{done}: {'; '.join(names)}.")
    if refusals:
        messages.error(request, _("Not done: %(entries)s") % {"entries": " · ".join(refusals)})
    return again(stale) if stale and again else HttpResponseRedirect(back(desk, request, queryset))


def back(desk, request, queryset):
    """Where to go on: the entry's page when its button was pressed, else the list as it was."""
    entry = queryset.first() if "one" in request.POST else None
    return desk.page_of(entry) if entry else request.get_full_path()


def too_many(request):
    messages.error(request, _("Choose at most %(most)d entries at once.") % {"most": MOST_AT_ONCE})
    return HttpResponseRedirect(request.get_full_path())
