"""What is wrong or odd in a row whatever its format: points, states, prices, signs that nobody sees, markup."""

import math
import re
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import IntegerField

from programs.imports.shown import shown
from programs.models import Clinic, Organization, Precision, Program
from programs.models.groups import FACTS
from programs.models.price import minor, read_prices

# Signs without a width, and those that turn the direction of the text: a name with them looks like another name.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")
FORMULA = re.compile(r"[=@＝＠]|[+＋](?![\d\s(])")
TEXTS = ("name", "organization", "summary", "street", "unit", "city", "county")
HIGHEST_PRICE = 1_000_000  # whole units of money: many times the dearest course
DIGITS = 5  # no count of ours has more
POINT = ("latitude", "longitude")
LOOKED_UP = (Precision.POSTAL_CODE, Precision.CITY)


def parts(row):
    """Each dict of facts in a row, the clinic's first."""
    return [row.clinic, *row.programs.values(), row.operator]


def clean(row):
    """Take the signs that nobody sees out of the facts of a row; return the warnings."""
    found = []
    for facts in parts(row):
        for name, text in facts.items():
            if not text.isascii() and UNSEEN.search(text):
                facts[name] = UNSEEN.sub("", text)
                found.append((name, shown(text), "signs that nobody sees were taken out"))
    return found


def first_wrong(row, regions, rules):
    """(fact, value, reason) of the first fact that cannot be; None when all can."""
    if not row.clinic.get("name", "").strip():
        return "name", "", "the place has no name"
    if not all(facts.get("name", "").strip() for facts in row.programs.values()):
        return "program_name", "", "the program has no name"
    for facts in parts(row):
        for name, text in facts.items():
            if sign := CONTROL.search(text):
                return name, shown(text), f"holds the control sign {shown(sign[0])}: take it out"
    return wrong_point(row.clinic, regions) or wrong_operator(row.operator) or wrong_facts(row, rules)


def wrong_operator(operator):
    """Who runs the place, where a field of it is none; the name stands among the facts of the clinic too."""
    for name, text in operator.items():
        if name == "name":
            continue
        field = Organization._meta.get_field(name)
        try:
            field.clean(text, None) if text else None
        except ValidationError as error:
            return name, shown(text), " ".join(error.messages)
    return None


def wrong_facts(row, rules):
    """A number beyond all bounds, or facts that break a rule of the database together."""
    for owner, facts in (("clinic", row.clinic), *(("program", facts) for facts in row.programs.values())):
        for name, text in facts.items():
            if len(text) > DIGITS and text.isdigit() and is_whole(owner, name):
                return name, shown(text), "higher than can be"
        try:
            if wrong := rules.broken(owner, facts):
                return wrong
        except (ValidationError, ValueError):
            return None  # no value at all: the vocabulary says so
        if wrong := wrong_price(facts.get("prices", ""), rules):
            return wrong
    return None


@cache
def is_whole(owner, name):
    """Whether a fact is a whole number."""
    model = {"clinic": Clinic, "program": Program}[owner]
    return (
        (owner, name) in FACTS
        and FACTS[owner, name].kind == "field"
        and isinstance(model._meta.get_field(name), IntegerField)
    )


def wrong_price(line, rules):
    """A price that no treatment costs; what is no price at all is left to those who read prices."""
    try:
        prices = read_prices(line)
    except (ValueError, TypeError):
        return None
    for price in prices:
        if max(price.low, price.high or 0) > minor(HIGHEST_PRICE, price.currency):
            return "prices", shown(line), f"more than {HIGHEST_PRICE:,} {price.currency}: prices are in cents"
        if price.low >= 0 and (words := rules.broken_by_price(price)):
            return "prices", shown(line), words
    return None


def wrong_point(clinic, regions):
    """Half a point, no point on earth, or one that lies in another state."""
    latitude, longitude = (clinic.get(name, "") for name in POINT)
    if not (latitude or longitude):
        return None
    value = shown(f"{latitude}, {longitude}")
    if not (latitude and longitude):
        return "latitude" if longitude else "longitude", value, "half a point: give both figures or neither"
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return "latitude", value, "no coordinates: write degrees such as 32.22174, -110.92648"
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        swapped = abs(east) <= 90 and abs(north) <= 180
        return "latitude", value, "no point on earth" + (": the two look swapped" if swapped else "")
    if not clinic.get("precision"):
        return "precision", value, f"a point needs its precision: write one of {', '.join(Precision.values)}"
    state = clinic.get("region", "")
    if clinic["precision"] in LOOKED_UP:
        return None
    if clinic.get("country", "US") == "US" and regions.is_outside(state, north, east):
        swapped = not regions.is_outside(state, east, north)
        return "latitude", value, f"outside of {state}: the two look {'swapped' if swapped else 'mistyped'}"
    return None


def odd(row, regions):
    """Warnings about facts that are taken as they are, and about a county that is left out."""
    found = [
        (name, shown(text), words)
        for facts in parts(row)[:-1]
        for name, text in facts.items()
        if name in TEXTS and (words := oddity(text))
    ]
    code, state = row.clinic.get("postal_code", ""), row.clinic.get("region", "")
    lies_in = regions.state_of(code) if code and row.clinic.get("country", "US") == "US" else ""
    if lies_in and state and lies_in != state:
        found.append(("postal_code", shown(code), f"lies in {lies_in}, and the row says {state}"))
    if is_mistaken(row.clinic, regions):
        county, city = row.clinic.pop("county"), regions.points.place(code)[0]
        found.append(
            ("county", shown(county), f"far from {code} ({city}): left out, one of the two is mistaken")
        )
    return found


def is_mistaken(clinic, regions):
    """Whether a county lies far from the postal code, and no point of the clinic's own says that the code is wrong."""
    county, code, state = (clinic.get(name, "") for name in ("county", "postal_code", "region"))
    if not county or not regions.is_far_from(county, code, state):
        return False
    return clinic.get("precision") in (None, "", *LOOKED_UP) or not regions.is_off(
        code, clinic["latitude"], clinic["longitude"]
    )


def oddity(text):
    """Words about a text that may be meant for a program, not for people; empty for others."""
    if FORMULA.match(text):
        return "begins as a formula does: kept as text, a curator should look at it"
    if MARKUP.search(text):
        return "markup: kept as text, a curator should look at it"
    return ""
