"""Django's admin, with the curators' desk as its site."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "programs.admin.site.Desk"

    def ready(self):
        """Let the desk's admins register themselves: the site has to stand before they are imported."""
        super().ready()
        import_module("programs.admin.desks")
