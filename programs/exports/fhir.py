"""Rows of the codebook as FHIR R4 in the profiles of Plan-Net: Organization, Location, HealthcareService.

A program is a HealthcareService, its clinic a Location, who runs it an Organization, with the ids of HSDS. Made of
public columns alone; a withheld address gives no address and no point. Profiles, extensions and their codes: Da Vinci
PDEX Plan-Net (http://hl7.org/fhir/us/davinci-pdex-plan-net), release 1.
"""

from uuid import UUID, uuid5

from django.conf import settings

from programs.codebook import columns_of
from programs.columns import PUBLIC
from programs.exports import fhir_words
from programs.exports.hsds import LISTS, MODIFIED, OTHERS, UNANSWERED, stated
from programs.exports.json_rows import stamped
from programs.exports.labels import label_of
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import PROGRAM
from programs.exports.table import WrongChoice
from programs.models import Clinic, Licence, ProgramType, Term, lines
from programs.models.clinic import OWNERSHIP
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.vocabulary import STATES
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
# Facts of a program that no element holds: each is said in words.
SAID = [*(name for name in OTHERS["program"] if name != "program_types"), "wait_days"]


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
            description="\n".join(filter(None, [fhir_words.licences(row), fhir_words.claims("clinic", row)])),
            telecom=telecom(row),
            address=None if withheld else address(row),
            position={"longitude": row["longitude"], "latitude": row["latitude"]} if known else None,
            managingOrganization=self.reference("Organization", organization),
            hoursOfOperation=hours(row),
            availabilityExceptions=row["operating_reason"] if closed else "",
            extension=list(map(self.access, read_terms(row["accessibility"]))),
        )
        # The profile knows open places alone.
        return resource("Location", row["clinic_id"], found, profile="" if closed else "Location")

    def access(self, stated_term):
        slug, _role, answer, _note = stated_term
        ours = self.concepts["access", slug]
        if answer != "yes":
            return extension("accessibility", valueCodeableConcept=in_words(ours, stated_term))
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
            extraDetails="\n".join(filter(None, [fhir_words.prices(row), fhir_words.claims("program", row)])),
            eligibility=eligibility(row),
            characteristic=[*self.listed(row), *facts(row)],
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
            for stated_term in read_terms(row[name]):
                yield in_words(self.concepts[vocabulary, stated_term[0]], stated_term)


def in_words(found, stated_term):
    """The concept of a term as it is stated: with its codes for a yes, as words alone for a no."""
    _slug, _role, answer, note = stated_term
    text = found["text"] if answer == "yes" else fhir_words.refused(found["text"])
    codes = {"coding": found["coding"]} if answer == "yes" else {}
    return codes | {"text": f"{text} ({note})" if note else text}


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
    described = "" if owned in UNANSWERED else str(dict(OWNERSHIP).get(owned, ""))
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


def qualifications(row, today):
    """The licences that are valid on the day `today`: the extension of the profile knows valid ones alone.

    They are a clinic's, so that only a clinic that stands for itself has them; all others say them in words.
    """
    for kind, issuer, number, state, until, _where in fhir_words.licences_of(row):
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


def closed_now(row):
    """The clinic is closed for a while."""
    if row["operating_status"] != "temporarily_closed":
        return []
    since = row["operating_since"]
    return [
        stated(
            description=row["operating_reason"] or str(Clinic.Operating.PAUSED.label),
            during={"start": since} if since else None,
        )
    ]


def said_yes(line):
    """The slugs of a list that are answered yes."""
    return [slug for slug, _role, answer, _note in read_terms(line) if answer == "yes"]


def eligibility(row):
    """For whom it is by age, where that is stated."""
    words = fhir_words.ages(row["age_min"], row["age_max"])
    return [{"comment": words}] if words else []


def facts(row):
    """A characteristic a fact of SAID that is stated, and the states that it serves from afar."""
    for name in SAID:
        if row[name] not in UNANSWERED:
            yield {"text": fhir_words.fact(name, row[name])}
    if states := [STATES.get(code, code) for [code] in lines.split(row["telehealth_states"])]:
        yield {"text": f"{FACTS['program', 'telehealth_states'].label}: {', '.join(states)}"}
