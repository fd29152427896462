"""Publishing, withdrawing and closing: each with who, when and why."""

from django.db import transaction
from django.utils import timezone

from programs.accounts.audit import Kind, note
from programs.models import Clinic, Program, Status
from programs.models.answers import YES
from programs.models.facts import kind_of, stated_groups, texts
from programs.models.groups import groups_of
from programs.publishing.change import change, fresh, lock
from programs.publishing.derived import first_free, taken_slugs
from programs.publishing.refusal import Refused
from programs.publishing.review import refuse_own_work


def publish(program, *, by, why="", version=None):
    """Make `program` public, and its clinic with it.

    Raises Refused, with nothing changed, when a type asks for more, a group of facts has no source, or `by` changed
    it last where four eyes are asked for; Stale when `version` is given and is no longer the program's.
    """
    with transaction.atomic():
        with change(program, by=by, why=why, version=version):
            refuse_own_work(program, by)
            if reasons := [
                *missing_terms(program),
                *missing_sources(program),
                *missing_sources(program.clinic),
            ]:
                raise Refused(*reasons)
            program.status = Status.PUBLISHED
            program.withdrawn_reason, program.withdrawn_on = "", None
        if program.clinic.status != Status.PUBLISHED:
            refuse_own_work(program.clinic, by)
            publish_row(program.clinic, by, why)
        note(Kind.PUBLICATION, by, f"published {named(program)}")


def publish_clinic(clinic, *, by, why="", version=None):
    """Make `clinic` public with every draft program of it.

    Raises Refused when it has none to show, Stale when `version` is given and is no longer the clinic's.
    """
    programs = list(clinic.programs.exclude(status=Status.WITHDRAWN))
    if not programs:
        raise Refused("A clinic is published only with a program: add one first.")
    with transaction.atomic():
        if version is not None:
            lock(clinic, version)
        for program in programs:
            publish(program, by=by, why=why)


def publish_row(clinic, by, why):
    with change(clinic, by=by, why=why):
        clinic.status = Status.PUBLISHED
        clinic.withdrawn_reason, clinic.withdrawn_on = "", None
        clinic.published_at = clinic.published_at or timezone.now()


def missing_terms(program):
    """What the program's types ask for and it does not say, as sentences."""
    kinds = program.types.prefetch_related("requirements__term__texts", "texts")
    yes = program.terms.filter(answer=YES).values_list("term__vocabulary", "term__slug")
    return [f"{program}: {sentence}" for sentence in unmet(kinds, set(yes))]


def unmet(kinds, yes):
    """What program types ask for and `yes`, (vocabulary, slug) pairs, lacks: ends of sentences."""
    if not kinds:
        return ["choose at least one program type."]
    return [
        f"the type “{kind}” needs “{need.term or need.get_vocabulary_display()}” answered yes."
        for kind in kinds
        for need in kind.requirements.all()
        if (need.vocabulary, need.term.slug if need.term else None) not in yes
        and (need.term or need.vocabulary not in {vocabulary for vocabulary, _slug in yes})
    ]


def missing_sources(entry):
    """The stated groups of the entry that no source stands behind, as sentences."""
    kind = "program" if isinstance(entry, Program) else "clinic"
    about = {"program": entry} if kind == "program" else {"clinic": entry, "program": None}
    from_somewhere = set(entry.statements.filter(**about).values_list("group", flat=True))
    if from_somewhere.issuperset(group.slug for group in groups_of(kind)):
        return []
    stated = stated_groups(kind, texts(fresh(entry)))
    return [
        f"{entry}: “{group.label}” has no source." for group in stated if group.slug not in from_somewhere
    ]


def withdraw(entry, *, by, why, version=None):
    """Take a clinic or program off the public pages, for the reason `why` that its page then gives.

    Withdrawing a clinic's last published program withdraws the clinic. Raises Refused without a reason.
    """
    if not why.strip():
        raise Refused("Say why: the page will give this reason.")
    with transaction.atomic():
        note(Kind.PUBLICATION, by, f"withdrew {named(entry)}")
        withdraw_row(entry, by, why, version)
        if isinstance(entry, Clinic):
            for program in entry.programs.filter(status=Status.PUBLISHED):
                withdraw_row(program, by, why, None)
        elif entry.clinic.status == Status.PUBLISHED and not entry.clinic.programs.filter(
            status=Status.PUBLISHED
        ):
            withdraw_row(entry.clinic, by, why, None)


def withdraw_row(entry, by, why, version):
    with change(entry, by=by, why=why, version=version):
        entry.status = Status.WITHDRAWN
        entry.withdrawn_reason, entry.withdrawn_on = why, timezone.localdate()


def close(clinic, *, by, why, look_instead="", on=None, for_good=True, version=None):
    """Mark `clinic` closed, for good or for a time, since the day `on` (default today).

    Raises Refused without a reason.
    """
    if not why.strip():
        raise Refused("Say why the clinic is closed: its page will give this reason.")
    with transaction.atomic():
        with change(clinic, by=by, why=why, version=version):
            clinic.operating_status = Clinic.Operating.CLOSED if for_good else Clinic.Operating.PAUSED
            clinic.operating_reason, clinic.look_instead = why, look_instead
            clinic.operating_since = on or timezone.localdate()
        note(Kind.PUBLICATION, by, f"closed {named(clinic)}{'' if for_good else ' for a time'}")


def reopen(clinic, *, by, why="", version=None):
    """Mark `clinic` open again."""
    with transaction.atomic():
        with change(clinic, by=by, why=why, version=version):
            clinic.operating_status = Clinic.Operating.OPEN
            clinic.operating_reason, clinic.look_instead, clinic.operating_since = "", "", None
        note(Kind.PUBLICATION, by, f"opened {named(clinic)} again")


def named(entry):
    """An entry as the audit record names it: kind, id, name."""
    return f"{kind_of(entry)} {entry.public_id} {entry}"


def rename(clinic, slug, *, by, why):
    """Give `clinic` another address on purpose; the old one redirects for ever and is never given away.

    Raises Refused when another clinic has, or once had, the new one.
    """
    if first_free(slug, taken_slugs(slug, clinic)) != slug:
        raise Refused(f"{slug} belongs, or once belonged, to another clinic.")
    with change(clinic, by=by, why=why):
        if clinic.slug and clinic.slug != slug:
            clinic.old_slugs.get_or_create(slug=clinic.slug)
        clinic.old_slugs.filter(slug=slug).delete()
        clinic.slug = slug
