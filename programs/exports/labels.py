"""What terms and program types are called in the language of the file."""

from django.utils.translation import get_language

from programs.models.term import DEFAULT_LANGUAGE


def label_of(word) -> str:
    """The label of a term or program type; its slug where it has none. Reads prefetched `texts`."""
    text = word.text(get_language() or DEFAULT_LANGUAGE)
    return text.label if text else word.slug
