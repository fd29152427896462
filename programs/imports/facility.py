"""What SAMHSA's lists say of a facility, as a Row: the same words for its directories, locators and answers.

The lists speak of the facility, not of its ketamine program. KIT (ketamine infusion therapy) makes a program that
holds only what KIT says; all else about care goes to a second program, other-care; languages, operator, licences and
accessibility go to the clinic.
"""

import hashlib
from dataclasses import dataclass, field

from programs.imports.coordinates import stated_point
from programs.imports.names import join_names, name_words
from programs.imports.options import EVERYTHING
from programs.imports.phones import parse_phone
from programs.imports.points import points_of
from programs.imports.postal_codes import zip_code
from programs.imports.promises import promises
from programs.imports.registers import Register, contradictions, lists
from programs.imports.row import Reject, Row, Skip
from programs.imports.shown import shown
from programs.imports.streets import in_order, is_withheld, parse_street
from programs.imports.websites import web_address
from programs.models import lines
from programs.vocabulary import STATES, state_code

MENTAL, SUBSTANCE = "mental", "substance"
LISTS = {MENTAL: "samhsa-mental", SUBSTANCE: "samhsa-substance"}
OTHER_LIST = {MENTAL: SUBSTANCE, SUBSTANCE: MENTAL}
RETIRED = "retired"  # codes of the locator that no directory has today
TYPES = {"MH": MENTAL, "SA": SUBSTANCE}  # the locators' type_facility
PUBLIC_DOMAIN = "Public domain"
SAMHSA = "Substance Abuse and Mental Health Services Administration (SAMHSA)"
# What the columns of telephone numbers mean: kind and note.
PHONES = {
    "phone": ("main", ""),
    "intake1": ("intake", ""),
    "intake2": ("intake", ""),
    "intake1a": ("intake", ""),
    "intake2a": ("intake", ""),
    "hotline1": ("other", "Hotline"),
}
KETAMINE, ADDICTION = "ketamine-infusion", "substance-use"
OUTPATIENT = "OP"
OTHER = "other-care"
KETAMINE_NAME = "Ketamine infusion"
OTHER_NAME = "Other care here"
NO_CARE = "neither ketamine infusion (KIT) nor substance use treatment (SA): no addiction care"
OUT_OF_SCOPE = "no ketamine infusion (KIT), and no clinic here yet: --scope all takes it"
TOTALS = ("total", "totals", "grand total")
EMPTY = ("NA", "N/A", "NULL")  # what statistics programs write for a cell without a value


@dataclass(slots=True)
class Facility:
    """One row of a list: its cells by the names of SAMHSA's directories, and what its codes mean.

    `adds_only`: the list says of nobody that it treats addiction; its rows add to clinics that are here. `column` is
    the one that holds the codes, empty where each has its own.
    """

    line: int
    raw: dict
    kind: str
    cells: dict
    codes: tuple
    meanings: list
    warnings: list = field(default_factory=list)
    adds_only: bool = False
    column: str = ""
    scopes: set = field(init=False)

    def __post_init__(self):
        self.scopes = {meaning.scope for meaning in self.meanings if meaning.scope}


class Reader:
    """The code lists of an edition and the places, read once; `scope` is that of the import."""

    def __init__(self, options):
        names = {**LISTS, RETIRED: "samhsa-locator"}
        self.registers = {kind: Register(name, options.edition) for kind, name in names.items()}
        self.joined: dict = {}
        self.points = points_of()
        self.scope = options.scope

    def meanings(self, kinds):
        """{code: what it means}, by the first of the lists `kinds` that holds it."""
        if kinds not in self.joined:
            held = [self.registers[kind].meanings for kind in reversed(kinds)]
            self.joined[kinds] = {code: meaning for each in held for code, meaning in each.items()}
        return self.joined[kinds]

    def look_up(self, codes, *kinds):
        """(meanings, unknown codes) of codes, each by the first of the lists `kinds` that holds it."""
        known = self.meanings(kinds)
        return [known[code] for code in codes if code in known], [code for code in codes if code not in known]

    def row(self, facility):
        """The Row of a facility, or the Reject or Skip."""
        if wrong := first_wrong(facility.cells):
            return Reject(facility.line, facility.raw, *wrong)
        if not facility.adds_only and not facility.scopes & {KETAMINE, ADDICTION}:
            return Skip(facility.line, facility.raw, NO_CARE)
        only_known = facility.adds_only or (self.scope != EVERYTHING and KETAMINE not in facility.scopes)
        terms = [term for meaning in facility.meanings for term in meaning.terms]
        said = lists(terms)
        clinic, operator, odd = self.clinic_facts(facility)
        clinic |= said["clinic"]
        return Row(
            line=facility.line,
            raw=facility.raw,
            key=make_key(facility),
            clinic={fact: text for fact, text in clinic.items() if text},
            programs={} if only_known else programs_of(facility, said["program"]),
            operator=operator,
            only_known=only_known,
            silent=frozenset({OTHER}) if only_known else frozenset(),
            warnings=(*odd, *facility.warnings, *denied(terms, facility), *promising(facility.cells)),
        )

    def clinic_facts(self, facility):
        """(facts of the clinic, facts of who runs it, warnings)."""
        cells = facility.cells
        name, operator = join_names(cells["name1"], cells["name2"])
        place, odd_point = self.place_facts(cells)
        phones, odd_phones = phones_line(cells)
        website, odd_website = website_fact(cells)
        facts = {"name": name, "organization": operator, **place, "phones": phones, "website": website}
        facts["licences"] = licences_line(facility.meanings)
        owners = [meaning.ownership for meaning in facility.meanings if meaning.ownership]
        runs = {"name": operator} | ({"ownership": min(owners)[1]} if owners else {})
        return facts, runs, (*odd_phones, *odd_website, *odd_point)

    def place_facts(self, cells):
        """(where the clinic is, warnings): its own point where the row has a good one, else a looked-up one."""
        city, state, code = (
            cells["city"].rstrip(" ,"),
            state_code(cells["state"]),
            zip_code(cells["zip"]) or "",
        )
        facts = {"city": city, "region": state, "postal_code": code, "country": "US"}
        if is_withheld(cells["street1"]):
            point, odd = self.points.of_city(city, state), []
            facts["address_withheld"] = "yes"
        else:
            street, unit = in_order(cells["street1"], cells["street2"])
            facts |= {"street": street, "unit": unit, "county": county(cells)}
            known = self.points.of(code, city, state), self.points.of_city(city, state)
            point, odd = stated_point(cells, *known)
        return facts | dict(zip(("latitude", "longitude", "precision"), point, strict=True)), odd


