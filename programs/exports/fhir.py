"""Rows of the codebook as FHIR R4 in the profiles of Plan-Net: Organization, Location, HealthcareService.

A program is a HealthcareService, its clinic a Location, who runs it an Organization, with the ids of HSDS. Made of
public columns alone; a withheld address gives no address and no point. Profiles, extensions and their codes: Da Vinci
PDEX Plan-Net (http://hl7.org/fhir/us/davinci-pdex-plan-net), release 1.
"""

from uuid import UUID, uuid5

from django.conf import settings

from programs.codebook import columns_of
from programs.columns import PUBLIC
from programs.exports.hsds import LISTS, MODIFIED, UNANSWERED, stated, units
from programs.exports.json_rows import stamped
from programs.exports.labels import label_of
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import PROGRAM
from programs.exports.table import WrongChoice
from programs.models import Item, Licence, Program, ProgramType, Term, lines
from programs.models.facts import read_terms
from programs.models.groups import groups_of
from programs.models.program import PROGRAM_ANSWERS
from programs.vocabulary.hsds import TAXONOMIES, id_of

COLUMNS = [*columns_of(PUBLIC), MODIFIED]
NAMES = [column.name for column in COLUMNS]
PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net"
NPI = "http://hl7.org/fhir/sid/us-npi"
NUCC = "http://nucc.org/provider-taxonomy"
LANGUAGES = "urn:ietf:bcp:47"
# HL7's label for what is made up (code system v3-ActReason).
INVENTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
DAYS = {"MO": "mon", "TU": "tue", "WE": "wed", "TH": "thu", "FR": "fri", "SA": "sat", "SU": "sun"}
PHONES = {"fax": "fax", "tty": "other"}  # all others are phones
ACCEPTING = {"yes": "newpt", "no": "nopt"}
ACCESS = {
    "wheelchair": "handiaccess",
    "public-transit": "pubtrans",
}  # the codes of Plan-Net; others are our own
CLAIM = "{}_claim", "{}_source", "{}_checked_on", "{}_method", "{}_expires_on"


def system_of(name):
    """The address of a code list that has none of its own, such as a vocabulary of ours."""
    return f"urn:uuid:{uuid5(TAXONOMIES, name)}"


def coded(system, code, display=""):
    return stated(system=system, code=code, display=display)


def plan_net(list_name, code):
    return {"coding": [coded(f"{PLAN_NET}/CodeSystem/{list_name}", code)]}


def extension(name, **value):
    return {"url": f"{PLAN_NET}/StructureDefinition/{name}", **value}


def public_resources(table, name, refer):
    """The resources of `table` in its order: each HealthcareService after what it refers to.

    `refer` makes a reference of a type and an id. Raises WrongChoice at once, naming the format, for a table of
    unpublished entries. The ids of organizations are kept meanwhile, so that each is written once.
    """
    if table.unpublished:
        raise WrongChoice("format", f"format: {name} holds public entries alone. Use csv.")
    return Resources(refer, table.today).of_all(table.rows(COLUMNS, PROGRAM))


def stamp_of(table):
    """What a file says of itself, as the meta of a resource; true once all rows are read."""
    said = stamped(table) | {"licence": f"{LICENCE}. {NOTICE}"}
    tags = [
        coded(system_of("stamp"), name.replace("_", "-"), str(value) or "none")
        for name, value in said.items()
    ]
    return {"tag": [*tags, *([INVENTED] if settings.DEMONSTRATION else [])]}


