"""The addresses of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from programs.pages.preview import preview

urlpatterns: list = [
    path("api/", include("programs.api.urls")),
    path("", include("programs.pages.machine_urls")),
    path("accounts/", include("programs.pages.account_urls")),
    path("admin/preview/<uuid:public_id>/", preview, name="preview"),
    path("admin/", admin.site.urls),
    path("exports/", include("programs.pages.export_urls")),
]
urlpatterns += i18n_patterns(path("", include("programs.pages.urls")), prefix_default_language=False)

handler400 = "directory.errors.bad_request"
handler403 = "programs.pages.errors.denied"
handler404 = "directory.errors.not_found"
handler500 = "directory.errors.failed"
