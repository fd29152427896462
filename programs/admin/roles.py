"""Who may do what: five roles, and nothing more permitted than each needs.

| role | may |
|---|---|
| viewer | look at every entry, word and waiting thing, and change nothing |
| curator | the same, and change them, closed or open included; bring a draft to review; export |
| publisher | the same as a curator, and publish, send back and withdraw entries |
| staff export | export what is public |
| administrator | look at entries, give accounts and roles to people, read the audit record |
"""

from django.contrib.auth.models import Group, Permission

VIEWER, CURATOR, PUBLISHER = "viewer", "curator", "publisher"
STAFF_EXPORT, ADMINISTRATOR = "staff export", "administrator"
# Phones, prices, lists of facts and checks are part of their entry's page: they need no permission of their own.
WRITTEN = ["organization", "clinic", "program", "term", "termtext", "termcode", "source", "passage"]
WRITTEN += ["study", "studytext"]
READ = ["programtype", "programtypetext"]
EXPORT = "export_clinic"
PUBLISH = "publish_clinic"
ACCOUNTS = ["view_user", "add_user", "change_user", "view_audit"]
# The roles whose pages are the admin's; staff who export need none of it.
AT_THE_DESK = {VIEWER, CURATOR, PUBLISHER, ADMINISTRATOR}


def role_permissions():
    """{role: codenames}. Nobody deletes anything."""
    seen = [f"view_{model}" for model in [*WRITTEN, *READ]]
    written = [f"{verb}_{model}" for model in WRITTEN for verb in ("add", "change")]
    return {
        VIEWER: seen,
        CURATOR: [*seen, *written, EXPORT],
        PUBLISHER: [*seen, *written, EXPORT, PUBLISH],
        STAFF_EXPORT: [EXPORT],
        ADMINISTRATOR: [*seen, *ACCOUNTS],
    }


def load_roles():
    """Make the roles as written here; a second run changes nothing."""
    for role, codenames in role_permissions().items():
        group, _made = Group.objects.get_or_create(name=role)
        permitted = Permission.objects.filter(
            content_type__app_label__in=("programs", "auth"), codename__in=codenames
        )
        group.permissions.set(permitted)
