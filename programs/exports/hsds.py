"""Rows of the codebook as HSDS 3.0: a program is a service, its clinic a location, who runs it an organization.

Made of public columns, ids and times of change alone. A clinic that names no organization stands for itself; a withheld
address gives no address and no point; nobody who checked is named. What we store has its own id here, all else one made
from its owner's. A fact that HSDS has no field for is an attribute, called as its column of the codebook.
"""

from functools import cache, lru_cache

from django.utils import translation

from programs.codebook import BY_NAME, columns_of
from programs.columns import LIST, PUBLIC, Part, worked_out
from programs.databases import reading
from programs.exports.rows import PROGRAM, Layout
from programs.exports.table import WrongChoice
from programs.models import Item, Term, lines
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.price import MINOR_DIGITS
from programs.readings import Known, modified
from programs.vocabulary import STATES
from programs.vocabulary.hsds import INTAKE, PHONE_TYPES, WAIT, id_of, taxonomy_of

MODIFIED = worked_out(
    "modified_at",
    "program",
    "Since when the file says what it says: the last change or check of the program, its clinic or its operator.",
    Part(("clinic.modified_at", "clinic.checks", "program.modified_at", "program.checks"), modified),
)
COLUMNS = [*columns_of(PUBLIC), BY_NAME["phone_ids"], BY_NAME["price_ids"], MODIFIED]
NAMES = [column.name for column in COLUMNS]
LISTS = {
    name: fact.vocabulary
    for (owner, name), fact in FACTS.items()
    if owner == "program" and fact.kind in ("terms", "term")
}
# Facts of these kinds are attributes, but for those that HSDS has a field for.
PLAIN = ("field", "types")
FIELDS: dict[str, tuple[str, ...]] = {
    "program": ("name", "summary", "wait_days", "age_min", "age_max"),
    "clinic": ("name", "organization", "email", "website", "operating_reason", "latitude", "longitude"),
}
ADDRESS = ("street", "unit", "city", "region", "postal_code", "country")
OTHERS = {
    owner: [
        column.name
        for column in COLUMNS
        if column.owner == owner
        and column.fact not in ("", *fields, *ADDRESS)
        and FACTS[owner, column.fact].kind in PLAIN
    ]
    for owner, fields in FIELDS.items()
}
# The place of a clinic without an address, in the codebook's names: of a withheld one what is public of it.
PLACE = ("city", "state", "postal_code", "country")
UNANSWERED = ("", None, "not_stated")


def public_services(table, name):
    """The services of `table` in its order, whatever columns it has.

    Raises WrongChoice at once, naming the format, for a table of unpublished entries.
    """
    if table.unpublished:
        raise WrongChoice("format", f"format: {name} holds public entries alone. Use csv.")
    return filter(None, map(Services().of, table.rows(COLUMNS, PROGRAM)))


def services_of(ids, today, currency):
    """The services of `ids`, (clinic pk, [program pks]), as far as they are public: 8 queries for any number."""
    layout = Layout(COLUMNS, Known(today, currency))
    with reading().cursor() as cursor:
        rows = layout.rows_of(ids, layout.selected(ids, cursor), PROGRAM)
    return list(filter(None, map(Services().of, rows)))


def stated(**values):
    """`values` without those that say nothing."""
    return {name: value for name, value in values.items() if value not in ("", None, [])}


