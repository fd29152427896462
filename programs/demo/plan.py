"""What each invented clinic says, worked out from the data files: the same on every run, but for the day it is told.

Facts are canonical texts (models.facts). Nothing here reads or writes the database.
"""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import count

from programs.demo.files import rows, tables
from programs.models import Source
from programs.models.price import prices_line, read_prices

DAY = re.compile(r"\{day([+-]\d+)\}")
CLINIC_SOURCE = "The clinic itself (demonstration)"
REGISTER = "Demonstration register"
FIRST_NUMBER = 100  # 555-0100 to 555-0199 are set aside for invented people
PRICE_STEP = 500  # cents: invented prices are whole multiples of five dollars
REGISTER_SAYS = (
    "name street unit city region postal_code phones website languages time_zone operating_status".split()
)


@dataclass(frozen=True)
class DemoProgram:
    """A program of an invented clinic: its name in exceptions.toml (clinic:kind as in clinics.csv), its facts."""

    name: str
    facts: dict[str, str]


@dataclass(frozen=True)
class DemoCheck:
    """Groups of facts confirmed on one day."""

    groups: str
    on: dt.date
    method: str
    note: str

    def covers(self, group):
        return self.groups == "*" or group in self.groups.split()


@dataclass(frozen=True)
class DemoClinic:
    """An invented clinic. `source` is clinic, register or editors; `precision` says what its point shows."""

    key: str
    organization: str
    source: str
    stated_on: dt.date
    precision: str
    facts: dict[str, str]
    programs: list[DemoProgram]
    checks: list[DemoCheck]


def planned_clinics(today: dt.date) -> list[DemoClinic]:
    """All invented clinics as they stand on the day `today`."""
    phone_numbers: dict[str, count] = defaultdict(lambda: count(FIRST_NUMBER))
    turns: dict[object, count] = defaultdict(count)
    return [planned_clinic(row, n, today, phone_numbers, turns) for n, row in enumerate(rows("clinics"))]


def planned_clinic(row, n, today, phone_numbers, turns):
    own = tables("exceptions")["clinic"].get(row["key"], {})
    facts = {**clinic_facts(row, n, phone_numbers), **own}
    names = {"state": row["state"], "number": str(1000 + n)}
    return DemoClinic(
        key=row["key"],
        organization=row["organization"],
        source=row["source"],
        stated_on=today - dt.timedelta(days=cycle("stated_days_ago", n)),
        precision=cycle("precision", n) if row["zip"] else "",
        facts=stated({name: filled(text, today, **names) for name, text in facts.items()}),
        programs=[planned_program(row, n, kind, today, turns) for kind in row["programs"].split()],
        checks=[planned_check(step, n, today) for step in tables("profiles")["checks"][row["checks"]]],
    )


def clinic_facts(row, n, phone_numbers):
    """The facts of the clinic itself; a register says few of them, and one without a town says two."""
    facts = {"name": row["name"], "text_language": row["text"], "country": "US"}
    if not row["city"]:
        return facts
    area, time_zone = city_of(row)
    facts |= {"street": row["street"], "unit": row["unit"], "city": row["city"], "region": row["state"]}
    facts |= {"postal_code": row["zip"], "time_zone": time_zone, "address_withheld": "no"}
    facts |= {"phones": phones(cycle("phones", n), area, phone_numbers[area])}
    facts |= {"website": f"https://{row['key']}.example.org", "email": f"{row['key']}@example.org"}
    facts |= {"languages": "; ".join(row["languages"].split()), "operating_status": "open"}
    facts |= {name: cycle(name, n) for name in ("hours", "accessibility", "licences")}
    if row["source"] == "register":
        facts = {name: facts[name] for name in (*REGISTER_SAYS, "text_language", "country")}
    return facts


def city_of(row):
    """(telephone area code, time zone) of the clinic's town."""
    here = (row["city"], row["state"])
    return next(
        (city["area"], city["time_zone"]) for city in rows("cities") if (city["city"], city["state"]) == here
    )


def phones(kinds, area, numbers):
    return "; ".join(f"{kind} | +1{area}555{next(numbers):04d}" for kind in kinds.split())


def planned_program(row, n, named, today, turns):
    """A program of the n-th clinic, `named` kind or kind/variant: that one, or the next in the clinic's language."""
    kind, _slash, variant = named.partition("/")
    known = tables("programs")[kind]
    own = [each for each in known["variants"] if each.get("language", "en") == row["text"]]
    turn = next(turns[kind, row["text"]]) if not variant else int(variant)
    facts = {**borrowed(known, row), **known["facts"], **own[turn % len(own)]}
    facts |= availability(row, next(turns["availability"]))
    facts |= telehealth(facts, row, n)
    facts = {name: filled(text, today) for name, text in facts.items() if name != "language"}
    facts["prices"] = priced(facts.get("prices", ""), cycle("level", n), row["source"])
    name = f"{row['key']}:{named}"
    special = tables("exceptions")["program"].get(name, {})
    return DemoProgram(name, stated(facts | {name: filled(text, today) for name, text in special.items()}))


def borrowed(known, row):
    """What a program takes from its clinic's profiles."""
    profiles = tables("profiles")
    facts = {}
    if known.get("people"):
        facts |= profiles["people"][row["people"]]
    if known.get("payers"):
        facts |= profiles["payers"][row["payers"]][known["payers"]]
    if known.get("safety"):
        facts |= profiles["safety"][row["safety"]]
    return facts


def availability(row, turn):
    return cycle("availability", turn) if row["source"] != "register" and row["city"] else {}


def telehealth(facts, row, n):
    """The states served, of a program with a telehealth setting: the clinic's own and those of the cycle."""
    if "telehealth" not in facts.get("settings", ""):
        return {}
    return {"telehealth_states": "; ".join(sorted({row["state"], *cycle("telehealth", n).split()}))}


def priced(line, level, source):
    """The prices of a line at the clinic's price level, said by the clinic where the clinic says its facts."""
    prices = read_prices(line)
    for price in prices:
        price.low = at_level(price.low, level)
        price.high = None if price.high is None else at_level(price.high, level)
        price.source = Source(name=CLINIC_SOURCE) if source == "clinic" else None
    return prices_line(prices)


def at_level(minor, level):
    return round(minor * level / PRICE_STEP) * PRICE_STEP


def planned_check(step, n, today):
    """One step of a pattern of checks, so many days ago as the pattern and the clinic's place in the list say."""
    ago = step["days"] + n * 7 % step["spread"]
    return DemoCheck(step["groups"], today - dt.timedelta(days=ago), step["method"], step.get("note", ""))


def cycle(name, turn):
    """What the `turn`-th entry takes of a cycle of profiles.toml."""
    values = tables("profiles")["cycles"][name]
    return values[turn % len(values)]


def filled(text, today, **names):
    """`text` with its {day+30} made into dates and its {state} and {number} into theirs."""
    text = DAY.sub(lambda found: (today + dt.timedelta(days=int(found[1]))).isoformat(), text)
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def stated(facts):
    """`facts` without those that say nothing."""
    return {name: text for name, text in facts.items() if text}
