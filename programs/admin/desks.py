"""All admins of the desk: each registers itself when it is imported."""

from programs.admin import accounts, clinic, organization, program, texts, vocabulary

__all__ = ["accounts", "clinic", "organization", "program", "texts", "vocabulary"]
