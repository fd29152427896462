"""Who may do what: two roles, and nothing more permitted than each needs."""

from django.contrib.auth.models import Group, Permission

CURATOR = "curator"
STAFF_EXPORT = "staff export"
# Phones, prices, lists of facts and checks are part of their entry's page: they need no permission of their own.
WRITTEN = ["organization", "clinic", "program", "term", "termtext", "termcode", "source", "passage"]
WRITTEN += ["study", "studytext"]
READ = ["programtype", "programtypetext"]
EXPORT = "export_clinic"


def role_permissions():
    """{role: codenames}. Curators add and change entries and words; nobody deletes anything."""
    written = [f"{verb}_{model}" for model in WRITTEN for verb in ("add", "change", "view")]
    return {CURATOR: [*written, *(f"view_{model}" for model in READ), EXPORT], STAFF_EXPORT: [EXPORT]}


def load_roles():
    """Make the roles as written here; a second run changes nothing."""
    for role, codenames in role_permissions().items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="programs", codename__in=codenames)
        )
