"""All admins of the desk: each registers itself when it is imported."""

from programs.admin import clinic, organization, program, texts, vocabulary

__all__ = ["clinic", "organization", "program", "texts", "vocabulary"]
