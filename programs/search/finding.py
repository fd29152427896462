"""find(): the one door to every search, for pages, exports, commands and the API."""

import math

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Clinic, Program, Statement
from programs.models.document import WORD, words
from programs.models.price import minor, money
from programs.models.program import PROGRAM_ANSWERS
from programs.search.choices import ANY_TYPE, parameter_label
from programs.search.filters import search_for
from programs.search.fresh import current, known_words
from programs.search.matching import Matching
from programs.search.parameters import (
    CLINIC_FACETS,
    CLINIC_TERMS,
    DEEPEST_ROW,
    PER_PAGE,
    PROGRAM_TERMS,
    known,
    query,
    without,
)
from programs.search.result import Chip, Facet, Hit, Option, Result
from programs.search.text import query_words

OFFERED = ("type", *PROGRAM_TERMS, "medicine", *PROGRAM_ANSWERS, "claim", "state", *CLINIC_TERMS)
NO_FACET = ("q", "near", "radius", "sort", "page", "unknown")


class PageMissing(Exception):
    """The search has no such page; `last` is the last one it has."""

    def __init__(self, last):
        self.last = last
        super().__init__(_("There is no such page. The last one is %(last)d.") % {"last": last})


def find(params, today=None, with_page=True, load=True):
    """Search the public directory; `params` is a QueryDict, or a dict of texts or lists.

    A wrong value gives a Result with `errors` and nothing found. Raises PageMissing past the last page. Without
    `with_page` no clinic is loaded; the ids of all of them are given in their order, as exports need them. Without
    `load` the clinics of the page are found and not loaded: load_hits() loads those that are wanted. `today` is the day
    that expiries are compared with (default: the site's day).
    """
    chosen, today = known(params), today or timezone.localdate()
    with current() as (planes, choices):
        search = search_for(as_data(chosen), choices, today, known_words)
        result = Result(form=search.form, known=chosen, query=query(chosen))
        if search.form.is_valid():
            answer(result, search, planes, with_page)
        else:
            refuse(result, search)
    if with_page and load:
        result.hits = load_hits(result.found, result.known)
    return result


def count_found(params, today=None):
    """How many clinics a search finds, 0 for a wrong value: nothing is put in order or loaded."""
    with current() as (planes, choices):
        search = search_for(as_data(known(params)), choices, today or timezone.localdate(), known_words)
        return Matching(planes, search).total if search.form.is_valid() else 0


def refuse(result, search):
    """Name what is wrong; nothing is found."""
    result.errors = {name: [str(text) for text in texts] for name, texts in search.form.errors.items()}
    result.facets = facets(result.known, search.choices, None)


def as_data(chosen):
    """Chosen values as the form reads them: lists for several, a text for one."""
    return {
        name: values if name in OFFERED or name == "city" else values[-1] for name, values in chosen.items()
    }


def answer(result, search, planes, with_page):
    """Fill in all that the planes know of the answer."""
    matching = Matching(planes, search)
    result.place, result.radius = search.cleaned["near"], search.radius_miles
    result.notes += [result.place.note] if result.place and result.place.note else []
    result.total = matching.total
    result.pages = max(1, math.ceil(min(result.total, DEEPEST_ROW) / PER_PAGE))
    result.sort = sort_of(search, result)
    result.chips = chips(result.known, search)
    result.asked = asked(result.known, search)
    result.ketamine_problem = search.ketamine_problem
    if search.typed != query_words(search.cleaned["q"]):
        result.corrected = " ".join(search.typed)
        result.notes.append(_("Showing results for “%(words)s”.") % {"words": result.corrected})
    if not with_page:
        result.ids = [
            (clinic, programs) for clinic, programs, _miles in matching.rows(matching.order(result.sort))
        ]
        return
    result.facets = facets(result.known, search.choices, matching)
    result.left_out = left_out(result, search)
    if not matching.include and any(name not in NO_FACET and name != "type" for name in result.known):
        result.unknown_adds = matching.unknown_adds()
    result.page = search.cleaned["page"] or 1
    if result.page > result.pages:
        raise PageMissing(result.pages)
    last = min(result.page * PER_PAGE, DEEPEST_ROW)
    result.found = list(matching.found(matching.order(result.sort, last)[(result.page - 1) * PER_PAGE :]))


def asked(chosen, search):
    """{parameter: {value: label}} of the lists and answers asked for; "medicaid" typed asks as one that is ticked."""
    ticked = [(name, value) for name, values in chosen.items() for value in values]
    typed = [next(iter(values)) for _phrase, values in search.heard if len(values) == 1]
    found: dict[str, dict[str, str]] = {}
    for name, value in [*ticked, *typed]:
        if name in (*PROGRAM_TERMS, *PROGRAM_ANSWERS):
            found.setdefault(name, {})[value] = search.choices.label_of[name, value]
    return found


def sort_of(search, result):
    """The order asked for, else distance with a place, best match with words, else the newest check."""
    wanted, near, typed = search.cleaned["sort"], result.place, search.cleaned["q"]
    has_point = near is not None and near.latitude is not None
    if wanted == "distance" and not has_point:
        result.notes.append(_("Sorting by distance needs a ZIP code or a city under “Where”."))
        wanted = ""
    if search.ketamine_problem:
        return wanted or "best"
    return wanted or ("distance" if has_point else "best" if typed else "checked")


