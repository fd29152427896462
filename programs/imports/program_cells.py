"""What the cells of a row that a person wrote say of a program: which it is, and its facts."""

from collections import defaultdict
from functools import partial

from programs.imports.amounts import (
    DAYS,
    MINUTES,
    OLDEST,
    TOO_HIGH,
    TURNED,
    WEEKS,
    read_ages,
    read_counts,
    read_dose,
    read_length,
    read_number,
    read_one,
    read_price,
    read_wait,
    unit_of,
)
from programs.imports.cell_words import read_answer
from programs.imports.labels import TYPE
from programs.imports.promises import promises
from programs.imports.registers import contradictions, lists, stated
from programs.imports.wordings import subjects
from programs.models import lines
from programs.models.answers import NO, YES
from programs.models.program import PROGRAM_ANSWERS
from programs.vocabulary import state_code

KETAMINE, ESKETAMINE, NO_MEDICINE = "ketamine", "esketamine", "none"
OTHER, INFUSION, RESIDENTIAL_INFUSION = "other-care", "infusion", "infusion-residential"
IV = "iv-infusion"
# Types that are ketamine by what they are.
OF_KETAMINE = {"kap", INFUSION, RESIDENTIAL_INFUSION}
STAYS = {"residential", "residential-short", "residential-long", "hospital-inpatient"}
AT_HOME = {"outpatient", "intensive-outpatient", "partial-hospitalization"}
NAMES = {
    "kap": "Ketamine-assisted psychotherapy",
    INFUSION: "Ketamine infusion",
    RESIDENTIAL_INFUSION: "Ketamine infusion",
    OTHER: "Other care here",
    KETAMINE: "Ketamine",
}
NO_TYPE = "no program type: a curator has to choose one before the program can be shown"
TWO_MEDICINES = "two medicines: prices, therapies and the rest were put to the first"
BOTH = "no and yes to it in one row: taken as not stated"
PROMISE = "a promise of results: a curator should look at it"
RANGES = {
    "preparation": ("preparation_fewest", "preparation_most"),
    "dosing": ("dosing_fewest", "dosing_most"),
    "integration": ("integration_fewest", "integration_most"),
}


def program_facts(row, labels):
    """{part: facts} of the programs that the row speaks of, and whether it speaks of ketamine or its like."""
    said = facts_of(row, labels)
    types, medicines, routes = kinds_of(row, labels, said)
    is_about = bool(types or medicines)
    if not is_about and not said and OTHER not in labels.types and not row.has("program_name"):
        return {}, False
    if not is_about:
        return {OTHER: other_care(row, labels, said)}, False
    first, *more = medicines or [""]
    found = {}
    facts = {**said, "types": lines.join([kind] for kind in types), "medicine": first, "routes": routes}
    part = types[0] if types else first
    facts["name"] = row.text("program_name") or NAMES.get(part) or name_of(row, part, first)
    found[part] = {name: text for name, text in facts.items() if text}
    if not types:
        row.warn(row.column("ketamine"), first, NO_TYPE)
    for each in more:
        found[each] = {"medicine": each, "name": name_of(row, "", each)}
        row.warn(row.column("medicine"), each, TWO_MEDICINES)
    if OTHER in labels.types:
        found[OTHER] = {"types": OTHER, "name": NAMES[OTHER]}
    return found, True


def name_of(row, part, medicine):
    held = row.dictionary.labels
    return held.get((TYPE, part)) or held.get(("medicine", medicine)) or "Program"


def other_care(row, labels, said):
    facts = {**said, "types": OTHER, "name": row.text("program_name") or NAMES[OTHER]}
    refused = NO in (row.answer("ketamine"), row.answer("kit")) or OTHER in labels.types
    return facts | ({"medicine": NO_MEDICINE} if refused or NO_MEDICINE in labels.medicines else {})


def kinds_of(row, labels, said):
    """(types, medicines, routes) of what the row says about ketamine or another such medicine."""
    order = row.dictionary.types
    types = {kind for kind in labels.types or type_named(row) if kind != OTHER}
    medicines = [each for each in dict.fromkeys(labels.medicines) if each != NO_MEDICINE]
    by_infusion = row.answer("kit") == YES
    if by_infusion or row.answer("ketamine") == YES or types & OF_KETAMINE:
        medicines.insert(0, KETAMINE)
    if row.answer("spravato") == YES:
        medicines.append(ESKETAMINE)
    medicines = list(dict.fromkeys(medicines))
    routes = said.pop("routes", "")
    by_infusion = by_infusion or (medicines[:1] == [KETAMINE] and IV in lines_of(routes) and not types)
    if by_infusion and not types & {INFUSION, RESIDENTIAL_INFUSION}:
        types.add(infusion_of(lines_of(said.get("settings", ""))))
    if types & {INFUSION, RESIDENTIAL_INFUSION} and IV not in lines_of(routes):
        iv = stated(row.dictionary.terms["route", IV], YES)
        routes = lists([iv, *(each for each in labels.terms if each.fact == "routes")])["program"]["routes"]
    if routes and not medicines and not types:
        said["routes"], routes = routes, ""
    return sorted(types, key=lambda kind: order.get(kind, 0)), medicines, routes


