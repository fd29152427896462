"""The addresses of the public pages."""

from django.urls import path

from programs.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("clinics/", views.clinic_list, name="clinic-list"),
    path("clinics/complete", views.complete, name="complete"),
    path("clinics/<slug:slug>/", views.clinic, name="clinic"),
    path("about/sources/", views.sources, name="sources"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
]
