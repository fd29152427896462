"""Who may do what: two roles, and nothing more permitted than each needs."""

from django.contrib.auth.models import Group, Permission

CURATOR = "curator"
STAFF_EXPORT = "staff export"
EDITED = [
    "organization",
    "clinic",
    "program",
    "phone",
    "hours",
    "licence",
    "clinicterm",
    "programterm",
    "price",
]
EDITED += ["servedstate", "term", "termtext", "termcode", "source", "passage"]
READ = [
    "statement",
    "check",
    "sourcerecord",
    "conflict",
    "duplicatesuspect",
    "change",
    "programtype",
    "place",
]
ROWS = ["phone", "hours", "licence", "clinicterm", "programterm", "price", "servedstate"]


def role_permissions():
    """{role: codenames}. Curators add and change entries, delete only their rows; nobody deletes an entry."""
    curator = [f"{verb}_{model}" for model in EDITED for verb in ("add", "change", "view")]
    curator += [f"view_{model}" for model in READ] + [f"delete_{model}" for model in ROWS]
    return {CURATOR: curator + ["export_clinic"], STAFF_EXPORT: ["export_clinic"]}


def load_roles():
    """Make the roles as written here; a second run changes nothing."""
    for role, codenames in role_permissions().items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="programs", codename__in=codenames)
        )
