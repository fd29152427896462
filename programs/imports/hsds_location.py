"""What a location of HSDS, and who provides the service there, say of a clinic."""

from django.core.exceptions import ValidationError

from programs.codebook import BY_NAME
from programs.imports.clinic_cells import email_of
from programs.imports.coordinates import stated_point
from programs.imports.hsds_objects import Unusable, text
from programs.imports.phones import parse_phone
from programs.imports.points import points_of
from programs.imports.shown import shown
from programs.imports.websites import web_address
from programs.models import Hours, lines
from programs.models.clinic import OWNERSHIP
from programs.models.identifiers import validate_npi
from programs.models.licence import read_licences
from programs.vocabulary import state_code
from programs.vocabulary.hsds import INTAKE, PHONE_TYPES, id_of

KINDS = {kind: ours for ours, kind in PHONE_TYPES.items()}
OURS = "text_language"  # the attribute that every location of our own exports has
LONGEST_NOTE, LONGEST_REASON = 120, 300
NO_PHONE = "no phone number: the service is taken without it"


class Locations:
    """Reads locations; labels and places are read once."""

    def __init__(self, dictionary):
        self.dictionary, self.points = dictionary, points_of()

    def facts(self, location, service):
        """(facts of the clinic, facts of who runs it, warnings); raises Unusable for a place that is none."""
        odd: list[tuple] = []
        organization = service["organization"]
        own = own_facts(location)
        name = text(location, "name") or text(organization, "name") or text(service, "name")
        facts = {"name": name, **self.place(location, own, odd), **own}
        if text(organization, "id") != id_of_itself(location):
            facts["organization"] = text(organization, "name")
        facts |= {
            "website": website(location, service, odd),
            "email": email(service, odd),
            "phones": phones(location, service, odd),
            "hours": hours(location["schedules"] or service["schedules"], odd),
            "languages": self.languages(location["languages"] or service["languages"], odd),
            "accessibility": self.accessibility(location, odd),
            "licences": licences(text(service, "licenses"), odd),
            **operating(service, own),
        }
        return {name: said for name, said in facts.items() if said}, operator(organization, odd), odd

    def place(self, location, own, odd):
        """The address and the point; a point that is not stated is looked up for all but our own exports."""
        address = location["addresses"][0] if location["addresses"] else {}
        country = text(address, "country").upper() or own.get("country", "US")
        region = text(address, "state_province")
        if country == "US" and region and not state_code(region):
            raise Unusable("service_at_locations", region, "no US state: use two letters such as AZ")
        found = {
            "street": text(address, "address_1"),
            "unit": text(address, "address_2"),
            "city": text(address, "city"),
            "region": (state_code(region) or "") if country == "US" else region,
            "postal_code": text(address, "postal_code"),
            "country": country,
        }
        cells = {name: text(location, name) for name in ("latitude", "longitude")}
        if OURS in own:
            return found | cells
        looked_up = self.points.of(found["postal_code"], found["city"], found["region"])
        point, doubts = stated_point(cells | {"zip": found["postal_code"]}, looked_up)
        odd += [("service_at_locations", value, words) for _column, value, words in doubts]
        return found | dict(zip((*cells, "precision"), point, strict=True))

    def languages(self, languages, odd):
        """The languages by their codes, else by their names."""
        return self.listed(
            "language", "languages", [(text(each, "code"), text(each, "name")) for each in languages], odd
        )

    def accessibility(self, location, odd):
        said = [(text(each, "description"), text(each, "details")) for each in location["accessibility"]]
        return self.listed("access", "accessibility", said, odd)

    def listed(self, vocabulary, column, said, odd):
        """The slugs of a vocabulary that stand behind any of the words of each of `said`, in their printed order."""
        found = set()
        for words in said:
            hits = (self.dictionary.look_up(word, (vocabulary,)) for word in words if word)
            if hit := next(filter(None, hits), None):
                found.add(hit[1])
            else:
                odd.append((column, shown(" ".join(words)), "unknown, left out"))
        terms = self.dictionary.terms
        return "; ".join(sorted(found, key=lambda slug: (terms[vocabulary, slug].order, slug)))


def own_facts(location):
    """{fact: text} of the attributes that are called as our columns are."""
    known = ((BY_NAME.get(text(each, "link_type")), text(each, "value")) for each in location["attributes"])
    return {
        column.fact: said for column, said in known if column and column.fact and column.owner == "clinic"
    }


def id_of_itself(location):
    """The id that an organization has in our exports where the clinic stands for itself."""
    return id_of(text(location, "id"), "organization")


def website(location, service, odd):
    said = text(location, "url") or text(service, "url")
    found = web_address(said)
    if found is None:
        odd.append(("url", shown(said), "no web address: the service is taken without it"))
    return found or ""


def email(service, odd):
    said = text(service, "email")
    found = email_of(said) if said else ""
    if found is None:
        odd.append(("email", shown(said), "no e-mail address: the service is taken without it"))
    return found or ""


def phones(location, service, odd):
    """The line of the phones of the location, else of the service."""
    found: dict[tuple, list] = {}
    for each in location["phones"] or service["phones"]:
        number, note = text(each, "number"), text(each, "description")
        if not (phone := parse_phone(number)):
            odd.append(("phones", shown(number), NO_PHONE))
            continue
        kind = KINDS.get(text(each, "type"), "intake" if note == INTAKE else "main")
        extension = text(each, "extension") if text(each, "extension").isdecimal() else phone[1]
        record = [kind, phone[0], extension, "" if note == INTAKE else note[:LONGEST_NOTE]]
        found.setdefault(tuple(record[:3]), record)
    return lines.join(found.values())


def hours(schedules, odd):
    """The line of opening hours: a stretch a day. What has no day or ends before it begins is left out."""
    found = {}
    for each in schedules:
        opens, closes = (text(each, name)[:5] for name in ("opens_at", "closes_at"))
        days = [day.strip() for day in text(each, "byday").split(",")]
        if opens and opens < closes and set(days) <= set(Hours.CODES):
            found |= {(Hours.CODES.index(day), opens): [day, opens, closes] for day in days}
        else:
            odd.append(
                ("schedules", shown(f"{text(each, 'byday')} {opens}-{closes}"), "no opening hours: left out")
            )
    return lines.join(found[key] for key in sorted(found))


def licences(said, odd):
    """Licences where they are written as in our exports; words of others are no licence with a number."""
    try:
        for row in read_licences(said):
            row.clean_fields(exclude=["clinic"])
    except (ValueError, ValidationError):
        odd.append(("licenses", shown(said), "left out: a curator should look the license up"))
        return ""
    return said


def operating(service, own):
    """Closed for a time, with the reason; a reason of ours is kept whatever the status."""
    paused = text(service, "status") == "temporarily closed"
    found = {"operating_status": "temporarily_closed"} if paused else {}
    reason = text(service, "alert")[:LONGEST_REASON] if paused or OURS in own else ""
    return found | ({"operating_reason": reason} if reason else {})


def operator(organization, odd):
    """{ownership, npi} of who runs the place."""
    found = {}
    owned = text(organization, "description").replace(" ", "_")
    if owned in dict(OWNERSHIP):
        found["ownership"] = owned
    for each in organization.get("organization_identifiers", ()):
        if text(each, "identifier_type") == "NPI":
            try:
                validate_npi(text(each, "identifier"))
                found["npi"] = text(each, "identifier")
            except ValidationError as error:
                odd.append(
                    ("organization", shown(text(each, "identifier")), f"{error.messages[0]} It was left out.")
                )
    return found
