"""Who looks at a thing of the work queue."""

from programs.models import Assignment


def take_on(rule, clinic, program, group, *, by):
    """Give a thing (a rule's name, the pks of clinic and program or None, a group) to `by`; return who has it now."""
    about = {"rule": rule, "clinic_id": clinic, "program_id": program, "group": group}
    return Assignment.objects.get_or_create(**about, defaults={"by": by})[0].by


def leave(rule, clinic, program, group, *, by):
    """Give back what `by` had taken on; nothing happens where somebody else has it."""
    Assignment.objects.filter(rule=rule, clinic=clinic, program=program, group=group, by=by).delete()
