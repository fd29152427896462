"""The addresses for machines."""

from django.urls import path

from programs.api.clinics import clinics

urlpatterns = [path("clinics", clinics, name="api-clinics")]
