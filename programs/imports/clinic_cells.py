"""What the cells of a row that a person wrote say of the clinic: name, place, ways to reach it, licences."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from programs.imports.addresses import WITHHELD, split_address, split_city_line, street_and_unit
from programs.imports.cell_words import read_word
from programs.imports.coordinates import stated_point
from programs.imports.dates import read_date
from programs.imports.names import join_names
from programs.imports.opening_hours import read_hours
from programs.imports.phones import parse_phone
from programs.imports.postal_codes import zip_code
from programs.imports.streets import is_withheld
from programs.imports.websites import web_address
from programs.models import lines
from programs.models.identifiers import validate_npi
from programs.vocabulary import state_code

PHONES = {"phone": "main", "phone_intake": "intake", "phone_other": "other", "phone_tty": "tty"}
BETWEEN_PHONES = re.compile(r"\s*(?:[;/|,\n]|\bor\b|\band\b|&)\s*", re.IGNORECASE)
# A number of North America in figures, with its extension.
IN_FIGURES = re.compile(
    r"(?<!\d)(?:\+?1[\s.-]*)?\(?[2-9]\d{2}\)?[\s./-]*[2-9]\d{2}[\s.-]*\d{4}(?!\d)(?:\s*(?:x|ext\.?|extension)\s*\d{1,10})?",
    re.IGNORECASE,
)
SOME_FIGURES = re.compile(r"(?:\d\D?){4}")
SCIENTIFIC = re.compile(r"\d(?:\.\d{1,15})?E\+?\d{1,2}", re.IGNORECASE)
NOTHING_BEHIND = re.compile(r"\.0+$")
HOME = {
    "us",
    "usa",
    "u.s.",
    "u.s.a.",
    "united states",
    "united states of america",
    "america",
    "estados unidos",
}
NO_ISSUER = "Issuer not stated"
ACCREDITED = re.compile(r"\s*[;,/|\n]\s*|\s+and\s+", re.IGNORECASE)


class Unusable(Exception):
    """A row that cannot be used as it is: (column, value, reason)."""


def name_facts(row):
    """{name, organization}; raises Unusable without a name."""
    name, second, operator = (row.text(each) for each in ("clinic_name", "name_2", "organization"))
    whole, first = join_names(name, second)
    if not whole:
        raise Unusable(row.column("clinic_name"), "", "the clinic has no name")
    return {"name": whole, "organization": operator or (first if second and first != whole else "")}


def place_facts(row, points):
    """Where the clinic is; raises Unusable for a place that nobody could find."""
    found = written_place(row, points)
    if found["country"] != "US":
        return {name: text for name, text in found.items() if text}
    if not (found["postal_code"] or found["city"]):
        raise Unusable(row.column("city"), "", "neither a city nor a ZIP code: nobody could find it")
    state = us_state(row, found, points)
    code = zip_of(row, found["postal_code"])
    found |= {"region": state, "postal_code": code}
    withhold(row, found)
    return found | point_facts(row, found, points)


def written_place(row, points):
    """The parts of the address as they are written, taken out of the cells that hold several."""
    street, second, unit = row.text("street"), row.text("street_2"), row.text("unit")
    city, state, code = row.text("city"), row.text("state"), row.text("postal_code")
    if row.has("city_state_zip") or (city and not state and not code):
        parts = split_city_line(row.text("city_state_zip") or city)
        city, state, code = parts[0] or city, state or parts[1], code or parts[2]
    if row.has("address") and not street:
        parts = split_address(row.raw_text("address"), lambda code: points.place(code)[0])
        street, city, state, code = parts[0], city or parts[1], state or parts[2], code or parts[3]
    street = " ".join(street.split())
    street, unit = street_and_unit(street, ", ".join(each for each in (second, unit) if each))
    county = row.text("county").removesuffix(" County")
    parts = {"street": street, "unit": unit, "city": city.rstrip(" ,"), "county": county, "region": state}
    return parts | {"postal_code": code, "country": country_of(row)}


def country_of(row):
    """ISO 3166-1; US where none is written. Raises Unusable for a name that is no code."""
    text = row.text("country")
    if not text or text.casefold() in HOME:
        return "US"
    if len(text) == 2 and text.isalpha():
        return text.upper()
    raise Unusable(row.column("country"), text, "write the country as two letters, such as US or CA")


def us_state(row, found, points):
    """Two letters; of a row without a state, that of its ZIP code."""
    if state := state_code(found["region"]):
        return state
    code = zip_code(found["postal_code"]) or ""
    if not found["region"] and (state := points.place(code)[1]):
        row.warn(row.column("state"), "", f"no state: {state} taken from the ZIP code {code}")
        return state
    reason = "no US state: use two letters such as AZ"
    raise Unusable(row.column("state"), found["region"], reason)


def zip_of(row, text):
    if text and not zip_code(text):
        raise Unusable(row.column("postal_code"), text, "no ZIP code: write five digits")
    return zip_code(text) or ""


def withhold(row, found):
    """Mark an address that the list keeps to itself, and take its street away."""
    answer = row.answer("address_withheld")
    if is_withheld(found["street"]) or WITHHELD.fullmatch(found["street"]) or row.dashes("street", "address"):
        answer, found["street"], found["unit"] = "yes", "", ""
    if answer:
        found["address_withheld"] = answer


def point_facts(row, found, points):
    """The point: the row's own where it has a good one, else looked up; not by a ZIP code of another state."""
    withheld = found.get("address_withheld") == "yes" and not found["street"]
    city, state, code = found["city"], found["region"], found["postal_code"]
    lies_in = points.place(code)[1]
    looked_up = points.of_city(city, state) if withheld or lies_in != state else points.of(code, city, state)
    if not (looked_up[0] or withheld or lies_in):
        looked_up = points.of(code, city, state)
    cells = {name: row.text(name) for name in ("latitude", "longitude")}
    if pair := row.text("point"):
        cells = dict(zip(cells, (*re.split(r"[\s,;/]+", pair.strip("() "), maxsplit=1), "")[:2], strict=True))
    point, odd = (looked_up, []) if withheld else stated_point(cells, looked_up)
    for _column, value, words in odd:
        row.warn(row.column("point" if pair else "latitude"), value, words)
    return dict(zip(("latitude", "longitude", "precision"), point, strict=True))


