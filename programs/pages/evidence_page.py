"""The studies as a page: what was done, what was found, what it does not show, and a plot of effect and interval."""

from dataclasses import dataclass

from django.utils.translation import get_language

from programs.models import Study
from programs.pages.cautions import passages, picked
from programs.pages.guides import EVIDENCE

WIDTH = 300  # of a plot, in its own units
ENDS = {"difference": (-25.0, 25.0), "ratio": (0.0, 2.0)}
NONE_AT = {"difference": 0.0, "ratio": 1.0}


@dataclass(frozen=True)
class Plot:
    """Where the dot, the two ends of its interval and the line of no difference stand, from 0 to WIDTH."""

    dot: float
    low: float
    high: float
    none: float
    width: int = WIDTH


@dataclass(frozen=True)
class Shown:
    """A study with its text; `language` is empty where it is the page's."""

    study: Study
    text: object
    language: str
    plot: Plot | None


def evidence_page(substance, today):
    """The context of the page of studies, of one `substance` (a slug) when it is not empty. Five queries."""
    studies = sorted(Study.objects.for_page(), key=lambda study: study.design == Study.Design.RUNNING)
    offered = {study.substance.slug: study.substance for study in studies if study.substance}
    chosen = [
        study for study in studies if not substance or (study.substance and study.substance.slug == substance)
    ]
    return {
        "intro": picked(passages(EVIDENCE, today), EVIDENCE),
        "studies": [shown(study) for study in chosen],
        "substances": [
            (slug, offered[slug].text(get_language() or "en").label, slug == substance)
            for slug in sorted(offered)
        ],
        "chosen": substance,
        "wrong": bool(substance) and substance not in offered,
    }


def shown(study):
    language = get_language() or "en"
    text = study.text(language)
    return Shown(study, text, "" if text is None or text.language == language else text.language, plot(study))


def plot(study):
    """The Plot of a study, or None where its source gives no interval. What lies outside the ends stands at them."""
    if study.effect is None:
        return None
    first, last = ENDS[study.scale]
    places = [
        round((min(max(float(value), first), last) - first) / (last - first) * WIDTH, 1)
        for value in (study.effect, study.effect_low, study.effect_high, NONE_AT[study.scale])
    ]
    return Plot(dot=places[0], low=places[1], high=places[2], none=places[3])
