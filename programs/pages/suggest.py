"""Telling us what is wrong: a form without script, cookie or name, and what came of it."""

from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Correction
from programs.models.groups import GROUPS

LONGEST_BODY = 20_000  # bytes
LONGEST_WORDS = 600
QUICKEST, SLOWEST = 3, 24 * 60 * 60  # seconds from opening the form to sending it
SALT = "programs.suggest"
# What readers know to be wrong, in their words; each leads to a group of facts.
ABOUT = [
    ("contact", gettext_lazy("It is closed, or the phone, website or hours are wrong")),
    ("identity", gettext_lazy("Its name or address")),
    ("access", gettext_lazy("Languages, or getting in with a wheelchair")),
    ("licences", gettext_lazy("Its licenses")),
    ("offer", gettext_lazy("What a program offers")),
    ("protocol", gettext_lazy("How a treatment goes: visits, doses, therapy")),
    ("people", gettext_lazy("Whom a program takes")),
    ("safeguards", gettext_lazy("What keeps people safe")),
    ("prices", gettext_lazy("Prices")),
    ("payment", gettext_lazy("Insurance and other ways to pay")),
    ("availability", gettext_lazy("Whether it takes new people, and the wait")),
]


class SuggestForm(forms.Form):
    """What is wrong at a clinic, and what would be right. `town` is a trap: people do not see it."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=ABOUT,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    program = forms.ModelChoiceField(
        label=gettext_lazy("Which program?"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("All of it, or not sure"),
    )
    proposed = forms.CharField(
        label=gettext_lazy("What would be right?"),
        help_text=gettext_lazy(
            "A few words will do. Please do not write your name, or anything about your health."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what would be right.")},
    )
    knows = forms.ChoiceField(
        label=gettext_lazy("How do you know? (you may leave this out)"),
        choices=Correction.Knows.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    town = forms.CharField(required=False, max_length=LONGEST_WORDS)
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data, programs):
        self.programs = programs
        super().__init__(data and data.copy(), auto_id="suggest-%s", use_required_attribute=False)
        self.fields["program"].queryset = programs  # type: ignore[attr-defined]
        self.initial["opened"] = signing.dumps("", salt=SALT)

    def clean(self):
        """Refuse what a robot sends, and a form that was sent at once or after a day."""
        if self.cleaned_data.get("town"):
            raise forms.ValidationError(_("Nothing was sent: leave the field “Town” empty."))
        if not self.was_open():
            self.data["opened"] = self.initial["opened"]  # type: ignore[index]
            raise forms.ValidationError(
                _(
                    "Not sent yet, and nothing is lost: it came very quickly, or after a day. Please send it again."
                )
            )
        return self.cleaned_data

    def was_open(self):
        """Whether the form was open for as long as a person needs, and no longer than a day."""
        opened = self.cleaned_data.get("opened", "")
        try:
            signing.loads(opened, salt=SALT, max_age=SLOWEST)
        except signing.BadSignature:
            return False
        try:
            signing.loads(opened, salt=SALT, max_age=QUICKEST)
        except signing.SignatureExpired:
            return True
        return False

    def told(self):
        """What suggest() takes: the group of facts, the words, the program that they are about."""
        said = self.cleaned_data
        of_program = GROUPS[said["about"]].owner == "program"
        programs = list(self.programs[:2])
        alone = programs[0] if len(programs) == 1 else None
        return {
            "group": said["about"],
            "proposed": said["proposed"],
            "program": (said["program"] or alone) if of_program else None,
            "knows": said["knows"],
        }


def comes_from_here(request):
    """Whether a browser sent the form from a page of ours, as far as it says: no other site may do it for somebody."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site and site != "same-origin":
        return False
    return not origin or urlsplit(origin).netloc == request.get_host()
