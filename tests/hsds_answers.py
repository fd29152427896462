"""The HSDS interface as a reader asks it."""

LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
PROBLEM = "application/problem+json"


def got(client, address):
    response = client.get(f"/api/{address}")
    assert response.status_code == 200, response.content
    return response.json()


def contents(client, address):
    return got(client, address)["contents"]
