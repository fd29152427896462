"""The description of both interfaces (OpenAPI 3.1): made of what reads the parameters and writes the answers."""

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse

from programs.api import parameters
from programs.api.answering import for_machines
from programs.api.schemas import components, page_of, ref
from programs.codebook import VERSION
from programs.exports.licence import LICENCE, NOTICE
from programs.search.choices import parameter_label
from programs.search.fresh import current
from programs.search.parameters import KNOWN, SEVERAL, WORDS_LENGTH

JSON, PROBLEM = "application/json", "application/problem+json"
INFO = (
    "Published entries only, the same as on the pages and in the exports. Answers carry an ETag and Last-Modified, may "
    "be kept for a minute and read from pages of other sites; no key is needed."
)
ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of the object: a UUID that never changes.",
    "schema": {"type": "string", "format": "uuid"},
}
ERRORS = {
    400: "Some parameters are wrong: the member errors names each with the cure.",
    404: "There is no such object, or no such page: the member last_page is the last one.",
    405: "This interface is for reading.",
    503: "The data cannot be read just now; Retry-After says when to ask again.",
}
# What is asked for: (address, summary, what its answer is, parameters).
LISTS = (
    (
        "services",
        "Programs of clinics, each as a service",
        ("service", "service_minimal"),
        parameters.SERVICES,
    ),
    (
        "service_at_locations",
        "Services, each at its location",
        ("service_at_location",),
        parameters.SERVICE_AT_LOCATIONS,
    ),
    ("organizations", "Who runs clinics", ("organization",), parameters.ORGANIZATIONS),
    ("taxonomies", "Vocabularies", ("taxonomy",), parameters.PAGED),
    ("taxonomy_terms", "Words of the vocabularies", ("taxonomy_term",), parameters.TERMS),
)
OBJECTS = (
    ("services", "One service with all that belongs to it", "service", ()),
    ("service_at_locations", "One service at its location", "service_at_location", ()),
    (
        "organizations",
        "One organization with its locations and services",
        "organization",
        (parameters.FULL_SERVICE,),
    ),
    ("taxonomies", "One vocabulary", "taxonomy", ()),
    ("taxonomy_terms", "One word of a vocabulary", "taxonomy_term", ()),
)


@for_machines
def openapi(request):
    """The description as JSON, its words those of today's vocabularies."""
    return JsonResponse(description(request.build_absolute_uri("/").rstrip("/")))


def description(server=""):
    """The whole document as a dict."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: the directory for machines",
            "version": f"HSDS 3.0, codebook {VERSION}",
            "description": f"{INFO} {NOTICE}",
            "license": {"name": LICENCE, "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": server or "/"}],
        "paths": {
            reverse("api-clinics"): clinics_path(),
            **{address(name): list_path(*rest) for name, *rest in LISTS},
            **{f"{address(name)}/{{id}}": object_path(*rest) for name, *rest in OBJECTS},
        },
        "components": {"schemas": components()},
    }


def address(name):
    return reverse(f"api-{name}")


def clinics_path():
    """/api/clinics: the same search as the list of the site."""
    return operation("Clinics with their matching programs", ref("clinics"), clinic_parameters())


def list_path(summary, kinds, known):
    return operation(summary, page_of(*kinds), [described(each) for each in known])


def object_path(summary, kind, known):
    return operation(summary, ref(kind), [ID, *(described(each) for each in known)])


def operation(summary, answer, known):
    """A path that is read: what it answers, and how it fails."""
    found = {
        "200": {"description": summary, "content": {JSON: {"schema": answer}}},
        "304": {"description": "Nothing has changed since the answer that the reader has."},
    }
    errors = {
        str(status): {"description": words, "content": {PROBLEM: {"schema": ref("problem")}}}
        for status, words in ERRORS.items()
    }
    return {"get": {"summary": summary, "parameters": known, "responses": found | errors}}


def described(parameter):
    """A parameter of the HSDS interface."""
    return in_query(parameter.name, parameter.meaning, parameter.schema)


def in_query(name, meaning, schema):
    return {"name": name, "in": "query", "description": meaning, "allowEmptyValue": True, "schema": schema}


def clinic_parameters():
    """The parameters of the search, each with the values that can be chosen today."""
    with current() as (_planes, choices):
        return [search_parameter(name, choices.by_name.get(name, ())) for name in KNOWN]


def search_parameter(name, options):
    several = name in SEVERAL
    schema: dict = {"type": "integer", "minimum": 1} if name == "page" else {"type": "string"}
    if options:
        schema["enum"] = [str(value) for value, _label in options]
    if name == "q":
        schema["maxLength"] = WORDS_LENGTH
    if name in NUMBERS:
        schema = {"type": "integer", "minimum": 0}
    meaning = f"{MEANINGS.get(name) or parameter_label(name)}." + (" Any of several." if several else "")
    return in_query(name, meaning, {"type": "array", "items": schema} if several else schema)


NUMBERS = ("price_max", "course_max", "wait_max")
MEANINGS = {
    "q": "Words that all have to be found; the last one may be a beginning",
    "near": "A postal code, “City, ST”, a state, or latitude and longitude to two decimals",
    "radius": "Miles around near",
    "city": "A city by its slug, or by a name that one city alone has",
    "type": "Kind of program; any is all kinds of care",
    "price_max": "Highest price of one dosing session, in whole units of the site's currency",
    "course_max": "Highest price of the whole course",
    "wait_max": "Longest wait in days",
    "checked": "Only what a person has checked and the check still counts",
    "unknown": "include: also what does not state what is asked for",
    "sort": "In which order",
    "page": "Which page of 24 clinics, from 1",
    "claim": "How sure it is what the program offers",
}