class Resources:
    """Makes resources of rows; words are read once: 6 queries."""

    def __init__(self, refer, today):
        self.refer, self.today = refer, today.isoformat()
        terms = Term.objects.prefetch_related("texts", "codes")
        self.concepts = {(term.vocabulary, term.slug): concept(term, term.codes.all()) for term in terms}
        self.specialties = {
            slug: [code for code in found["coding"] if code["system"] == NUCC]
            for (vocabulary, slug), found in self.concepts.items()
            if vocabulary == "supervisor"
        }
        self.types = {kind.slug: concept(kind) for kind in ProgramType.objects.prefetch_related("texts")}
        self.organizations, self.location = set(), None

    def of_all(self, rows):
        for cells in rows:
            row = dict(zip(NAMES, cells, strict=True))
            if row["program_id"]:
                yield from self.of(row)

    def of(self, row):
        """The HealthcareService of a row, after its Organization and Location where these are new."""
        organization = row["organization_id"] or id_of(row["clinic_id"], "organization")
        if UUID(organization).bytes not in self.organizations:
            self.organizations.add(UUID(organization).bytes)
            yield organization_of(row, organization, self.today)
        if row["clinic_id"] != self.location:
            self.location = row["clinic_id"]
            yield self.location_of(row, organization)
        yield self.service_of(row, organization)

    def reference(self, kind, public_id):
        return {"reference": self.refer(kind, public_id)}

    def location_of(self, row, organization):
        closed, withheld = row["operating_status"] == "temporarily_closed", row["address_withheld"] == "yes"
        known = row["latitude"] is not None and not withheld
        found = stated(
            status="suspended" if closed else "active",
            name=row["clinic_name"],
            description="\n".join(filter(None, [licences(row), claims("clinic", row)])),
            telecom=telecom(row),
            address=None if withheld else address(row),
            position={"longitude": row["longitude"], "latitude": row["latitude"]} if known else None,
            managingOrganization=self.reference("Organization", organization),
            hoursOfOperation=hours(row),
            availabilityExceptions=row["operating_reason"] if closed else "",
            extension=[self.access(slug) for slug in said_yes(row["accessibility"])],
        )
        # The profile knows open places alone.
        return resource("Location", row["clinic_id"], found, profile="" if closed else "Location")

    def access(self, slug):
        ours = self.concepts["access", slug]
        plan_nets = plan_net("AccessibilityCS", ACCESS[slug])["coding"] if slug in ACCESS else []
        return extension(
            "accessibility", valueCodeableConcept=ours | {"coding": [*plan_nets, *ours["coding"]]}
        )

    def service_of(self, row, organization):
        found = stated(
            extension=[delivery(row), *new_patients(row)],
            active=True,
            providedBy=self.reference("Organization", organization),
            category=[plan_net("HealthcareServiceCategoryCS", "behav")],
            type=[self.types[slug] for [slug] in lines.split(row["program_types"])],
            specialty=[
                {"coding": codes}
                for codes in map(self.specialties.get, said_yes(row["supervisors"]))
                if codes
            ],
            location=[self.reference("Location", row["clinic_id"])],
            name=row["program_name"],
            comment=row["summary"],
            extraDetails="\n".join(filter(None, [prices(row), claims("program", row)])),
            eligibility=ages(row),
            characteristic=[*self.listed(row), *answers(row)],
            communication=[
                {"coding": [coded(LANGUAGES, slug)], "text": self.concepts["language", slug]["text"]}
                for slug in said_yes(row["languages"])
            ],
            notAvailable=closed_now(row),
        )
        return resource(
            "HealthcareService", row["program_id"], found, "HealthcareService", row["modified_at"]
        )

    def listed(self, row):
        """A characteristic a stated term: its codes for a yes, in words for a no."""
        for name, vocabulary in LISTS.items():
            for slug, _role, answer, note in read_terms(row[name]):
                found = self.concepts[vocabulary, slug]
                text = found["text"] if answer == "yes" else f"{found['text']}: no"
                codes = {"coding": found["coding"]} if answer == "yes" else {}
                yield codes | {"text": f"{text} ({note})" if note else text}


def concept(word, codes=()):
    """A term or program type with its label, its own code and those of other lists."""
    label = label_of(word)
    own = coded(system_of(getattr(word, "vocabulary", "program type")), word.slug, label)
    others = [
        stated(
            system=NUCC if code.list == "nucc" else system_of(code.list),
            version=code.edition,
            code=code.code,
        )
        for code in codes
        if code.answer == "yes"
    ]
    return {"coding": [own, *others], "text": label}


def resource(kind, public_id, found, profile, updated=""):
    """A resource with its profile, and with the label of invented data in a demonstration."""
    meta = stated(
        lastUpdated=updated,
        profile=[f"{PLAN_NET}/StructureDefinition/plannet-{profile}"] if profile else [],
        tag=[INVENTED] if settings.DEMONSTRATION else [],
    )
    return {"resourceType": kind, "id": public_id, **stated(meta=meta or None), **found}


def organization_of(row, public_id, today):
    """Who runs the clinic; a clinic that names nobody stands for itself."""
    own, owned = not row["organization_id"], row["organization_ownership"]
    described = "" if owned in UNANSWERED else owned.replace("_", " ")
    found = stated(
        extension=[
            *([extension("org-description", valueString=described)] if described else []),
            *(qualifications(row, today) if own else []),
        ],
        identifier=[{"system": NPI, "value": row["organization_npi"]}] if row["organization_npi"] else [],
        active=True,
        type=[plan_net("OrgTypeCS", "fac" if own else "prvgrp")],
        name=row["organization"] or row["clinic_name"],
        telecom=[{"system": "url", "value": row["website"]}] if own and row["website"] else [],
    )
    return resource("Organization", public_id, found, "Organization")


def licences_of(row):
    return (lines.padded(record, 6) for record in lines.split(row["licences"]))


def qualifications(row, today):
    """The licences that are valid on the day `today`: the extension of the profile knows valid ones alone.

    They are a clinic's, so that only a clinic that stands for itself has them; all others say them in words.
    """
    for kind, issuer, number, state, until, _where in licences_of(row):
        if state == Licence.State.VALID and (not until or until >= today):
            parts = {
                "identifier": {"valueIdentifier": {"value": number}} if number else None,
                "code": {"valueCodeableConcept": {"text": str(Licence.Kind(kind).label)}},
                "issuer": {"valueReference": {"display": issuer}},
                "status": {"valueCode": "active"},
                "period": {"valuePeriod": {"end": until}} if until else None,
            }
            yield extension(
                "qualification", extension=[{"url": url} | value for url, value in parts.items() if value]
            )


