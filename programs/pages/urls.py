"""The addresses of the public pages."""

from django.urls import path

from programs.pages import finding_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("clinics/", views.clinic_list, name="clinic-list"),
    path("clinics/complete", views.complete, name="complete"),
    path("clinics/map/", finding_views.clinic_map, name="clinic-map"),
    path("clinics/phones/", finding_views.phones, name="clinic-phones"),
    path("clinics/in/<slug:state>/", finding_views.region, name="state"),
    path("clinics/in/<slug:state>/<slug:city>/", finding_views.region, name="city"),
    path("compare/", finding_views.compare, name="compare"),
    path("sitemap.xml", finding_views.sitemap, name="sitemap"),
    path("clinics/<slug:slug>/", views.clinic, name="clinic"),
    path("about/sources/", views.sources, name="sources"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
]
