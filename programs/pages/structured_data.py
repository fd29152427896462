"""What a clinic's page says to search engines: schema.org's words for what the page itself says, and nothing else.

No property says what a treatment is good for. A withheld address is its city alone; a point is given only where it is
that of the building or the street.
"""

import json

from django.utils.safestring import mark_safe

from programs.exports.hsds import units
from programs.models import Precision
from programs.models.answers import YES
from programs.pages.panels import is_paused

CONTEXT = "https://schema.org"
POINTS = (Precision.EXACT, Precision.STREET)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
# Signs that could end a script element, or begin another: written as JSON may write them.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_block(data):
    """`data` as text that is safe inside a script element, whatever it holds."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))  # noqa: S308


def structured_data(clinic, today, address):
    """The MedicalClinic that a page of load() shows, at its whole `address`."""
    return {"@context": CONTEXT} | stated(
        {
            "@type": "MedicalClinic",
            "@id": f"{address}#clinic",
            "identifier": str(clinic.public_id),
            "name": clinic.name,
            "url": address,
            "sameAs": clinic.website,
            "email": clinic.email,
            "telephone": [phone.number for phone in clinic.phones.all() if phone.kind != "fax"],
            "address": postal_address(clinic),
            "geo": point(clinic),
            "openingHoursSpecification": [hours(row) for row in clinic.hours.all()],
            "knowsLanguage": [
                row.term.slug
                for row in clinic.terms.all()
                if row.term.vocabulary == "language" and row.answer == YES
            ],
            "parentOrganization": clinic.organization
            and {"@type": "Organization", "name": clinic.organization.name},
            "isAcceptingNewPatients": is_accepting(clinic, today),
            "availableService": [therapy(program, address) for program in clinic.public_programs],
            "makesOffer": [
                offer(program, price, address)
                for program in clinic.public_programs
                for price in program.prices.all()
                if price.holds_on(today)
            ],
        }
    )


def stated(values):
    """Those of `values` that say something."""
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def postal_address(clinic):
    """The address as far as the public may know it."""
    exact = {} if clinic.withheld else {"streetAddress": street(clinic), "postalCode": clinic.postal_code}
    place = {"addressLocality": clinic.city, "addressRegion": clinic.region, "addressCountry": clinic.country}
    return {"@type": "PostalAddress"} | stated(exact | place)


def street(clinic):
    return ", ".join(part for part in (clinic.street, clinic.unit) if part)


def point(clinic):
    if clinic.withheld or clinic.public_precision not in POINTS:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": clinic.public_latitude,
        "longitude": clinic.public_longitude,
    }


def hours(row):
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": DAYS[row.day - 1],
        "opens": row.opens.isoformat("minutes"),
        "closes": row.closes.isoformat("minutes"),
    }


def is_accepting(clinic, today):
    """True while a program says so and a check of it counts; None otherwise: what is not known is no "no"."""
    live = {
        row.program_id for row in clinic.checks.all() if row.group == "availability" and row.is_live(today)
    }
    taking = any(each.accepting == YES and each.pk in live for each in clinic.public_programs)
    return True if taking and not is_paused(clinic) else None


def therapy(program, address):
    """A program as something that is offered: its name, and its summary."""
    return stated(
        {
            "@type": "MedicalTherapy",
            "@id": f"{address}#{program.slug}",
            "name": program.name,
            "description": program.summary,
        }
    )


def offer(program, price, address):
    """One price that is valid today."""
    fixed = price.low == price.high
    low, high = (None if end is None else units(end, price.currency) for end in (price.low, price.high))
    found = {
        "@type": "PriceSpecification",
        "priceCurrency": price.currency,
        "price": low if fixed else None,
        "minPrice": None if fixed else low,
        "maxPrice": None if fixed else high,
        "validFrom": price.valid_from and price.valid_from.isoformat(),
        "validThrough": price.valid_until and price.valid_until.isoformat(),
    }
    return {
        "@type": "Offer",
        "name": f"{program.name}: {price.get_item_display()}",
        "url": f"{address}#{program.slug}",
        "priceSpecification": stated(found),
    }
