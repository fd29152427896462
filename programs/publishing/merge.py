"""Two entries for one place become one, field by field; and the way back."""

from django.utils import timezone

from programs.accounts.audit import Kind, note
from programs.models import Check, DuplicateSuspect, Merge, Program, Statement, Status
from programs.models.facts import texts
from programs.models.groups import FACTS, GROUP_OF, groups_of
from programs.publishing.change import change, fresh, tell_search, together
from programs.publishing.conflicts import hand_over, own
from programs.publishing.derived import first_free
from programs.publishing.earlier import as_they_are, joined, put_back
from programs.publishing.refusal import Refused
from programs.publishing.texts import say
from programs.publishing.units import join_units, units

THEIRS, BOTH = "theirs", "both"
# Facts that are picked as one, by the name of the first.
TOGETHER = {
    "street": (
        *("street", "unit", "city", "county", "region", "postal_code", "country", "latitude", "longitude"),
        *("precision", "address_withheld", "time_zone"),
    ),
    "operating_status": ("operating_status", "operating_reason", "operating_since", "look_instead"),
}
# What is moved with a clinic, by its name there; what is moved with a program, by its name there.
OF_CLINIC = ("records", "corrections", "calls", "notes")
OF_PROGRAM = ("statements", "checks", "records", "conflicts", "corrections", "calls", "notes")
STANDING = ("status", "withdrawn_reason", "withdrawn_on")


def picked_alone():
    """The facts of a clinic that are picked each for itself or stand for those picked with them, in their order."""
    others = {name for names in TOGETHER.values() for name in names[1:]}
    return [name for owner, name in FACTS if owner == "clinic" and name not in others]


def can_join(name):
    """Whether both clinics may be right about a fact: a list, or rows of which each is told from the others."""
    return FACTS["clinic", name].kind == "terms" or name in ("phones", "licences")


def merge(gone, into, *, by, why="", picks=None):
    """Move programs, statements, checks and source records of `gone` to the clinic `into`; `gone` then redirects there.

    `picks` are {fact: THEIRS or BOTH} of what `into` shall say as `gone` does (see picked_alone()); else it keeps its
    own facts, and what sources offer for those of `gone` waits there. Corrections and calls move as well, and who has
    taken something on is asked anew. Returns the Merge, by which it can be undone. Raises Refused for a clinic with
    itself, with one merged away, or for a public one into one that is not.
    """
    if gone.pk == into.pk or into.merged_into_id or gone.merged_into_id:
        raise Refused("Choose another clinic to keep: this one is the same, or was merged away itself.")
    if gone.status == Status.PUBLISHED != into.status:
        raise Refused(f"Keep {gone}: it is public, and the other one is not.")
    name = by if isinstance(by, str) else by.get_username()
    with together():
        made = Merge(gone=gone, into=into, by_name=name, rows=rows_before(gone, into))
        for program in gone.programs.all():
            move(program, into, by, why)
        for rows in OF_CLINIC:
            getattr(gone, rows).update(clinic=into)
        gone.assignments.all().delete()
        made.facts = pick(gone, into, picks or {}, by, why)
        hand_over(gone, into, by=by)
        move_claims(gone, into, made.facts)
        with change(gone, by=by, why=why):
            gone.merged_into = into
            gone.status = Status.WITHDRAWN
            gone.withdrawn_reason = f"The same place as {into.name}."
            gone.withdrawn_on = timezone.localdate()
        note_after(made, into)
        made.save()
        tell_search([into.pk], Program.objects.none())
        note(Kind.PUBLICATION, by, f"made one of {gone} and {into}")
    return made


def rows_before(gone, into):
    """What stands beside the two clinics, as it is before a merge."""
    programs = gone.programs.all()
    about = [as_they_are(getattr(gone, name).all(), "clinic_id") for name in (*OF_CLINIC, *OF_PROGRAM[:2])]
    open_checks = Check.objects.filter(clinic=into, program=None, ended_on=None)
    said = into.statements.filter(program=None)
    moved = (as_they_are(each) for each in (gone.assignments.all(), gone.conflicts.all(), own(into)))
    return joined(*about, *moved) | {
        "kept": joined(as_they_are(open_checks, "ended_on"), as_they_are(said, "edition", "as_of")),
        "programs": {str(each.pk): each.slug for each in programs},
        "standing": {name: str(getattr(gone, name) or "") for name in STANDING},
        "statements": list(into.statements.values_list("pk", flat=True)),
    }


def note_after(made, into):
    """Note what the merge itself has made: the version of the clinic that is kept, and statements of it."""
    moved = {int(pk) for pk in made.rows.get("statement", {})}
    here = set(Statement.objects.filter(clinic=into).values_list("pk", flat=True))
    made.rows["made"] = sorted(here - moved - set(made.rows.pop("statements")))
    made.rows["version"] = fresh(into).version


def move(program, into, by, why):
    """Give `program`, with all that is about it, to the clinic `into`."""
    taken = set(into.programs.values_list("slug", flat=True))
    with change(program, by=by, why=why):
        program.clinic, program.slug = into, first_free(program.slug, taken)
    for rows in (getattr(program, name) for name in OF_PROGRAM):
        rows.update(clinic=into)


