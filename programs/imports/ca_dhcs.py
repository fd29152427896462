"""California's register of licensed and certified substance use facilities (DHCS), in its original columns."""

import re

from programs.imports.capitals import readable
from programs.imports.coordinates import stated_point
from programs.imports.dates import read_date
from programs.imports.facility import OTHER, OTHER_NAME, TOTALS, phones_line
from programs.imports.left_out import name_left_out
from programs.imports.names import tidy
from programs.imports.options import EVERYTHING
from programs.imports.points import points_of
from programs.imports.postal_codes import zip_code
from programs.imports.row import Reject, Row, Skip, in_columns
from programs.imports.shown import shown
from programs.imports.trade_names import trade_name
from programs.models import lines

NAME = "ca-dhcs"
LABEL = "California DHCS register of substance use facilities, original columns"
KIND = "register"
OUT_OF_SCOPE = "no word of ketamine in it, and no clinic here yet: --scope all takes it"
stable_ids = False  # Application_Number is the row's key, not an id of ours
COLUMNS = {
    "Application_Number": "number",
    "Facility_Name": "name",
    "Legal_Entity_Name": "operator",
    "Facility_Address1": "street",
    "Facility_Address2": "unit",
    "Additional_Facility_Locations": "more",
    "Facility_City": "city",
    "Facility_State": "state",
    "Facility_Zip": "zip",
    "CountyName": "county",
    "Facility_Phone": "phone",
    "Program_Code": "care",
    "Target_Population": "people",
    "Type_of_Application": "papers",
    "Lic_Expiration_Date": "until",
    "Latitude": "latitude",
    "Longitude": "longitude",
}
NEEDED = tuple(COLUMNS)
SOURCE = {
    "url": "https://data.chhs.ca.gov/dataset/sud-recovery-treatment-facilities",
    "licence": "Creative Commons Attribution 4.0 (CC BY 4.0)",
    "attribution": "California Department of Health Care Services (DHCS), SUD Recovery Treatment Facilities; changed: "
    "capitals made readable, codes made words",
}
STATE = "CA"
DHCS = "California Department of Health Care Services (DHCS)"
LICENCES = {
    "Licensed": [("licence", DHCS)],
    "Certified": [("certification", f"{DHCS}, program certification")],
}
LICENCES["Licensed and Certified"] = LICENCES["Licensed"] + LICENCES["Certified"]
# RES: residential. NON: nonresidential. DSS and DPH name the department that licenses the place, not its setting.
SETTINGS = {"RES": "residential", "NON": "outpatient", "DSS": "", "DPH": ""}
DETOX = "DETOX"
DETOX_SETTINGS = {"RES": "residential-withdrawal", "NON": "outpatient-withdrawal"}
# Words of Target_Population, and the groups that each names. "Only" denies the other.
GROUPS = {
    "CO-ED": "female-accepted; male-accepted",
    "MEN ONLY": "female-accepted=no; male-accepted; men",
    "WOMEN ONLY": "female-accepted; male-accepted=no; women",
    "WOMEN": "female-accepted; women",
    "MEN": "male-accepted; men",
    "YOUTH": "adolescents",
    "ADOLESCENT": "adolescents",
    "CHILDREN": "parents",
    "CHILD": "parents",
    "FAMILIES": "parents",
    "DUAL DIAGNOSIS": "co-occurring",
    "DUAL": "co-occurring",
}
POPULATION_NUMBER = re.compile(r"^[\d.]+\s*-{2,}\s*")
UNIT_LENGTH = 80  # characters that a clinic keeps of a unit
TWO_NUMBERS = re.compile(r"^(\d+)\s*/\s*(?=\d{2,}\b)")


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if set(COLUMNS) <= set(header):
        return (
            "it has the columns Application_Number, Program_Code and Target_Population of the DHCS register"
        )
    return None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the places."""
    return read_rows(table, options, COLUMNS, lambda cells, raw: cells)


def read_rows(table, options, columns, complete, more=()):
    """The same for columns of other names: `columns` is {their name: ours}, complete(cells, raw) adds what is split.

    `more` are columns that complete() takes.
    """
    name_left_out(table, (*columns, *more))
    points, theirs = points_of(), {ours: name for name, ours in columns.items()}
    for line, raw in table.rows:
        cells = {ours: tidy(raw[name]) for name, ours in columns.items()}
        found = make_row(line, raw, complete(cells, raw), points, options.scope)
        yield in_columns(found, theirs)


def make_row(line, raw, cells, points, scope):
    """The Row, Reject or Skip of a row with cells by our names."""
    if reason := no_facility(cells):
        return Skip(line, raw, reason)
    if wrong := first_wrong(cells):
        return Reject(line, raw, *wrong)
    until, complaint = read_date(cells["until"]) if cells["until"] else ("", "")
    place, odd_place = place_facts(cells, points)
    phones, odd_phones = phones_line(cells)
    groups, odd_groups = groups_of(cells["people"])
    operator = readable(cells["operator"])
    name, _operator = trade_name(readable(cells["name"]))
    clinic = {"name": name, "organization": operator, **place, "phones": phones}
    clinic["licences"] = licences_line(cells, until)
    only_known = scope != EVERYTHING
    return Row(
        line=line,
        raw={name: cell for name, cell in raw.items() if cell},
        key=cells["number"],
        clinic={fact: text for fact, text in clinic.items() if text},
        programs={} if only_known else {OTHER: care_facts(cells, groups)},
        operator={"name": operator} if operator else {},
        only_known=only_known,
        silent=frozenset({OTHER}) if only_known else frozenset(),
        warnings=(
            *odd_place,
            *odd_phones,
            *odd_groups,
            *([("until", shown(cells["until"]), complaint)] if complaint else []),
        ),
    )


def no_facility(cells):
    """Why a row is no facility at all: blank or a total; None for a facility."""
    if not any(cells.values()):
        return "blank row"
    if cells["name"].casefold() in TOTALS and not cells["street"]:
        return "totals row"
    return None


def first_wrong(cells):
    """(column, value, reason) of the first cell without which a row is of no use; None when all are there."""
    care, _dash, _detox = cells["care"].partition("-")
    if not cells["number"]:
        return "number", "", "no application number: nobody could find the license"
    if not cells["name"]:
        return "name", "", "the place has no name"
    if not STATE.startswith(cells["state"].upper()):
        return "state", shown(cells["state"]), "this register is of California: write CA"
    if cells["zip"] and not zip_code(cells["zip"]):
        return "zip", shown(cells["zip"]), "no ZIP code: write five digits"
    if not (cells["zip"] or cells["city"]):
        return "city", "", "neither a city nor a ZIP code: nobody could find it"
    if care not in SETTINGS:
        return "care", shown(cells["care"]), f"write one of {', '.join(SETTINGS)}, with or without -{DETOX}"
    if cells["papers"] not in LICENCES:
        return "papers", shown(cells["papers"]), f"write one of {', '.join(LICENCES)}"
    return None


def place_facts(cells, points):
    """(where the clinic is, warnings)."""
    city, *rest = [part.strip() for part in cells["city"].split(",") if part.strip()] or [""]
    odd = [("city", shown(cells["city"]), f"several cities: {city} is taken")] if rest else []
    if cells["more"]:
        odd.append(
            ("more", shown(cells["more"]), "further buildings under this license: kept with the row alone")
        )
    unit, cut = cut_unit(readable(cells["unit"]))
    city, code = readable(city), zip_code(cells["zip"]) or ""
    point, doubts = stated_point(cells, points.of(code, city, STATE), points.of_city(city, STATE))
    facts = {
        "street": readable(TWO_NUMBERS.sub(r"\1-", cells["street"])),
        "unit": unit,
        "city": city,
        "county": cells["county"].removesuffix(" County"),
        "region": STATE,
        "postal_code": code,
        "country": "US",
    }
    return facts | dict(zip(("latitude", "longitude", "precision"), point, strict=True)), odd + cut + doubts


def cut_unit(unit):
    """(a unit no longer than a clinic keeps, a warning where it was cut: lists of rooms are long)."""
    if len(unit) <= UNIT_LENGTH:
        return unit, []
    kept = unit[: UNIT_LENGTH - 2]
    return f"{kept.rpartition(',')[0] or kept} …", [
        ("unit", shown(unit), "cut: the whole is kept with the row")
    ]


def licences_line(cells, until):
    """The licence and the certification that a row states: one number and last day for both."""
    held = LICENCES[cells["papers"]]
    return lines.join([kind, issuer, cells["number"], "not_stated", until] for kind, issuer in held)


def care_facts(cells, groups):
    """What the row says of the care: where it is given, to whom, and whether people are helped through withdrawal."""
    care, _dash, detox = cells["care"].partition("-")
    settings = [SETTINGS[care], DETOX_SETTINGS.get(care, "") if detox else ""]
    facts = {
        "types": OTHER,
        "name": OTHER_NAME,
        "medicine": "none",
        "settings": "; ".join(filter(None, settings)),
        "therapies": "withdrawal-care" if detox else "",
        "groups": groups,
    }
    return {fact: text for fact, text in facts.items() if text}


def groups_of(text):
    """(the groups that a target population names, warnings for words that are unknown)."""
    population = POPULATION_NUMBER.sub("", text).upper()
    words = [population] if population in GROUPS else population.split("/")
    odd = [
        ("people", shown(text), "unknown population: nothing was made of it")
        for word in words
        if word and word not in GROUPS
    ]
    found = dict.fromkeys(group for word in words if word in GROUPS for group in GROUPS[word].split("; "))
    return "; ".join(found), odd
