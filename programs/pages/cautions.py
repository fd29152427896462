"""What is known and said about the medicine beside every program that gives it: dated, each with its source.

The texts are passages that curators edit; here stands only which of them a program needs.
"""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language

from programs.models import Passage
from programs.models.answers import YES

AT_HOME = {"after_in_person", "posted"}
# Forms that pharmacies compound: none of them is an approved ketamine product.
COMPOUNDED_ROUTES = {"nasal-spray", "lozenge", "oral"}
KETAMINE_TYPES = {"kap", "infusion", "infusion-residential"}
OTHER_WAYS = [
    "approved-medicines-alcohol",
    "approved-medicines-opioids",
    "approved-medicines-stimulants",
    "naloxone",
]


@dataclass(frozen=True)
class Caution:
    """A statement with its source; `language` is empty where it is the page's, `cited_in` is that of the source."""

    title: str
    body: str
    citation: str
    language: str
    key: str = ""
    cited_in: str = "en"

    @property
    def blocks(self):
        """The body as it is laid out: ("text", a paragraph) or ("list", its points), by lines that begin with "- "."""
        kinds = groupby(self.body.strip().splitlines(), key=lambda line: line.startswith("- "))
        return [
            ("list", [line[2:] for line in lines]) if points else ("text", " ".join(lines))
            for points, lines in kinds
        ]


def keys_for(program):
    """The keys of the passages that belong beside `program`, in their order. Reads prefetched terms."""
    medicine = program.medicine.slug if program.medicine else implied_medicine(program)
    if medicine == "esketamine":
        return ["esketamine-approval"]
    if medicine != "ketamine":
        return []
    keys = ["ketamine-approval", "ketamine-risks"]
    if is_compounded(program):
        keys.append("ketamine-compounded")
    if is_taken_at_home(program):
        keys.append("ketamine-home")
    if program.telemedicine_prescribing == YES:
        keys.append("telemedicine-ketamine")
    return keys


def implied_medicine(program):
    """The medicine of a program that names none: what its types are named for; empty where they fit several."""
    return "ketamine" if KETAMINE_TYPES & {kind.slug for kind in program.types.all()} else ""


def gives_medicine(program):
    """Whether the program is about a medicine; where it names none, its types tell."""
    if program.medicine is None:
        return any(kind.listed_by_default for kind in program.types.all())
    return program.medicine.slug != "none"


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
    """{key: Caution} of the passages that still show on `today`, in the page's language, else in English."""
    language = get_language() or "en"
    rows = Passage.objects.showing(today).filter(key__in=set(keys), language__in=("en", language))
    in_order = sorted(rows, key=lambda row: row.language == language)
    english = {row.key: row.citation for row in in_order if row.language == "en"}
    return {row.key: caution(row, language, english.get(row.key)) for row in in_order}


def caution(row, language, english):
    """The Caution of a passage on a page in `language`; `english` is the citation of its English text."""
    foreign = "" if row.language == language else row.language
    return Caution(row.title, row.body, row.citation, foreign, row.key, cited_in(row, english))


def cited_in(text, english):
    """The language of the citation of `text`: English where its translation says it as the English one does."""
    return "en" if text.citation == english else text.language


def picked(found, keys):
    """Those of `found` (see passages) that `keys` name, in the order of `keys`."""
    return [found[key] for key in keys if key in found]