def contact_facts(row):
    return {
        "phones": phones_line(row),
        "email": first_good(row, "email", email_of, "no e-mail address"),
        "website": first_good(row, "website", website_of, "no web address"),
        "hours": row.read("hours", read_hours),
        **operating_facts(row),
    }


def phones_line(row):
    """All numbers of the row, each once, by the kind of the column in which it stands first."""
    found = {}
    for name, kind in PHONES.items():
        for column, text in row.cells(name):
            for each in numbers_in(text):
                if phone := parse_phone(each):
                    found.setdefault(phone, kind)
                else:
                    row.warn(column, each, "no phone number: the row is taken without it")
    return lines.join([kind, *phone] for phone, kind in found.items())


def numbers_in(text):
    """The numbers in one cell, as parse_phone() reads them: words around one in figures are no part of it."""
    text = text.strip()
    if SCIENTIFIC.fullmatch(text):
        text = str(int(float(text)))
    text = NOTHING_BEHIND.sub("", text)
    found = IN_FIGURES.findall(text)
    if found:
        rest = BETWEEN_PHONES.split(IN_FIGURES.sub(";", text))
        return found + [part for part in rest if SOME_FIGURES.search(part)]
    if parse_phone(text):
        return [text]
    return [part for part in BETWEEN_PHONES.split(text) if part]


def first_good(row, name, read, words):
    """The first of a cell's addresses that is one; the others are named."""
    good = ""
    for column, text in row.cells(name):
        for part in re.split(r"[\s,;|<>]+", text):
            value = read(part) if part else ""
            if value and not good:
                good = value
            elif value != good and (value or value is None):
                row.warn(
                    column,
                    part,
                    f"{words}: left out" if value is None else "more than one: the first was taken",
                )
    return good


def email_of(text):
    """An address; None for what is none."""
    text = text.removeprefix("mailto:").strip(".")
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text


def website_of(text):
    return web_address(text) if "." in text or text.casefold().startswith("http") else None


def operating_facts(row):
    """Open or closed; a closed clinic needs a reason, and the list is one."""
    status = row.read("operating_status", lambda text: read_word("operating_status", text))
    if not status:
        return {}
    facts = {"operating_status": status}
    if status != "open":
        facts["operating_reason"] = row.text("operating_reason") or "A list says that it is closed."
        facts["operating_since"] = row.read("operating_since", read_date)
    return facts


def licence_facts(row):
    """{licences} of the columns for one licence, and of the bodies that accredit."""
    number, issuer = row.text("licence_number"), row.text("licence_issuer")
    until = row.read("licence_until", read_date)
    found = [["licence", issuer or NO_ISSUER, number[:60], "not_stated", until]] if number or issuer else []
    if until and not found:
        row.warn(row.column("licence_until"), until, "a date without a licence: left out")
    for _column, text in row.cells("accreditations"):
        bodies = [part.strip() for part in ACCREDITED.split(text) if part.strip()]
        found += [["accreditation", body[:160], "", "not_stated"] for body in bodies]
    once = {(each[1], each[2]): each for each in found}
    return {"licences": lines.join(once.values())}


def operator_facts(row, name):
    """{name, ownership, npi} of who runs the clinic."""
    found = {"name": name, "ownership": row.read("ownership", lambda text: read_word("ownership", text))}
    if npi := row.text("npi").removesuffix(".0"):
        try:
            validate_npi(npi)
            found["npi"] = npi
        except ValidationError as error:
            row.warn(row.column("npi"), npi, f"{error.messages[0]} It was left out.")
    return {key: text for key, text in found.items() if text}
