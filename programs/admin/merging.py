"""The desk's page on which two clinics become one: their facts side by side, one picked of each."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.conflicts import NONE, nothing_pressed, require
from programs.admin.words import FactWords, fact_label
from programs.models import Clinic, DuplicateSuspect, Status
from programs.models.answers import NOT_STATED, YES
from programs.models.facts import texts
from programs.publishing import Refused
from programs.publishing.merge import BOTH, THEIRS, TOGETHER, can_join, picked_alone
from programs.publishing.suspects import not_the_same, same_place

ONE, OTHER = "one", "other"
SIDES = {ONE: gettext_lazy("Left"), OTHER: gettext_lazy("Right")}
MERGE, DIFFERENT = "merge", "different"
# What is shown of facts that are picked as one.
SHOWN = {"street": ("street", "unit", "city", "region", "postal_code", "country", "precision")}
LABELS = {"street": gettext_lazy("Address"), "operating_status": gettext_lazy("Open or closed")}


@dataclass(frozen=True)
class Fact:
    """One fact of the two: its words on each side, and the field in which one is picked, where they differ."""

    label: str
    one: str
    other: str
    field: forms.BoundField | None


class MergeForm(forms.Form):
    """Which of a pair is kept, and what is picked of each fact in which they differ."""

    keep = forms.ChoiceField(label=gettext_lazy("Keep the page of"), widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)

    def __init__(self, data, pair, sides):
        """`sides` are {side: {fact: text}} of the two clinics."""
        super().__init__(data, initial={"keep": likelier(pair)}, auto_id="merge-%s")
        self.fields["keep"].choices = [(side, getattr(pair, side).name) for side in SIDES]
        self.facts = differing(sides)
        for name in self.facts:
            choices = [*SIDES.items(), *([(BOTH, gettext_lazy("Both"))] if can_join(name) else [])]
            self.fields[name] = forms.ChoiceField(
                label=label_of(name),
                choices=choices,
                widget=forms.RadioSelect,
                initial=picked_first(name, sides, self.initial["keep"]),
            )

    def picks(self):
        """What merge() takes, of what was picked."""
        kept = self.cleaned_data["keep"]
        chosen = {name: self.cleaned_data[name] for name in self.facts}
        return {name: BOTH if side == BOTH else THEIRS for name, side in chosen.items() if side != kept}


def likelier(pair):
    """The side that is offered to be kept: the public one, then the one with more checks, then the older."""
    weights = {
        side: (clinic.status == Status.PUBLISHED, clinic.checks.filter(ended_on=None).count(), -clinic.pk)
        for side, clinic in ((ONE, pair.one), (OTHER, pair.other))
    }
    return max(weights, key=lambda side: weights[side])


def differing(sides):
    """The facts, picked as one where they belong together, in which the two differ."""
    return [
        name
        for name in picked_alone()
        if any(sides[ONE][fact] != sides[OTHER][fact] for fact in TOGETHER.get(name, (name,)))
    ]


def picked_first(name, sides, keep):
    """What is picked unless somebody says otherwise: both where both may be right, and never nothing.

    Of two addresses the one that is kept private: the other would show it.
    """
    private = [side for side in SIDES if sides[side]["address_withheld"] == YES]
    if name == "street" and private:
        return keep if keep in private else private[0]
    said = {side: sides[side][name] not in ("", NOT_STATED) for side in SIDES}
    if all(said.values()):
        return BOTH if can_join(name) else keep
    return next((side for side in SIDES if said[side]), keep)


def label_of(name):
    return LABELS.get(name) or fact_label("clinic", name)


def merge_page(request, pk):
    """A pair side by side; a POST makes them one, or says that they are two."""
    require(request)
    pair = get_object_or_404(DuplicateSuspect.objects.select_related("one", "other", "decided_by"), pk=pk)
    clinics = Clinic.objects.for_texts().in_bulk([pair.one_id, pair.other_id])
    sides = {ONE: texts(clinics[pair.one_id]), OTHER: texts(clinics[pair.other_id])}
    form = MergeForm(request.POST if request.POST.get("act") == MERGE else None, pair, sides)
    if request.method == "POST" and (answer := decided(request, pair, form)):
        return answer
    context = {
        **site.each_context(request),
        "title": _("One place, or two?"),
        "pair": pair,
        "form": form,
        "facts": in_words(form, sides),
        "programs": [clinics[pk].programs.all() for pk in (pair.one_id, pair.other_id)],
        "alike": alike(clinics[pair.one_id], clinics[pair.other_id]),
        "waits": pair.decision == DuplicateSuspect.Decision.WAITING,
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/merge.html", context, status=400 if form.errors else 200)


def alike(one, other):
    """The names of programs that both clinics have, but for those that are withdrawn."""
    names = [
        {
            program.name.casefold(): program.name
            for program in clinic.programs.all()
            if program.status != Status.WITHDRAWN
        }
        for clinic in (one, other)
    ]
    return [name for folded, name in names[0].items() if folded in names[1]]


def decided(request, pair, form):
    """The answer to a POST; None where the form has to be shown again."""
    act = request.POST.get("act")
    if act == NONE:
        return nothing_pressed(request, request.path)
    try:
        if act == DIFFERENT:
            not_the_same(pair, by=request.user)
            messages.success(request, _("Two places: %(pair)s.") % {"pair": pair})
        elif not form.is_valid():
            return None
        else:
            kept = getattr(pair, form.cleaned_data["keep"])
            merge = same_place(pair, kept, by=request.user, why=form.cleaned_data["why"], picks=form.picks())
            messages.success(request, merged_words(pair, kept, merge))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(reverse("admin:suspects"))


def merged_words(pair, kept, merge):
    """What a merge has done, with a link to where it is undone."""
    said = _("One place: %(pair)s. What is kept: %(kept)s.") % {"pair": pair, "kept": kept}
    return format_html(
        '{} <a href="{}#merge-{}">{}</a>', said, reverse("admin:suspects"), merge.pk, _("Undo")
    )


def in_words(form, sides):
    """The Facts of which either side says anything, in words."""
    words = FactWords([("clinic", name, sides[side][name]) for name in picked_alone() for side in SIDES])
    found = []
    for name in picked_alone():
        one, other = (together_in_words(words, name, sides[side]) for side in SIDES)
        if one or other or name in form.facts:
            field = form[name] if name in form.facts else None
            found.append(Fact(label_of(name), one, other, field))
    return found


def together_in_words(words, name, said):
    """What one clinic says of a fact and of those picked with it; empty when nothing."""
    names = SHOWN.get(name) or TOGETHER.get(name, (name,))
    facts = [(fact, said[fact]) for fact in names if said[fact] not in ("", NOT_STATED)]
    shown = [words.words("clinic", fact, text) for fact, text in facts]
    withheld = name == "street" and said["address_withheld"] == YES
    return ", ".join([*shown, *([_("withheld")] if withheld else [])])