def denied(terms, facility):
    """A warning for each term to which the codes of one row say yes and no."""
    for (_owner, _fact, slug), no, yes in contradictions(terms):
        codes = f"{no[0].code}, {yes[0].code}"
        column = facility.column or codes.casefold()
        yield column, codes, f"no and yes to {slug} in one row: taken as not stated"


def no_facility(cells):
    """Why a row is no facility at all: blank, a legend or a total; None for a facility."""
    if not any(cells.values()):
        return "blank row"
    if not cells["name1"] and not state_code(cells["state"]) and not zip_code(cells["zip"]):
        return "legend row"
    if cells["name1"].casefold() in TOTALS and not cells["street1"]:
        return "totals row"
    return None


def first_wrong(cells):
    """(column, value, reason) of the first cell without which a row is of no use; None when all are there."""
    if not (cells["name1"] or cells["name2"]):
        return "name1", "", "the place has no name"
    if not state_code(cells["state"]):
        return "state", shown(cells["state"]), "no US state: use two letters such as AZ"
    if cells["zip"] and not zip_code(cells["zip"]):
        return "zip", shown(cells["zip"]), "no ZIP code: write five digits"
    if not (cells["zip"] or cells["city"]):
        return "city", "", "neither a city nor a ZIP code: nobody could find it"
    return None


def cell(cells, name):
    """A cell that a list may lack, empty where it holds no value."""
    text = cells.get(name, "")
    return "" if text in EMPTY else text


def county(cells):
    return cell(cells, "county").removesuffix(" County")


def phones_line(cells):
    """(the line of the row's phones, warnings for those that are none)."""
    found, odd = {}, []
    for column, (kind, note) in PHONES.items():
        text = cell(cells, column)
        if not text:
            continue
        if phone := parse_phone(text):
            found.setdefault(phone, (kind, note))
        else:
            odd.append((column, shown(text), "no phone number: the row is taken without it"))
    return lines.join([kind, *phone, note] for phone, (kind, note) in found.items()), odd


def website_fact(cells):
    """(the row's web address, warnings when it holds one that is none)."""
    text = cell(cells, "website")
    website = web_address(text)
    odd = website is None
    return website or "", [
        ("website", shown(text), "no web address: the row is taken without it")
    ] if odd else []


def licences_line(meanings):
    found = dict.fromkeys(licence for meaning in meanings for licence in meaning.licences)
    return lines.join([kind, issuer, "", "not_stated"] for kind, issuer in found)


def programs_of(facility, said):
    """The programs that a row speaks of, by the program type each stands for."""
    found = {}
    if KETAMINE in facility.scopes:
        part = "infusion" if OUTPATIENT in facility.codes else "infusion-residential"
        found[part] = {
            "types": part,
            "name": KETAMINE_NAME,
            "medicine": "ketamine",
            "routes": "iv-infusion",
        }
    if ADDICTION in facility.scopes:
        answers = dict(answer for meaning in facility.meanings for answer in meaning.answers)
        found[OTHER] = {"types": OTHER, "name": OTHER_NAME, "medicine": "none", **answers, **said}
    return found


def make_key(facility):
    """The list, and a digest of normalised name, place and phone: an id of SAMHSA's own is not in the files."""
    cells = facility.cells
    street = "" if is_withheld(cells["street1"]) else cells["street1"]
    number, core, units = parse_street(street, cells["street2"] if street else "")
    phone = parse_phone(cells.get("phone", "")) or ("", "")
    parts = [
        " ".join(name_words(f"{cells['name1']} {cells['name2']}")),
        f"{number} {' '.join(sorted(core[0]))} {' '.join(core[1])} {core[2]}",
        repr(units),
        zip_code(cells["zip"]) or cells["city"].casefold(),
        STATES.get(cells["state"], cells["state"]),
        phone[0],
    ]
    if not cells["street1"]:
        parts += [cell(cells, name)[:7] for name in ("latitude", "longitude") if cell(cells, name)]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return f"{facility.kind}:{digest}"


def promising(cells):
    texts = ((name, cells[name]) for name in ("name1", "name2"))
    return [
        (name, word, "a promise of results: a curator should look at it")
        for name, text in texts
        for word in promises(text)
    ]