def type_named(row):
    """The program type that a program is named for, where its name is nothing else: KAP."""
    found = row.dictionary.look_up(row.text("program_name"), (TYPE,))
    return [found[1]] if found else []


def infusion_of(settings):
    """Which type infusions are: those of a place where people only stay are residential."""
    return RESIDENTIAL_INFUSION if settings & STAYS and not settings & AT_HOME else INFUSION


def lines_of(text):
    return {record[0] for record in lines.split(text)}


def facts_of(row, labels):
    """{fact: text} of the program beside its types and medicine; `labels` are those of the whole row."""
    found = {}
    found |= {name: row.answer(name) for name in PROGRAM_ANSWERS}
    found |= {name: row.word(name) for name in ("legal_status", "take_home")}
    found |= {name: row.text(name) for name in ("summary", "trial_registration", "aftercare_note")}
    found |= number_facts(row)
    found |= age_facts(row, labels)
    found |= {"prices": prices_line(row), "telehealth_states": states_line(row)}
    telehealth(row, labels)
    found |= lists(labels.terms)["program"]
    for (_owner, fact, slug), _no, _yes in contradictions(labels.terms):
        row.warn(row.column(fact), slug, BOTH)
    for column in ("summary", "program_name", "clinic_name"):
        for word in promises(row.text(column)):
            row.warn(row.column(column), word, PROMISE)
    return {name: text for name, text in found.items() if text}


def number_facts(row):
    found = {}
    for name, ends in RANGES.items():
        found |= dict(zip(ends, row.read(name, read_counts, ("", "")), strict=True))
    minutes = row.read("minutes", partial(read_length, units=MINUTES, default="minute"), ("", ""))
    weeks = row.read("weeks", partial(read_length, units=WEEKS, default="week"), ("", ""))
    dose = row.read("dose", read_dose, ("", "", ""))
    found |= {"minutes_fewest": minutes[0], "minutes_most": minutes[1], "weeks_fewest": weeks[0]}
    found |= {"weeks_most": weeks[1], "dose_low": dose[0], "dose_high": dose[1], "dose_unit": dose[2]}
    found["minutes_observed"] = row.read(
        "minutes_observed", partial(read_one, units=MINUTES, default="minute")
    )
    found["abstinence_days"] = row.read("abstinence_days", partial(read_one, units=DAYS, default="day"))
    wait_in = unit_of(row.column("wait_days"), DAYS, "day")
    return found | {"wait_days": row.read("wait_days", partial(read_wait, default=wait_in))}


def age_facts(row, labels):
    """{age_min, age_max}, and the groups that a cell of ages names."""
    ages = row.read("ages", read_ages, ("", ""))
    column, text = row.first("ages")
    if text and not any(ages):
        row.read_labels(labels, column, text, subjects()["groups"].lists)
    low, high = (
        row.read(name, read_number) or age for name, age in zip(("age_min", "age_max"), ages, strict=True)
    )
    if max(int(low or 0), int(high or 0)) > OLDEST:
        row.warn(row.column("age_min"), f"{low}-{high}", TOO_HIGH)
        return {}
    if low and high and int(low) > int(high):
        row.warn(row.column("age_min"), f"{low}-{high}", TURNED)
        return {}
    return {"age_min": low, "age_max": high}


def telehealth(row, labels):
    """Telehealth as yes or no is a setting; a cell that names states is telehealth_states."""
    for column, text in row.cells("telehealth"):
        answer, complaint = read_answer(text)
        if answer in (YES, NO):
            labels.terms.append(stated(row.dictionary.terms["setting", "telehealth"], answer))
        if complaint:
            row.warn(column, text, complaint)


def states_line(row):
    """The states that a row serves by telehealth."""
    found = []
    for column, text in row.cells("telehealth_states"):
        for part in text.replace(" and ", ",").replace(";", ",").replace("/", ",").split(","):
            if state := state_code(part):
                found.append(state)
            elif part.strip():
                row.warn(column, part, "no US state: left out")
    return lines.join([state] for state in sorted(set(found)))


def prices_line(row):
    """All prices of the row, an item each."""
    found = defaultdict(list)
    currency = row.text("currency").upper() or "USD"
    for subject in row.columns.read_as("price"):
        if price := row.read(subject.name, partial(read_price, currency=currency), None):
            found[subject.item].append((subject.name, price))
    said = {item: one_price(row, prices) for item, prices in found.items()}
    return lines.join(
        [item, str(low), "" if high is None else str(high), currency, "", "", "", "", "", note]
        for item, (low, high, currency, note) in said.items()
        if low is not None
    )


def one_price(row, prices):
    """The price of one item: a column for both ends, else one for each."""
    ends = {name.rpartition("_")[2]: price for name, price in prices if name.endswith(("_from", "_to"))}
    whole = [price for name, price in prices if not name.endswith(("_from", "_to"))]
    if whole:
        return whole[0]
    if "from" not in ends:
        column = row.column(prices[0][0])
        row.warn(column, row.text(prices[0][0]), "an upper end without a lower one: taken as not stated")
        return None, None, "", ""
    low, high = ends["from"], ends.get("to")
    if high and high[0] < low[0]:
        row.warn(row.column(prices[0][0]), row.text(prices[0][0]), TURNED)
        return None, None, "", ""
    return low[0], high[0] if high else None, low[2], low[3]
