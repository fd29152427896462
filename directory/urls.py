"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/", include("programs.api.urls")),
    path("", include("programs.pages.urls")),
    path("accounts/", include("programs.pages.account_urls")),
    path("admin/", admin.site.urls),
    path("exports/", include("programs.pages.export_urls")),
]

handler400 = "programs.pages.errors.bad_request"
handler403 = "programs.pages.errors.denied"
handler404 = "programs.pages.errors.not_found"
handler500 = "programs.pages.errors.failed"
