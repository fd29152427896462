"""SAMHSA's National Directories of mental health and of substance use treatment facilities, 2024, as rows.

The lists speak of the facility, not of its ketamine program. KIT (ketamine infusion therapy) makes a program that
holds only what KIT says; all else about care goes to a second program, other-care; languages, operator, licences and
accessibility go to the clinic.
"""

import hashlib
from functools import partial

from programs.imports.names import join_names, name_words, tidy
from programs.imports.options import EVERYTHING
from programs.imports.phones import parse_phone
from programs.imports.points import Points
from programs.imports.postal_codes import zip_code
from programs.imports.promises import promises
from programs.imports.registers import Register, lists
from programs.imports.row import Reject, Row, Skip
from programs.imports.streets import is_withheld, parse_street
from programs.imports.table import shown
from programs.models import lines
from programs.vocabulary import STATES, state_code

NAME = "samhsa-directory"
LABEL = "SAMHSA National Directory, one row a facility with its service codes"
KIND = "register"
stable_ids = False  # facility_id is a running number of one edition
COLUMNS = (
    "directory_type name1 name2 street1 street2 city state zip phone intake1 intake2 intake1a intake2a "
    "service_code_info"
).split()
PHONES = (
    ("phone", "main"),
    ("intake1", "intake"),
    ("intake2", "intake"),
    ("intake1a", "intake"),
    ("intake2a", "intake"),
)
LISTS = {"mental": "samhsa-mental", "substance": "samhsa-substance"}
SOURCE = {
    "url": "https://www.samhsa.gov/data/report/national-directories",
    "licence": "Public domain",
    "attribution": "Substance Abuse and Mental Health Services Administration (SAMHSA), National Directories",
}
KETAMINE_PARTS = frozenset({"infusion", "infusion-residential"})
OTHER = "other-care"
KETAMINE_NAME = "Ketamine infusion"
OTHER_NAME = "Other care here"
ADDED_TO_KNOWN = ("phones", "licences")
NO_CARE = "neither ketamine infusion (KIT) nor substance use treatment (SA): no addiction care"
OUT_OF_SCOPE = "no ketamine infusion (KIT), and no clinic here yet: --scope all takes it"


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if set(COLUMNS) <= set(header):
        return "it has the columns directory_type, name1, street1, phone and service_code_info"
    return None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    registers = {kind: Register(name, options.edition) for kind, name in LISTS.items()}
    make = partial(make_row, registers=registers, points=Points(), scope=options.scope)
    for line, raw in table.rows:
        cells = {name: tidy(raw[name]) for name in COLUMNS}
        reason = no_facility(cells)
        yield Skip(line, raw, reason) if reason else make(line, raw, cells)


def no_facility(cells):
    """Why a row is no facility at all: blank, a legend or a total; None for a facility."""
    said = [value for name, value in cells.items() if name != "directory_type" and value]
    if not said:
        return "blank row"
    if not cells["name1"] and not state_code(cells["state"]) and not zip_code(cells["zip"]):
        return "legend row"
    if cells["name1"].casefold() in ("total", "totals", "grand total") and not cells["street1"]:
        return "totals row"
    return None


def make_row(line, raw, cells, *, registers, points, scope):
    if wrong := first_wrong(cells):
        return Reject(line, raw, *wrong)
    meanings, unknown = look_up(cells["service_code_info"], registers[cells["directory_type"]])
    scopes = {meaning.scope for meaning in meanings}
    if not scopes & {"ketamine-infusion", "substance-use"}:
        return Skip(line, raw, NO_CARE)
    clinic, operator = clinic_facts(cells, points)
    said = lists(term for meaning in meanings for term in meaning.terms)
    phones, odd = phones_line(cells)
    clinic |= {"phones": phones, "licences": licences_line(meanings), **said["clinic"]}
    owners = [meaning.ownership for meaning in meanings if meaning.ownership]
    if owners:
        operator["ownership"] = min(owners)[1]
    only_known = scope != EVERYTHING and "ketamine-infusion" not in scopes
    return Row(
        line=line,
        raw=raw,
        key=make_key(cells),
        clinic={fact: text for fact, text in clinic.items() if text},
        programs={} if only_known else programs_of(cells, scopes, meanings, said["program"]),
        operator=operator,
        only_known=only_known,
        silent=frozenset({OTHER}) if only_known else frozenset(),
        warnings=(*odd, *unknown_codes(unknown), *promising(cells)),
    )


