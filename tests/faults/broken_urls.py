"""The addresses of the site without its own pages for failures."""

from directory.urls import urlpatterns  # noqa: F401
