"""The orders of the list in words: what each is called, and the rule that it follows."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.search.choices import SORTS

RULES = {
    "best": gettext_lazy("Clinics and programs called what you typed come first, then the nearest."),
    "distance": gettext_lazy("The nearest comes first."),
    "course": gettext_lazy(
        "The lowest price of a whole course comes first. Prices that leave something out come after, then those "
        "that are not stated."
    ),
    "wait": gettext_lazy("The shortest wait that we checked comes first, then those that are not stated."),
    "checked": gettext_lazy("What we checked last comes first, what we never checked comes last."),
    "name": gettext_lazy("By the alphabet."),
}


def usual_sort(result):
    """What the order is called that holds when none is chosen."""
    if "sort" in result.known:
        return _("The usual order")
    return _("Usual: %(order)s") % {"order": str(dict(SORTS)[result.sort]).lower()}


def order_rule(result):
    """The published rule of the order that the list stands in, as sentences."""
    parts = [str(RULES[result.sort])]
    if result.place is not None:
        parts.append(_("Care by video or phone comes after clinics near you."))
    if result.sort != "name":
        parts.append(_("Ties go by the alphabet."))
    return " ".join([*parts, _("No clinic can pay for a better place.")])