def pick(gone, into, picks, by, why):
    """Make `into` say what is picked of `gone`; return {fact: (said before, said since)}."""
    now, theirs = texts(fresh(into)), texts(fresh(gone))
    wanted = {}
    for name, how in picks.items():
        if name not in picked_alone() or (how == BOTH and not can_join(name)) or how not in (THEIRS, BOTH):
            raise Refused(f"{name} cannot be picked so.")
        for fact in TOGETHER.get(name, (name,)):
            wanted[fact] = theirs[fact] if how == THEIRS else both(fact, now[fact], theirs[fact])
    wanted = {name: text for name, text in wanted.items() if text != now[name]}
    if wanted:
        first = gone.statements.filter(program=None, group__in={GROUP_OF["clinic", name] for name in wanted})
        said = first.select_related("source").last()
        with change(into, by=by, why=why, **by_source(said)):
            say(into, now, wanted, by)
    return {name: (now[name], texts(fresh(into))[name]) for name in wanted}


def both(name, ours, theirs):
    """The text of a list that says what either says; of what both speak of, what `ours` says."""
    return join_units(units("clinic", name, theirs) | units("clinic", name, ours), None)


def move_claims(gone, into, picked):
    """Give `into` who says, and who checked, the groups in which it now says what `gone` does.

    Of a group of which only something was picked, who said it of `gone` says it there too.
    """
    ours, theirs = texts(fresh(into)), texts(fresh(gone))
    for group in groups_of("clinic"):
        alike = all(ours[fact.name] == theirs[fact.name] for fact in group.facts)
        about = {"program": None, "group": group.slug}
        if alike or any(GROUP_OF["clinic", name] == group.slug for name in picked):
            here = into.statements.filter(**about).values("source")
            gone.statements.filter(**about).exclude(source__in=here).update(clinic=into)
        if alike:
            gone.checks.filter(**about).update(clinic=into)


def undo_merge(merge, *, by):
    """Make two clinics of one again: what was moved goes back, and what was picked is said as before.

    What was changed since in the programs that go back stays changed. Raises Refused, with nothing changed, when the
    clinic that was kept was merged away itself, or what was picked was changed since: it then names the facts.
    """
    with together():
        held = Merge.objects.select_for_update(of=("self",)).select_related("gone", "into").get(pk=merge.pk)
        gone, into = held.gone, held.into
        now = texts(fresh(into))
        refuse_undo(held, now)
        why = f"Two places after all: {gone} and {into}."[:300]
        last = into.version
        programs, standing = held.rows.pop("programs"), held.rows.pop("standing")
        for program in into.programs.filter(pk__in=programs):
            with change(program, by=by, why=why):
                program.clinic, program.slug = gone, programs[str(program.pk)]
        say_again(held, into, now, by, why)
        put_beside_back(held, gone, into, untouched=last == held.rows.pop("version"))
        with change(gone, by=by, why=why):
            gone.merged_into = None
            for name, text in standing.items():
                setattr(gone, name, text or (None if name == "withdrawn_on" else ""))
        ask_again(gone, into)
        tell_search([into.pk], Program.objects.none())
        held.undone_at = timezone.now()
        held.undone_by = by if isinstance(by, str) else by.get_username()
        held.save(update_fields=["undone_at", "undone_by"])
        note(Kind.PUBLICATION, by, f"made two again of {gone} and {into}")


def say_again(merge, into, now, by, why):
    """Make the clinic that was kept say what it said before of what was picked, by whom it was said."""
    if not merge.facts:
        return
    groups = {GROUP_OF["clinic", name] for name in merge.facts}
    said = into.statements.filter(program=None, group__in=groups).exclude(pk__in=merge.rows["made"])
    said = said.exclude(pk__in=merge.rows.get("statement", {})).select_related("source").first()
    with change(into, by=by, why=why, **by_source(said)):
        say(into, now, {name: before for name, (before, _since) in merge.facts.items()}, by)


def by_source(said):
    """Who stands for a change, as change() takes it: the source of a statement, or the editors where there is none."""
    return {"source": said.source, "edition": said.edition} if said else {}


def refuse_undo(merge, now):
    """Raise Refused unless the merge stands and nothing that was picked has changed since."""
    if merge.undone_at or merge.gone.merged_into_id != merge.into_id:
        raise Refused("These two are apart already.")
    if merge.into.merged_into_id:
        raise Refused(f"{merge.into} was merged away itself: undo that first.")
    if changed := [name for name, (_before, since) in merge.facts.items() if now[name] != since]:
        raise Refused(
            f"{merge.into} was changed since: {', '.join(sorted(changed))}. Change it back by hand."
        )


def put_beside_back(merge, gone, into, *, untouched):
    """Give back what stands beside a clinic. Decisions that were made since about the one that was kept stay.

    Checks that the merge ended, and what sources said, stand again where nobody touched that clinic since.
    """
    rows = merge.rows
    Statement.objects.filter(pk__in=rows.pop("made")).delete()
    here = {str(pk) for pk in own(into).values_list("pk", flat=True)}
    conflicts = rows.get("conflict", {})
    rows["conflict"] = {
        pk: each for pk, each in conflicts.items() if each["clinic_id"] == gone.pk or pk not in here
    }
    kept = rows.pop("kept")
    put_back(joined(rows, kept) if untouched else rows)


def ask_again(gone, into):
    """Let the pair wait for a decision again, where it was one."""
    ends = sorted((gone.pk, into.pk))
    waiting = {"decision": DuplicateSuspect.Decision.WAITING, "decided_by": None, "decided_at": None}
    DuplicateSuspect.objects.filter(one=ends[0], other=ends[1]).update(**waiting)
