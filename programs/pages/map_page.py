"""The map of a search: the country with counts by state, or a part of it with pins. Drawn on the server."""

import math
from dataclasses import dataclass, field
from functools import partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Clinic
from programs.pages import wording
from programs.pages.filters import SEARCH_FIELDS, entry
from programs.pages.list_page import address, count_words, error_lines, places_meant
from programs.pages.picked import picked_slugs, ticked
from programs.search import find
from programs.search.parameters import DEFAULT_RADIUS, KNOWN, RADII, known, query
from programs.search.places import EARTH_RADIUS_MILES
from programs.vocabulary import STATES
from programs.vocabulary.albers import PARTS, SCALE, project
from programs.vocabulary.shapes import FINE, FRAME, shapes

MOST_PINS = 500
PINS_ACROSS = 11  # pins that stand closer than this part of the frame's width become one
PIN = {
    "r": 0.42,
    "eye": 0.15,
    "text": 0.44,
}  # its circle, the eye of a single one and its number, as parts of that
WIDEST, NARROWEST = 1.5, 0.9  # width to height of a part of the map
STEPS = 3  # how many shades tell few from many
ROOM_FOR_A_NUMBER = 84  # a state that is narrower carries no number of its own; the list beside does
# Territories are squares in the sea below the states: (left, top) of each, in the frame of the shapes.
TERRITORIES = {code: (1060 + place * 104, 1110) for place, code in enumerate(("PR", "VI", "GU", "MP", "AS"))}
SQUARE = 92


@dataclass(frozen=True)
class Area:
    """A state with how many clinics it has: its path is empty where the map does not show it."""

    code: str
    label: str
    count: int
    url: str
    path: str = ""
    shade: int = 0
    x: int = 0
    y: int = 0
    roomy: bool = False
    name: str = ""

    @property
    def words(self):
        """ "Arizona: 12 clinics"."""
        clinics = ngettext("%(n)d clinic", "%(n)d clinics", self.count) % {"n": self.count}
        return _("%(state)s: %(clinics)s") % {"state": self.label, "clinics": clinics}


@dataclass(frozen=True)
class Pin:
    """A clinic as the list beside the map names it."""

    name: str
    place: str
    url: str
    x: float
    y: float
    about: bool


@dataclass
class Spot:
    """Pins that stand together: one is a clinic, several are a number that leads to their names."""

    number: int
    x: float
    y: float
    pins: list = field(default_factory=list)

    @property
    def count(self):
        return len(self.pins)

    @property
    def place(self):
        """ "Tucson, AZ", or "Tucson, AZ and around" where the pins are of several places."""
        places = list(dict.fromkeys(pin.place for pin in self.pins if pin.place))
        if not places:
            return _("Place not stated")
        return places[0] if len(places) == 1 else _("%(place)s and around") % {"place": places[0]}

    @property
    def words(self):
        """What a pin is called."""
        if self.count == 1:
            return f"{self.pins[0].name}, {self.pins[0].place}"
        clinics = ngettext("%(n)d clinic", "%(n)d clinics", self.count) % {"n": self.count}
        return _("%(clinics)s: %(place)s") % {"clinics": clinics, "place": self.place}

    @property
    def url(self):
        return self.pins[0].url if self.count == 1 else f"#spot-{self.number}"


def map_page(params, today):
    """The context of the map of the search `params`. A page number has no meaning here."""
    chosen = {name: values for name, values in known(params).items() if name != "page"}
    picked = picked_slugs(params)
    result, part = found_for_map(chosen, today)
    to = partial(map_address, picked=picked)
    context = {
        "result": result,
        "errors": error_lines(result),
        "meant": places_meant(result, to),
        "count": count_words(result),
        "chips": [(chip.label, to(chip.without)) for chip in result.chips],
        "list_url": address(query(result.known), picked),
        "search": {name: entry(name, result) for name in SEARCH_FIELDS},
        "radius_field": entry("radius", result) if {"near", "radius"} & set(result.known) else None,
        "radii": [(str(miles), miles) for miles in RADII],
        "radius": result.known.get("radius", [str(DEFAULT_RADIUS)])[-1],
        "hidden": kept(result.known) + [("clinic", slug) for slug in picked],
        "canonical": map_address(""),
        "indexed": not result.known and not picked,
    }
    if result.errors:
        return context
    return context | (part_of_map(result, part, to) if part else country(result, to))


def found_for_map(chosen, today):
    """(Result, state of the part to show or ""): with ids for a part, with counts by state for the country.

    Searches once, but twice near a place that is in no state.
    """
    has_part = "near" in chosen or len(chosen.get("state", [])) == 1
    result = find(QueryDict(query(chosen)), today=today, with_page=not has_part, load=False)
    part = "" if result.errors else part_shown(result)
    if has_part and not part and not result.errors:
        result = find(QueryDict(query(chosen)), today=today, load=False)
    return result, part


def kept(chosen):
    """(name, value) of what the search form of the map carries along unseen."""
    shown = (*SEARCH_FIELDS, "radius", "page", "sort")
    return [(name, value) for name in KNOWN if name not in shown for value in chosen.get(name, [])]


def map_address(text, picked=()):
    """The address of the map with the query `text` and the clinics `picked` ticked."""
    return ticked(reverse("clinic-map") + (f"?{text}" if text else ""), picked)


def part_shown(result):
    """The state that the map shows: the one chosen, else that of the place searched near; empty for the country."""
    states = result.known.get("state", [])
    if len(states) == 1:
        return states[0]
    return result.place.region if result.place else ""


# The country.