class Services:
    """Makes services of rows; labels of terms are read once: 2 queries."""

    def __init__(self):
        self.terms = {(term.vocabulary, term.slug): term_of(term) for term in Term.objects.with_texts()}
        self.place = lru_cache(1)(self.location_of)

    def of(self, cells):
        """The service of a row of COLUMNS, or None for a clinic without a program."""
        row = dict(zip(NAMES, cells, strict=True))
        if not row["program_id"]:
            return None
        service, organization, location = (
            row["program_id"],
            organization_of(row),
            self.place(clinic_cells(cells)),
        )
        joined = id_of(service, "service_at_location")
        at = {"id": joined, "service_id": service, "location_id": location["id"], "location": location}
        closed = row["operating_status"] == "temporarily_closed"
        return stated(
            id=service,
            organization_id=organization["id"],
            name=row["program_name"],
            description=row["summary"],
            url=row["website"],
            email=row["email"],
            status="temporarily closed" if closed else "active",
            wait_time="" if row["wait_days"] is None else WAIT.format(row["wait_days"]),
            minimum_age=row["age_min"],
            maximum_age=row["age_max"],
            assured_date=row["checked_on"],
            licenses=row["licences"],
            alert=row["operating_reason"],
            last_modified=row["modified_at"],
            organization=organization,
            service_areas=areas(row),
            service_at_locations=[at],
            cost_options=costs(row),
            attributes=[*self.listed(row), *others(row, "program", OTHERS["program"])],
        )

    def location_of(self, cells):
        """The location of the cells of a clinic."""
        row = dict(cells)
        clinic, withheld = row["clinic_id"], row["address_withheld"] == "yes"
        found = [] if withheld else addresses(row)
        more = [name for name in OTHERS["clinic"] if not (withheld and name == "precision")]
        return stated(
            id=clinic,
            location_type="physical",
            url=row["website"],
            organization_id=row["organization_id"] or id_of(clinic, "organization"),
            name=row["clinic_name"],
            latitude=None if withheld else row["latitude"],
            longitude=None if withheld else row["longitude"],
            languages=self.languages(row),
            addresses=found,
            accessibility=self.accessibility(row),
            phones=phones(row),
            schedules=schedules(row),
            attributes=list(others(row, "clinic", more if found else [*more, *PLACE])),
        )

    def languages(self, row):
        return [
            {
                "id": id_of(row["clinic_id"], f"language {slug}"),
                "location_id": row["clinic_id"],
                "name": self.terms["language", slug]["name"],
                "code": slug,
            }
            for slug, _role, answer, _note in read_terms(row["languages"])
            if answer == "yes"
        ]

    def accessibility(self, row):
        return [
            {
                "id": id_of(row["clinic_id"], f"accessibility {slug}"),
                "location_id": row["clinic_id"],
                "description": self.terms["access", slug]["name"],
            }
            for slug, _role, answer, _note in read_terms(row["accessibility"])
            if answer == "yes"
        ]

    def listed(self, row):
        """An attribute a stated term; its value is the answer."""
        for name, vocabulary in LISTS.items():
            for slug, role, answer, _note in read_terms(row[name]):
                term = self.terms[vocabulary, slug]
                link = f"{name}: {role}" if role else name
                more = {"taxonomy_term_id": term["id"], "taxonomy_term": term}
                yield attribute(row["program_id"], "service", link, answer, slug) | more


CLINIC = [column.name for column in COLUMNS if column.owner == "clinic"]
CLINIC_PLACES = [NAMES.index(name) for name in CLINIC]


def clinic_cells(cells):
    """The cells of the clinic with their names: the same for each of its rows."""
    return tuple((name, cells[place]) for name, place in zip(CLINIC, CLINIC_PLACES, strict=True))


def organization_of(row):
    clinic = row["clinic_id"]
    found = stated(
        id=row["organization_id"] or id_of(clinic, "organization"),
        name=row["organization"] or row["clinic_name"],
        website="" if row["organization_id"] else row["website"],
    )
    owned = row["organization_ownership"]
    found["description"] = "" if owned in UNANSWERED else owned.replace("_", " ")
    if npi := row["organization_npi"]:
        found["organization_identifiers"] = [
            {
                "id": id_of(found["id"], "npi"),
                "organization_id": found["id"],
                "identifier_scheme": "http://hl7.org/fhir/sid/us-npi",
                "identifier_type": "NPI",
                "identifier": npi,
            }
        ]
    return found


def addresses(row):
    """The address, when there is one: HSDS asks for each of its parts."""
    if not row["street"] and not row["city"]:
        return []
    address = {
        "id": id_of(row["clinic_id"], "address"),
        "location_id": row["clinic_id"],
        "address_1": row["street"],
        "city": row["city"],
        "state_province": row["state"],
        "postal_code": row["postal_code"],
        "country": row["country"],
        "address_type": "physical",
    }
    return [address | stated(address_2=row["unit"])]


