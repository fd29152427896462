"""The HSDS interface asks the database as often for one service as for thirty."""

import pytest

from tests.factories import make_clinic, make_organization, make_program
from tests.hsds_answers import got

pytestmark = pytest.mark.django_db
# The number of the last change and its time; the ids that are asked for; which terms, codes, sources and types
# there are; what terms are called; clinics; programs.
READ = 8
QUERIES = {
    "services": 3 + READ,  # how many, which
    "services?minimal=true": 3 + READ,
    "services?full=true": 3 + READ,
    "services?search=clinic": 3 + READ,  # the number again for the search
    "services?organization_id={organization}": 4 + READ,  # the number again for the ids of organizations
    "service_at_locations?full=true": 3 + READ,
    "organizations": 3 + READ,  # the number again, which programs
    "organizations?full=true&full_service=true": 3 + READ,
    "organizations/{organization}": 3 + READ,
    "services/{service}": 2 + READ,
    "taxonomies": 1,
    "taxonomy_terms": 3,  # terms with their labels
}
FEW = {"services", "organizations?full=true&full_service=true", "taxonomy_terms"}  # the others: long


@pytest.mark.parametrize(
    "address", [pytest.param(each, marks=() if each in FEW else pytest.mark.long) for each in QUERIES]
)
def test_the_same_queries_for_one_service_and_for_thirty(client, django_assert_num_queries, address):
    ours = make_organization()
    for count in (1, 29):
        for _number in range(count):
            program = make_whole_of(ours)
        named = address.format(organization=ours.public_id, service=program.public_id)
        client.get(f"/api/{named}&per_page=100" if "?" in named else f"/api/{named}?per_page=100")
        with django_assert_num_queries(QUERIES[address]):
            answer = got(client, f"{named}&per_page=100" if "?" in named else f"{named}?per_page=100")
    if address.startswith("service") and "{" not in address:
        assert len(answer["contents"]) == 30


def make_whole_of(organization):
    clinic = make_clinic(organization=organization, languages=["es"])
    prices = [{"item": "dosing_session", "low": 45050}]
    return make_program(clinic, prices=prices, therapies=["cbt"], substances=["alcohol"])