def country(result, to):
    """States with their counts: those that are drawn, and those beside the map."""
    facet = next(one for one in result.facets if one.name == "state")
    only = {option.value for option in facet.chosen}
    counts = {o.value: o.count or 0 for o in facet.options if not only or o.value in only}
    most = max(counts.values(), default=0)
    drawn = [*shapes(), *(code for code in TERRITORIES if counts.get(code))]
    areas = [area(code, counts.get(code, 0), most, result.known, to) for code in drawn]
    listed = [area(code, number, most, result.known, to) for code, number in counts.items() if number]
    return {
        "areas": areas,
        "listed": sorted(listed, key=lambda one: one.label),
        "elsewhere": [one.label for one in listed if not one.path],
        "frame": f"-60 0 {FRAME[0] + 60} {FRAME[1]}",
        "steps": steps(most),
        "unplaced": result.total - sum(counts.values()) if not only else 0,
    }


def area(code, count, most, chosen, to):
    url, label, tone = to(query(chosen | {"state": [code]})), STATES.get(code, code), shade(count, most)
    if code in TERRITORIES:
        x, y = TERRITORIES[code]
        path, middle = f"M{x} {y}h{SQUARE}v{SQUARE}h-{SQUARE}z", x + SQUARE // 2
        return Area(code, label, count, url, path, tone, middle, y + SQUARE * 2 // 3, roomy=True, name=code)
    shape = shapes().get(code)
    if shape is None:
        return Area(code, label, count, url)
    left, top, right, bottom = shape.box
    roomy = min(right - left, bottom - top) >= ROOM_FOR_A_NUMBER
    x, y = shape.middle
    return Area(code, label, count, url, shape.path, tone, x, y, roomy)


def shade(count, most):
    """0 for none, else 1 to STEPS."""
    return math.ceil(count / step_size(most)) if count else 0


def step_size(most):
    return max(1, math.ceil(most / STEPS))


def steps(most):
    """(shade, "1-4") of each shade in use."""
    size = step_size(most)
    tops = [(step, (step - 1) * size + 1, step * size) for step in range(1, STEPS + 1)]
    return [(step, wording.span(low, high)) for step, low, high in tops if low <= most]


# A part of it.


def part_of_map(result, state, to):
    """The part around `state`, or around the place searched near, with a pin for each clinic found in it."""
    found = result.ids
    box = frame_of(result, state)
    pins = read_pins([pk for pk, _programs in found[:MOST_PINS]])
    drawn = [pin for pin in pins if inside(pin, box)] if box else []
    outside = [pin for pin in pins if pin not in drawn]
    width = box[2] - box[0] if box else 0
    return {
        "state_name": STATES.get(state, state),
        "spots": spots(drawn, width / PINS_ACROSS) if box else [],
        "outside": outside,
        "more": max(0, len(found) - MOST_PINS),
        "around": around(box, state),
        "frame": f"{box[0]:.1f} {box[1]:.1f} {width:.1f} {box[3] - box[1]:.1f}" if box else "",
        "pin": {name: round(width / PINS_ACROSS * part, 2) for name, part in PIN.items()},
        "country_url": to(
            query({k: v for k, v in result.known.items() if k not in ("state", "near", "radius", "city")})
        ),
    }


def frame_of(result, state):
    """(left, top, right, bottom) of what is shown; None where the map has no such part."""
    near = result.place
    if state not in shapes():
        return None
    if near is not None and near.latitude is not None and near.region == state:
        x, y = project(near.latitude, near.longitude, state)
        half = result.radius * 1.1 * SCALE * FINE / EARTH_RADIUS_MILES
        half *= PARTS[state].size if state in PARTS else 1
        return widened((x * FINE - half, y * FINE - half, x * FINE + half, y * FINE + half))
    return widened(shapes()[state].box)


def widened(box):
    """The box with a margin, neither much wider than high nor the other way."""
    left, top, right, bottom = box
    width, height = (right - left) * 1.12, (bottom - top) * 1.12
    width, height = max(width, height * NARROWEST), max(height, width / WIDEST)
    x, y = (left + right) / 2, (top + bottom) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def around(box, state):
    """(code, path, whether it is the one meant) of the states that a frame touches."""
    if box is None:
        return []
    left, top, right, bottom = box
    return [
        (shape.code, shape.path, shape.code == state)
        for shape in shapes().values()
        if shape.box[0] < right and shape.box[2] > left and shape.box[1] < bottom and shape.box[3] > top
    ]


def read_pins(pks):
    """The Pins of clinics (pks), in their order: public points alone. One query."""
    rows = Clinic.objects.published().filter(pk__in=pks).in_bulk()
    return [pin(rows[pk]) for pk in pks if pk in rows]


def pin(clinic):
    x, y = math.nan, math.nan
    if clinic.public_latitude is not None:
        x, y = project(clinic.public_latitude, clinic.public_longitude, clinic.region)
    return Pin(
        clinic.name,
        wording.city_line(clinic),
        reverse("clinic", args=[clinic.slug]),
        x * FINE,
        y * FINE,
        clinic.public_precision in wording.COARSE,
    )


def inside(pin, box):
    return box[0] <= pin.x <= box[2] and box[1] <= pin.y <= box[3]


def spots(pins, apart):
    """Pins as Spots: one that would stand closer than `apart` to a spot joins it."""
    found = []
    for one in pins:
        near = next((spot for spot in found if math.hypot(spot.x - one.x, spot.y - one.y) < apart), None)
        if near is None:
            near = Spot(len(found) + 1, round(one.x, 2), round(one.y, 2))
            found.append(near)
        near.pins.append(one)
    return found