def first_wrong(cells):
    """(column, value, reason) of the first cell without which the row is of no use; None when all are there."""
    if cells["directory_type"] not in LISTS:
        return "directory_type", shown(cells["directory_type"]), "write mental or substance"
    if not (cells["name1"] or cells["name2"]):
        return "name1", "", "the place has no name"
    if not state_code(cells["state"]):
        return "state", shown(cells["state"]), "no US state: use two letters such as AZ"
    if cells["zip"] and not zip_code(cells["zip"]):
        return "zip", shown(cells["zip"]), "no ZIP code: write five digits"
    if not (cells["zip"] or cells["city"]):
        return "city", "", "neither a city nor a ZIP code: nobody could find it"
    return None


def look_up(codes, register):
    """(meanings, unknown codes) of the codes of a cell; categories are separated by asterisks."""
    found, unknown = [], []
    for code in dict.fromkeys(codes.replace("*", " ").split()):
        meaning = register.meanings.get(code)
        found.append(meaning) if meaning else unknown.append(code)
    return found, unknown


def clinic_facts(cells, points):
    """Name and place of the clinic, and {"name"} of who runs it."""
    name, operator = join_names(cells["name1"], cells["name2"])
    city, state, code = cells["city"].rstrip(" ,"), state_code(cells["state"]), zip_code(cells["zip"]) or ""
    facts = {"name": name, "organization": operator, "city": city, "region": state, "postal_code": code}
    facts["country"] = "US"
    if is_withheld(cells["street1"]):
        facts["address_withheld"] = "yes"
        point = points.of_city(city, state)
    else:
        facts |= {"street": cells["street1"], "unit": cells["street2"]}
        point = points.of(code, city, state)
    facts |= dict(zip(("latitude", "longitude", "precision"), point, strict=True))
    return facts, {"name": operator}


def phones_line(cells):
    """(the line of the row's phones, warnings for those that are none)."""
    found, odd = {}, []
    for column, kind in PHONES:
        if not cells[column]:
            continue
        if phone := parse_phone(cells[column]):
            found.setdefault(phone, kind)
        else:
            odd.append((column, shown(cells[column]), "no phone number: the row is taken without it"))
    return lines.join([kind, *phone] for phone, kind in found.items()), odd


def licences_line(meanings):
    found = dict.fromkeys(licence for meaning in meanings for licence in meaning.licences)
    return lines.join([kind, issuer, "", "not_stated"] for kind, issuer in found)


def programs_of(cells, scopes, meanings, said):
    """The programs that the row speaks of, by the program type each stands for."""
    found = {}
    if "ketamine-infusion" in scopes:
        codes = cells["service_code_info"].split()
        part = "infusion" if "OP" in codes else "infusion-residential"
        found[part] = {
            "types": part,
            "name": KETAMINE_NAME,
            "medicine": "ketamine",
            "routes": "iv-infusion",
        }
    if "substance-use" in scopes:
        answers = dict(answer for meaning in meanings for answer in meaning.answers)
        found[OTHER] = {"types": OTHER, "name": OTHER_NAME, "medicine": "none", **answers, **said}
    return found


def make_key(cells):
    """The directory, and a digest of normalised name, place and phone: an id of SAMHSA's own is not in the file."""
    street = "" if is_withheld(cells["street1"]) else cells["street1"]
    number, core, units = parse_street(street, cells["street2"] if street else "")
    phone = parse_phone(cells["phone"]) or ("", "")
    parts = [
        " ".join(name_words(f"{cells['name1']} {cells['name2']}")),
        f"{number} {' '.join(sorted(core[0]))} {' '.join(core[1])} {core[2]}",
        repr(units),
        zip_code(cells["zip"]) or cells["city"].casefold(),
        STATES.get(cells["state"], cells["state"]),
        phone[0],
    ]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return f"{cells['directory_type']}:{digest}"


def unknown_codes(codes):
    return [("service_code_info", shown(code), "unknown code: nothing was made of it") for code in codes]


def promising(cells):
    texts = ((name, cells[name]) for name in ("name1", "name2"))
    return [
        (name, word, "a promise of results: a curator should look at it")
        for name, text in texts
        for word in promises(text)
    ]
