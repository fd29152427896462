"""What is known and said about the medicine beside every program that gives it: dated, each with its source.

The texts are passages that curators edit; here stands only which of them a program needs.
"""

from django.utils.translation import get_language

from programs.models import Passage
from programs.models.answers import YES

AT_HOME = {"after_in_person", "posted"}
# Forms that pharmacies compound: none of them is an approved ketamine product.
COMPOUNDED_ROUTES = {"nasal-spray", "lozenge", "oral"}
OF_EVERY_PAGE = [
    "approved-medicines-alcohol",
    "approved-medicines-opioids",
    "approved-medicines-stimulants",
    "naloxone",
]


def keys_for(program):
    """The keys of the passages that belong beside `program`, in their order. Reads prefetched terms."""
    medicine = program.medicine.slug if program.medicine else ""
    if medicine == "esketamine":
        return ["esketamine-approval"]
    if medicine != "ketamine":
        return []
    keys = ["ketamine-approval", "ketamine-risks", "ketamine-evidence"]
    if is_compounded(program):
        keys.append("ketamine-compounded")
    if is_taken_at_home(program):
        keys.append("ketamine-home")
    if program.telemedicine_prescribing == YES:
        keys.append("telemedicine-ketamine")
    return keys


def said_yes(program, vocabulary):
    return {
        row.term.slug
        for row in program.terms.all()
        if row.term.vocabulary == vocabulary and row.answer == YES
    }


def is_compounded(program):
    return program.legal_status == "compounded" or bool(said_yes(program, "route") & COMPOUNDED_ROUTES)


def is_taken_at_home(program):
    return program.take_home in AT_HOME or "home" in said_yes(program, "setting")


def passages(keys, today):
    """{key: Passage} of those that still show on `today`, in the page's language, else in English."""
    language = get_language() or "en"
    rows = Passage.objects.showing(today).filter(key__in=set(keys), language__in=("en", language))
    found = {}
    for row in sorted(rows, key=lambda row: row.language == language):
        found[row.key] = row
    return found
