"""What a clinic's page says to search engines: what the page says, in schema.org's words; and no more."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from programs.pages.clinic_page import load
from programs.pages.structured_data import as_block, structured_data
from programs.publishing import close, confirm
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
TYPES = Path(settings.BASE_DIR).parent / "shared/data/schemaorg/schemaorg_30_types_subset.csv"
CANARY = "Zzcanary"


def data_of(client, clinic, prefix=""):
    text = client.get(f"{prefix}/clinics/{clinic.slug}/").content.decode()
    [block] = BLOCK.findall(text)
    return json.loads(block)


def make_whole():
    clinic = make_clinic(
        name="Willow",
        organization=make_organization("Mesa Health"),
        street="1 Elm Street",
        unit="2",
        languages=["es"],
        website="https://willow.example.org",
        phone="+15205550101",
    )
    clinic.hours.create(day=1, opens="09:00", closes="17:00")
    prices = [
        {"item": "dosing_session", "low": 45050, "high": 60000},
        {"item": "consultation", "low": 10000, "high": 10000, "valid_until": "2999-01-01"},
        {"item": "booster", "low": 5, "valid_until": "2001-01-01"},
    ]
    program = make_program(clinic, name="Calm", summary="Talks and doses.", prices=prices, accepting="yes")
    make_program(clinic, name=CANARY, summary=CANARY, published=False)
    return program


def test_it_is_the_clinic_with_its_services_and_prices(client):
    program = make_whole()
    confirm(program, "availability", by=make_user(), method="call")
    address = f"http://testserver/clinics/{program.clinic.slug}/"
    assert data_of(client, program.clinic) == {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": f"{address}#clinic",
        "identifier": str(program.clinic.public_id),
        "name": "Willow",
        "url": address,
        "sameAs": "https://willow.example.org",
        "telephone": ["+15205550101"],
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "1 Elm Street, 2",
            "postalCode": "85701",
            "addressLocality": "Tucson",
            "addressRegion": "AZ",
            "addressCountry": "US",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 32.2217, "longitude": -110.9698},
        "openingHoursSpecification": [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": "Monday", "opens": "09:00", "closes": "17:00"}
        ],
        "knowsLanguage": ["es"],
        "parentOrganization": {"@type": "Organization", "name": "Mesa Health"},
        "isAcceptingNewPatients": True,
        "availableService": [
            {
                "@type": "MedicalTherapy",
                "@id": f"{address}#{program.slug}",
                "name": "Calm",
                "description": "Talks and doses.",
            }
        ],
        "makesOffer": [
            {
                "@type": "Offer",
                "name": "Calm: Dosing session",
                "url": f"{address}#{program.slug}",
                "priceSpecification": {
                    "@type": "PriceSpecification",
                    "priceCurrency": "USD",
                    "minPrice": 450.5,
                    "maxPrice": 600,
                },
            },
            {
                "@type": "Offer",
                "name": "Calm: Consultation",
                "url": f"{address}#{program.slug}",
                "priceSpecification": {
                    "@type": "PriceSpecification",
                    "priceCurrency": "USD",
                    "price": 100,
                    "validThrough": "2999-01-01",
                },
            },
        ],
    }


def test_a_withheld_address_is_its_city_without_a_point(client):
    place = {
        "street": f"1 {CANARY} Street",
        "postal_code": "85711",
        "latitude": 32.2102,
        "longitude": -110.8801,
    }
    clinic = make_program(make_clinic(address_withheld="yes", **place)).clinic
    found = data_of(client, clinic)
    assert found["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Tucson",
        "addressRegion": "AZ",
        "addressCountry": "US",
    }
    assert ("geo" in found, CANARY in json.dumps(found)) == (False, False)


def test_a_point_that_is_the_middle_of_a_city_is_none(client):
    clinic = make_program(make_clinic(precision="city")).clinic
    assert "geo" not in data_of(client, clinic)


def test_taking_new_people_needs_a_check_that_counts(client):
    program = make_program(accepting="yes")
    assert "isAcceptingNewPatients" not in data_of(client, program.clinic)
    confirm(program, "availability", by=make_user(), method="call")
    assert data_of(client, program.clinic)["isAcceptingNewPatients"] is True
    close(program.clinic, by=make_user(), why="Flood", for_good=False)
    assert "isAcceptingNewPatients" not in data_of(client, program.clinic)


def test_no_text_ends_the_element_that_holds_it(client):
    wicked = "</script><script>c4n4ry()</script><!-- &amp; \u2028"
    program = make_program(make_clinic(name=f"Willow {wicked}"), name=wicked, summary=wicked)
    response = client.get(f"/clinics/{program.clinic.slug}/")
    assert "<script>c4n4ry" not in response.content.decode()
    found = data_of(client, program.clinic)
    assert (found["name"], found["availableService"][0]["description"]) == (f"Willow {wicked}", wicked)
    assert not set("<>&\u2028") & set(as_block(wicked))


def test_the_spanish_page_says_its_own_address(client):
    program = make_program()
    address = f"http://testserver/es/clinics/{program.clinic.slug}/"
    assert data_of(client, program.clinic, "/es")["url"] == address


def test_every_property_is_one_of_schema_org(client):
    if not TYPES.exists():
        pytest.skip(f"{TYPES} is missing: schema.org's words are not part of this project.")
    rows = csv.DictReader(io.StringIO(TYPES.read_text(encoding="utf-8")))
    known = {
        row["label"]: {name.rsplit("/", 1)[-1].strip() for name in row["properties"].split(",")}
        for row in rows
    }
    program = make_whole()
    confirm(program, "availability", by=make_user(), method="call")
    wrong = []

    def look(thing):
        for each in thing if isinstance(thing, list) else [thing]:
            if isinstance(each, dict):
                kind, names = each["@type"], {name for name in each if not name.startswith("@")}
                wrong.extend((kind, name) for name in names - known.get(kind, names))
                list(map(look, each.values()))

    found = data_of(client, program.clinic)
    look(found)
    assert ({"MedicalClinic", "MedicalTherapy"} <= set(known), wrong) == (True, [])
    assert "indication" not in json.dumps(found)


def test_it_takes_no_query(client, django_assert_num_queries):
    loaded = load(make_whole().clinic.pk)
    with django_assert_num_queries(0):
        structured_data(loaded, timezone.localdate(), "x")
