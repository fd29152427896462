"""What stands beside the heading of a group of facts before it is opened: its answer in one line."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.models.answers import DOES_NOT_APPLY, NO, YES
from programs.pages import wording

ANSWERS = {
    YES: gettext_lazy("Yes"),
    NO: gettext_lazy("No"),
    DOES_NOT_APPLY: gettext_lazy("Does not apply"),
}
FEW = 3  # so many names are read at a glance; more of them are counted


def plan_gist(steps):
    """The numbers of the steps: "Prepare: 2 sessions · Dose: 4-6 sessions"; empty where no step has any."""
    return wording.run(f"{step.label}: {step.numbers}" for step in steps if step.numbers)


def safeguards_gist(panel):
    """How many safeguards a source says yes to; those it says no to, and what is open, by name where they are few."""
    in_words = [f"{line.label}: {line.text}" for line in panel.lines.values() if line.text]
    return wording.run([yes_to(panel), *in_words, no_to(panel), not_stated(panel)])


def yes_to(panel):
    number = sum(line.value == YES for line in panel.lines.values())
    words = ngettext("Yes to %(yes)d safeguard", "Yes to %(yes)d safeguards", number)
    return words % {"yes": number} if number else ""


def no_to(panel):
    refused = [line.label for line in panel.lines.values() if line.value == NO]
    return _("No: %(names)s") % {"names": wording.listing(refused)} if refused else ""


def price_gist(cost):
    """The whole course and one dosing session; "not stated" without either."""
    course = _("%(price)s for the whole course") % {"price": cost.amount} if cost.amount else ""
    more = _("and more with no price stated") if course and not cost.complete else ""
    session = _("%(price)s a dosing session") % {"price": cost.session} if cost.session else ""
    return wording.run([wording.listing(filter(None, (course, more))), session]) or _("Not stated")


def short_price(cost):
    """The one price that says most: a complete course, else a dosing session, else what is known of the course."""
    if cost.session and not (cost.amount and cost.complete):
        return _("%(price)s a dosing session") % {"price": cost.session}
    return price_gist(replace(cost, session="")) if cost.amount else _("Price: not stated")


def list_gist(panel, name):
    """What the list `name` of the panel says yes to, then what it says no to; "not stated" without it."""
    items = panel.line(name).items
    said_yes = [item.short for item in items if item.answer != NO]
    return wording.run([*said_yes, refusals(items)]) or _("Not stated")


def payment_gist(panel):
    """Who pays, each with the part that is paid and the source's note; then who does not."""
    items = panel.line("payments").items
    paid = [
        wording.in_one([item.label, wording.marked(f"({item.note})", item.language) if item.note else ""])
        for item in items
        if item.answer != NO
    ]
    return wording.run_marked([*paid, refusals(items)]) or _("Not stated")


def first_gist(panel):
    """The first thing that the panel says: "English · Spanish"; of a long list its beginning. Then what is open."""
    if not panel.known:
        return _("Not stated")
    line = panel.known[0]
    names = [item.short or item.label for item in line.items if item.answer != NO]
    rest = len(names) - FEW
    more = ngettext("%(n)d more", "%(n)d more", rest) % {"n": rest} if rest > 1 else ""
    words = wording.run([*names[: FEW if more else None], more]) or line.text or answered(line)
    return wording.run([words, not_stated(panel)])


def answered(line):
    """A line that says yes, no, or of some things that they are not there."""
    if line.items:
        return refusals(line.items)
    return f"{line.label}: {ANSWERS[line.value]}"


def refusals(items):
    """What a list says no to."""
    return wording.run(
        _("No: %(term)s") % {"term": item.short or item.label} for item in items if item.answer == NO
    )


def known_in_words(panel):
    """Every line that is stated, with its label: "Takes new people: yes · Waiting time: 7 days"."""
    return wording.run(f"{line.label}: {line.text or ANSWERS[line.value]}" for line in panel.known)


def not_stated(panel):
    """What the panel leaves open: by name where it is little, else counted; empty where everything is said."""
    if not panel.unknown:
        return ""
    names = wording.listing(line.label for line in panel.unknown)
    count = _("%(open)d of %(all)d") % {"open": len(panel.unknown), "all": len(panel.lines)}
    return _("Not stated: %(names)s") % {"names": names if len(panel.unknown) <= FEW else count}
