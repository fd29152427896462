"""Addresses that machines ask for: they have no language."""

from django.urls import path

from programs.pages import finding_views, views

urlpatterns = [
    path("sitemap.xml", finding_views.sitemap, name="sitemap"),
    path("feed.xml", finding_views.feed, name="feed"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
]