def load_hits(found, known):
    """The Hits of what was found with the parameters `known`; a clinic that has just gone is left out."""
    if not found:
        return []
    asked = [name for name in PROGRAM_TERMS if name in known]
    clinics = page_clinics([one.clinic for one in found], asked)
    return [hit(clinics[one.clinic], one) for one in found if one.clinic in clinics]


def page_clinics(pks, vocabularies):
    """The clinics of a page by pk, with all that cards print; the queries do not grow with their number.

    Of the programs' terms those of `vocabularies`, which were asked for.
    """
    programs = Program.objects.published().for_card(vocabularies).order_by("pk")
    said = Statement.objects.select_related("source")
    clinics = (
        Clinic.objects.filter(pk__in=pks)
        .select_related("organization")
        .prefetch_related(
            Prefetch("programs", programs, to_attr="public_programs"),
            Prefetch("statements", said),
            "checks",
        )
    )
    return {clinic.pk: clinic for clinic in clinics}


def hit(clinic, found):
    """One clinic found, its matching programs first to last, with how far and which way it lies."""
    matching = [program for program in clinic.public_programs if program.pk in found.programs]
    return Hit(clinic, matching, found.miles, found.direction, found.by_telehealth)


def left_out(result, search):
    """The Options of `type` that show only when chosen, were not, and would find something."""
    if search.ketamine_problem or ANY_TYPE in result.known.get("type", ()):
        return []
    listed = {ANY_TYPE, *search.choices.listed_types}
    kinds = next(facet for facet in result.facets if facet.name == "type")
    return [one for one in kinds.options if one.count and not one.selected and one.value not in listed]


def facets(chosen, choices, matching):
    """What can be chosen, what is chosen, and (with a Matching) how many clinics each value would give."""
    return [facet(name, chosen.get(name, ()), choices, matching) for name in OFFERED]


def facet(name, selected, choices, matching):
    counts = matching.counts(name) if matching else {}
    options = [
        Option(value, label, value in selected, counts.get(value)) for value, label in choices.by_name[name]
    ]
    return Facet(name, choices.labels[name], options, of="clinic" if name in CLINIC_FACETS else "program")


def chips(chosen, search):
    """One chip a chosen value, each with the address without it."""
    found = []
    for name, values in chosen.items():
        if name in ("sort", "page", "radius"):
            continue
        if name == "q" and not search.ketamine_problem:
            found += word_chips(chosen, search)
            continue
        found += [
            Chip(name, value, chip_label(name, value, search), without(chosen, name, value))
            for value in values
        ]
    return found


def word_chips(chosen, search):
    """One chip for each phrase that is looked for, with what it stands for; taken off, the others are looked for."""
    typed = as_typed(chosen["q"][-1])
    phrases = [(" ".join(typed.get(word, word) for word in said), values) for said, values in search.heard]
    found = []
    for place, (phrase, values) in enumerate(phrases):
        rest = " ".join(other for other, _values in phrases[:place] + phrases[place + 1 :])
        label = phrase_label(phrase, values, search)
        found.append(Chip("q", phrase, label, query(chosen | {"q": [rest] if rest else []})))
    return found or [Chip("q", value, f"“{value}”", without(chosen, "q", value)) for value in chosen["q"]]


def as_typed(text):
    """{word: how it stands in `text`}."""
    plain = text.replace("'", "").replace("’", "")
    return {word: token for token in reversed(WORD.findall(plain)) for word in words(token)}


def phrase_label(phrase, values, search):
    """The phrase in quotation marks, with the term that it stands for where that is called otherwise."""
    labels = {search.choices.label_of[one] for one in values}
    label = labels.pop() if len(labels) == 1 else phrase
    return f"“{phrase}”" if words(label) == words(phrase) else f"“{phrase}”: {label}"


def chip_label(name, value, search):
    """What a chosen value is called."""
    choices = {str(key): str(label) for key, label in search.choices.by_name.get(name, [])}
    if name in PROGRAM_ANSWERS:
        return f"{parameter_label(name)}: {choices[value]}"
    if name == "near":
        return near_label(search)
    if name == "city":
        return value
    return choices.get(value) or number_label(name, search.cleaned[name]) or f"“{value}”"


def near_label(search):
    near = search.cleaned["near"]
    if near.latitude is None:
        return _("In %(place)s") % {"place": near.label}
    return _("Within %(miles)d miles of %(place)s") % {"miles": search.radius_miles, "place": near.label}


def number_label(name, value):
    """What a number is called, as the form read it: "25.0" is 25. Empty for what is none."""
    if name == "wait_max":
        return ngettext("Wait of at most %(n)d day", "Wait of at most %(n)d days", value) % {"n": value}
    if name == "price_max":
        return _("Up to %(money)s a dosing session") % {"money": site_money(value)}
    if name == "course_max":
        return _("Up to %(money)s for the whole course") % {"money": site_money(value)}
    return ""


def site_money(units):
    return money(minor(units, settings.SITE_CURRENCY), settings.SITE_CURRENCY)
