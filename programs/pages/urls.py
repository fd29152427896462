"""The addresses of the public pages, the same in every language."""

from django.urls import path

from programs.pages import finding_views, guide_views, own_word_views, suggest_views, views
from programs.pages.guides import GUIDES
from programs.pages.styleguide import styleguide

urlpatterns = [
    path("", views.home, name="home"),
    path("clinics/", views.clinic_list, name="clinic-list"),
    path("clinics/complete", views.complete, name="complete"),
    path("clinics/map/", finding_views.clinic_map, name="clinic-map"),
    path("clinics/phones/", finding_views.phones, name="clinic-phones"),
    path("clinics/in/<slug:state>/", finding_views.region, name="state"),
    path("clinics/in/<slug:state>/<slug:city>/", finding_views.region, name="city"),
    path("compare/", finding_views.compare, name="compare"),
    path("clinics/<slug:slug>/", views.clinic, name="clinic"),
    path("clinics/<slug:slug>/sheet/", views.clinic_sheet, name="clinic-sheet"),
    path("suggest/<slug:slug>/", suggest_views.suggest_page, name="suggest"),
    path("your-clinic/", own_word_views.own_word, name="own-word"),
    path("corrections/", suggest_views.correction_search, name="corrections"),
    path("corrections/<slug:reference>/", suggest_views.correction_page, name="correction"),
    path("program-types/", guide_views.program_types, name="program-types"),
    path("program-types/<slug:slug>/", guide_views.program_type, name="program-type"),
    path("evidence/", guide_views.evidence, name="evidence"),
    path("costs/", guide_views.costs, name="costs"),
    *(path(f"{name}/", guide_views.guide, {"name": name}, name=name) for name in GUIDES),
    path("about/", guide_views.about, name="about"),
    path("about/sources/", views.sources, name="sources"),
    path("about/changes/", guide_views.changes, name="changes"),
    path("styleguide/", styleguide, name="styleguide"),
    path("about/<slug:name>/", guide_views.about_page, name="about-page"),
]
