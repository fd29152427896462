"""The addresses for machines. What is none of them is a problem too, and no page."""

from django.urls import path, re_path

from programs.api import hsds
from programs.api.about import about
from programs.api.answering import for_machines
from programs.api.clinics import clinics
from programs.api.openapi import openapi
from programs.api.problems import missing

KINDS = {
    "services": (hsds.services, hsds.service),
    "service_at_locations": (hsds.service_at_locations, hsds.service_at_location),
    "organizations": (hsds.organizations, hsds.organization),
    "taxonomies": (hsds.taxonomies, hsds.taxonomy),
    "taxonomy_terms": (hsds.taxonomy_terms, hsds.taxonomy_term),
}

urlpatterns = [
    path("", about, name="api"),
    path("clinics", clinics, name="api-clinics"),
    path("openapi.json", openapi, name="api-openapi"),
    *(path(name, several, name=f"api-{name}") for name, (several, _one) in KINDS.items()),
    *(path(f"{name}/<str:public_id>", one, name=f"api-{name}-one") for name, (_s, one) in KINDS.items()),
    re_path(r"", for_machines(missing)),
]
