"""Giving accounts and roles to people: each change is in the audit record, with who made it."""

from django.db import transaction

from programs.accounts.audit import Kind, note


def save_account(user, roles, *, by, at_the_desk):
    """Save an account with exactly `roles` (groups); those named in `at_the_desk` open the admin.

    Whatever is changed, the record says what was before and after.
    """
    with transaction.atomic():
        before = state(type(user).objects.filter(pk=user.pk).first())
        user.is_staff = user.is_superuser or any(role.name in at_the_desk for role in roles)
        user.save()
        user.groups.set(roles)
        after = state(user)
        if before != after:
            note(Kind.ROLES, by, f"account {user.get_username()}: {before or 'new'} → {after}")


def state(user):
    """What an account may do, in words; empty without one."""
    if user is None:
        return ""
    roles = ", ".join(sorted(user.groups.values_list("name", flat=True))) or "no role"
    return f"{roles}, {'active' if user.is_active else 'disabled'}"
