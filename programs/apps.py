"""Wiring: the one signal receiver fills a migrated database."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Directory"

    def ready(self):
        post_migrate.connect(fill, sender=self, dispatch_uid="programs.fill")


def fill(using, **_kwargs):
    """Load vocabularies, places and roles: a migrated database is a usable one."""
    from programs.admin.roles import load_roles
    from programs.vocabulary.loaders import load_places, load_vocabulary

    load_vocabulary()
    load_places()
    load_roles()