def licences(row):
    """Each licence of the clinic in words, a line each."""
    found = []
    for kind, issuer, number, state, until, where in licences_of(row):
        said = [
            issuer,
            number and f"number {number}",
            state.replace("_", " "),
            until and f"until {until}",
            where,
        ]
        found.append(f"{Licence.Kind(kind).label}: {', '.join(filter(None, said))}.")
    return "\n".join(found)


def telecom(row):
    """Phones in the order to call them, then mail and site."""
    found = []
    for rank, record in enumerate(lines.split(row["phones"]), start=1):
        kind, number, extension_number, _note = lines.padded(record, 4)
        value = f"{number} x{extension_number}" if extension_number else number
        found.append({"system": PHONES.get(kind, "phone"), "value": value, "use": "work", "rank": rank})
    found += [
        {"system": system, "value": value}
        for system, value in (("email", row["email"]), ("url", row["website"]))
        if value
    ]
    return found


def address(row):
    """What is known of the address; nothing where no part of it is."""
    found = stated(
        line=[line for line in (row["street"], row["unit"]) if line],
        city=row["city"],
        district=row["county"],
        state=row["state"],
        postalCode=row["postal_code"],
        country=row["country"],
    )
    return {"use": "work", "type": "physical", **found} if row["street"] or row["city"] else None


def hours(row):
    return [
        {"daysOfWeek": [DAYS[day]], "openingTime": f"{opens}:00", "closingTime": f"{closes}:00"}
        for day, opens, closes in lines.split(row["hours"])
    ]


def delivery(row):
    """Virtual where the program says that no visit is needed, else physical."""
    code = "virtual" if row["telehealth_states"] and row["needs_visit"] == "no" else "physical"
    kind = {"url": "type", "valueCodeableConcept": plan_net("DeliveryMethodCS", code)}
    return extension("delivery-method", extension=[kind])


def new_patients(row):
    """Whether new people are taken, where a check of that counts."""
    if row["accepting"] not in ACCEPTING:
        return []
    kind = plan_net("AcceptingPatientsCS", ACCEPTING[row["accepting"]])
    return [extension("newpatients", extension=[{"url": "acceptingPatients", "valueCodeableConcept": kind}])]


def ages(row):
    low, high = row["age_min"], row["age_max"]
    if low is None and high is None:
        return []
    return [{"comment": f"Ages {low or 0} and older" if high is None else f"Ages {low or 0} to {high}"}]


def closed_now(row):
    """The clinic is closed for a while."""
    if row["operating_status"] != "temporarily_closed":
        return []
    since = row["operating_since"]
    return [
        stated(
            description=row["operating_reason"] or "Temporarily closed",
            during={"start": since} if since else None,
        )
    ]


def said_yes(line):
    """The slugs of a list that are answered yes."""
    return [slug for slug, _role, answer, _note in read_terms(line) if answer == "yes"]


def answers(row):
    """A characteristic a single answer that is stated, in words."""
    for name in PROGRAM_ANSWERS:
        if row[name] not in UNANSWERED:
            label = Program._meta.get_field(name).verbose_name
            yield {"text": f"{label}: {row[name].replace('_', ' ')}"}


def prices(row):
    """The prices of today in a line, then each price, in words; FHIR has no place for the price of a service."""
    parts = [
        f"{label} from {row[name]:,} {row['currency']}"
        for name, label in (("price_from", "one dosing session"), ("course_from", "the whole course"))
        if row[name] is not None
    ]
    today = [f"Prices: {'; '.join(parts)}."] if parts else []
    return "\n".join([*today, *map(price, lines.split(row["prices"]))])


def price(record):
    """One price with what it includes, when it holds and who says so."""
    item, low, high, currency, includes, excludes, begins, ends, source, note = lines.padded(record, 10)
    least, most = units(low, currency), units(high, currency) if high else None
    amount = f"{least:,}" if most == least else f"{least:,} to {most:,}" if high else f"from {least:,}"
    said = {
        "includes": includes,
        "excludes": excludes,
        "from": begins,
        "until": ends,
        "source": source,
        "note": note,
    }
    more = "".join(f"; {name} {text}" for name, text in said.items() if text)
    return f"{Item(item).label}: {amount} {currency}{more}."


def claims(owner, row):
    """Who says each group of facts and who checked it when, a line a group."""
    found = []
    for group in groups_of(owner):
        level, source, checked_on, method, expires_on = (row[name.format(group.slug)] for name in CLAIM)
        said_by = f", source {source}" if source else ""
        check = f", checked on {checked_on} ({method}), until {expires_on}" if checked_on else ""
        if level:
            found.append(f"{group.label}: {level}{said_by}{check}.")
    return "\n".join(found)
