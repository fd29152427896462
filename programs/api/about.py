"""What the interfaces are, for people and, where JSON is asked for, as HSDS has it."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from programs.api.answering import for_machines
from programs.api.openapi import ERRORS, INFO, description
from programs.exports.licence import LICENCE, NOTICE

PROFILE = "https://docs.openreferral.org/en/3.0/"
HTML, JSON = "text/html", "application/json"
# What a partner asks about first, with its answer.
HINTS = {
    "Several values": "Name the parameter for each: payment=medicaid&payment=va. An unknown parameter is dropped.",
    "Pages": "/api/clinics says total, page and pages, and has clinics in results, each with its programs. The "
    "others say total_items, total_pages and page_number, and have objects in contents. Ask with page=2 for more.",
    "Names": "What each name in an answer means stands in the description, under components. Lists of terms hold "
    "slugs, as the filters do.",
    "Ids": "They never change, and are the same in every export. People get /clinics/<clinic_slug>/.",
    "Keeping in step": "Ask services?minimal=true page by page for which there are: one that is gone is withdrawn, "
    "or closed for good. Ask services?modified_after=2026-11-01&full=true for what says something else since that "
    "day. Send the ETag of an answer back in If-None-Match: what has not changed is a 304 without a body.",
}
EXAMPLES = {
    "api-clinics": "?type=kap&payment=medicaid",
    "api-services": "?search=tucson&per_page=5",
    "api-service_at_locations": "?modified_after=2026-01-01&per_page=5",
    "api-organizations": "?full=true&per_page=1",
    "api-taxonomy_terms": "?search=alcohol",
}


@for_machines
def about(request):
    """The page for people; who would rather have JSON gets what HSDS says at the root of an interface."""
    wanted = request.get_preferred_type([HTML, JSON])
    response = JsonResponse(root(request)) if wanted == JSON else page(request)
    patch_vary_headers(response, ["Accept"])
    return response


def root(request):
    """The root of an HSDS interface."""
    url = request.build_absolute_uri(reverse("api-openapi"))
    return {"version": "3.0", "profile": PROFILE, "openapi_url": url}


def page(request):
    """Every address with its parameters, out of the description that machines read."""
    described = description()
    context = {
        "info": INFO,
        "paths": [path_of(address, methods["get"]) for address, methods in described["paths"].items()],
        "hints": HINTS.items(),
        "errors": ERRORS.items(),
        "examples": [f"{reverse(name)}{query}" for name, query in EXAMPLES.items()],
        "licence": f"{LICENCE}. {NOTICE}",
    }
    return render(request, "api.html", context)


def path_of(address, operation):
    """One address as the page prints it; its name is what links lead to."""
    return {
        "address": address,
        "name": address.strip("/").replace("/", "-").replace("{id}", "one"),
        "summary": operation["summary"],
        "parameters": [
            {"name": each["name"], "meaning": each["description"], "values": values_of(each["schema"])}
            for each in operation["parameters"]
        ],
    }


MOST_NAMED = 8


def values_of(schema):
    """The values of a parameter in words; of a long list the first."""
    schema = schema.get("items", schema)
    if named := schema.get("enum"):
        return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
    if schema["type"] == "boolean":
        return "true, false"
    if schema["type"] == "integer":
        return f"from {schema['minimum']}" + (f" to {schema['maximum']}" if "maximum" in schema else "")
    formats = {schema.get("format", ""), *(each["format"] for each in schema.get("anyOf", ()))}
    return "an id" if "uuid" in formats else "a time, or a day" if "date" in formats else "text"
