"""The way to the public: a draft waits for review, and somebody else than its last editor publishes it."""

from django.conf import settings

from programs.models import Change, Clinic, Program, Status
from programs.models.facts import RECORD_FIELDS
from programs.publishing.change import change, together
from programs.publishing.refusal import Refused


def submit(entry, *, by, why="", version=None):
    """Bring a draft to review; a clinic with all its drafts, also where it is further on itself.

    What was public stays withdrawn, with its reason, until it is published again. Raises Refused for an entry that is
    no draft, and for a clinic without a program; Stale as change() does.
    """
    with together():
        if isinstance(entry, Clinic):
            if not entry.programs.exists():
                raise Refused("A clinic is published only with a program: add one first.")
            drafts = list(entry.programs.filter(status=Status.DRAFT))
            for program in drafts:
                move(program, Status.DRAFT, Status.IN_REVIEW, by, why, None)
            if drafts and entry.status != Status.DRAFT:
                return
        move(entry, Status.DRAFT, Status.IN_REVIEW, by, why, version)


def send_back(entry, *, by, why, version=None):
    """Make what waits for review a draft again, and say why in its history. Raises Refused without a reason."""
    if not why.strip():
        raise Refused("Say why: whoever wrote it reads this reason.")
    move(entry, Status.IN_REVIEW, Status.DRAFT, by, why, version)


def move(entry, from_, to, by, why, version):
    with change(entry, by=by, why=why, version=version):
        if entry.status != from_:
            raise Refused(f"{entry} is {entry.get_status_display().lower()}: nothing to do.")
        entry.status = to


def refuse_own_work(entry, by):
    """With four eyes asked for, raise Refused when `by` is the person who last changed a fact of `entry`."""
    if settings.FOUR_EYES and not isinstance(by, str) and by is not None and last_editor(entry) == by.pk:
        raise Refused(f"{entry}: you changed it last. Somebody else has to look at it and publish it.")


def last_editor(entry):
    """The pk of the user who last changed a fact of the entry; None for an import. Its states are no facts."""
    kind = "program" if isinstance(entry, Program) else "clinic"
    facts = Change.objects.filter(resource_id=entry.public_id).exclude(field_name__in=RECORD_FIELDS[kind])
    return facts.order_by("-pk").values_list("user", flat=True).first()
