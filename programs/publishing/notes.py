"""Notes of staff: written and read at the desk alone."""

from programs.models import Note
from programs.models.facts import kind_of
from programs.publishing.change import clinic_of


def add_note(entry, text, *, by):
    """Note `text` of a clinic or program; return the Note. No fact changes, and no page tells of it."""
    program = entry if kind_of(entry) == "program" else None
    note = Note(clinic=clinic_of(entry), program=program, text=text, by_name=by.get_username())
    note.full_clean(exclude=["program"])
    note.save()
    return note