def phones(row):
    ids = [public_id for [public_id] in lines.split(row["phone_ids"])]
    found = []
    for public_id, record in zip(ids, lines.split(row["phones"]), strict=True):
        kind, number, extension, note = lines.padded(record, 4)
        phone = stated(
            id=public_id,
            location_id=row["clinic_id"],
            number=number,
            extension=int(extension) if extension.isdecimal() else None,
            type=PHONE_TYPES.get(kind, "voice"),
            description=note or (INTAKE if kind == "intake" else ""),
        )
        found.append(phone)
    return found


def schedules(row):
    return [
        {
            "id": id_of(row["clinic_id"], f"schedule {day} {opens}"),
            "location_id": row["clinic_id"],
            "freq": "WEEKLY",
            "wkst": "MO",
            "byday": day,
            "opens_at": opens,
            "closes_at": closes,
        }
        for day, opens, closes in lines.split(row["hours"])
    ]


def areas(row):
    """The states that the program serves by telehealth."""
    return [
        {
            "id": id_of(row["program_id"], f"area {state}"),
            "service_id": row["program_id"],
            "name": str(STATES.get(state, state)),
            "extent": state,
            "extent_type": "state",
        }
        for [state] in lines.split(row["telehealth_states"])
    ]


def costs(row):
    """An option a price; its amount is the lowest, in whole units."""
    ids = [public_id for [public_id] in lines.split(row["price_ids"])]
    return [
        cost(row, public_id, lines.padded(record, 10))
        for public_id, record in zip(ids, lines.split(row["prices"]), strict=True)
    ]


def cost(row, public_id, record):
    item, low, high, currency, includes, excludes, begins, ends, _source, note = record
    facts = {"item": item, "includes": includes, "excludes": excludes, "note": note}
    facts["high"] = str(units(high, currency)) if high else ""
    return stated(
        id=public_id,
        service_id=row["program_id"],
        valid_from=begins,
        valid_to=ends,
        option=option_of(item),
        currency=currency,
        amount=units(low, currency),
        amount_description=note
        or ("" if high == low else f"up to {units(high, currency)}" if high else "from"),
        attributes=[attribute(public_id, "cost_option", name, text) for name, text in facts.items() if text],
    )


@cache
def option_of(item):
    """What a price is for, in English as all of HSDS is."""
    with translation.override("en"):
        return str(Item(item).label)


def units(minor, currency):
    """Minor units as whole ones: 45000 cents are 450."""
    scale = 10 ** MINOR_DIGITS.get(currency, 2)
    return int(minor) / scale if int(minor) % scale else int(minor) // scale


def others(row, owner, names):
    """An attribute for each of the columns `names` that is stated, for each of several types."""
    entity = {"program": "service", "clinic": "location"}[owner]
    for name in names:
        if row[name] in UNANSWERED:
            continue
        is_list = BY_NAME[name].kind == LIST
        for value in [text for [text] in lines.split(row[name])] if is_list else [str(row[name])]:
            yield attribute(row[f"{owner}_id"], entity, name, value, value if is_list else "")


def attribute(owner, entity, link, value, kind=""):
    """What is said of the object `owner` of the kind `entity` beside the fields of HSDS."""
    return {
        "id": id_of(owner, f"attribute {link} {kind}".strip()),
        "link_id": owner,
        "link_entity": entity,
        "link_type": link,
        "value": value,
    }


def term_of(term):
    """A taxonomy_term with the taxonomy that it is of."""
    text = term.text()
    taxonomy = taxonomy_of(term.vocabulary)
    return {
        "id": str(term.public_id),
        "code": term.slug,
        "name": text.label if text else term.slug,
        "description": text.definition if text else "",
        "taxonomy": taxonomy["name"],
        "taxonomy_id": taxonomy["id"],
        "taxonomy_detail": taxonomy,
    }
