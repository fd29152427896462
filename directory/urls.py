"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("programs.pages.account_urls")),
    path("admin/", admin.site.urls),
    path("exports/", include("programs.pages.export_urls")),
]
