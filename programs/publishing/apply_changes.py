"""What an import changes at clinics that are here, some hundred at a time."""

from collections import defaultdict

from django.utils import timezone

from programs.models import (
    Check,
    Clinic,
    ClinicTerm,
    Conflict,
    Program,
    ProgramTerm,
    ProgramType,
    SourceRecord,
    Statement,
)
from programs.models.groups import FACTS
from programs.publishing.batches import keep_clinics
from programs.publishing.bulk import insert
from programs.publishing.change import changed_groups, history
from programs.publishing.derived import refresh_documents, refresh_public_point
from programs.publishing.rows import remove_records, set_states
from programs.publishing.values import plain_value, read_record, records_of

PUBLIC_POINT = ("public_latitude", "public_longitude", "public_precision")
MODELS: dict[str, type[Clinic] | type[Program]] = {"clinic": Clinic, "program": Program}
TERM_MODELS = {"clinic": ClinicTerm, "program": ProgramTerm}


def change_clinics(plans, maker, keep=True):
    """Write what `plans` say of clinics that are here; return the (path, line) of rows that had to be held.

    With `keep` the batch of `maker` keeps what stands beside them, so that it can be put back.
    """
    entries = lock(plans)
    checks = open_checks(plans)
    held, sound = set(), []
    for plan in plans:
        if moved(plan, entries) or confirmed(plan, checks):
            held.update(plan.rows)
        else:
            sound.append(plan)
    if sound:
        if keep:
            keep_clinics(maker.batch, maker.source, sound)
        Clinics(sound, entries, maker).write(checks)
    return held


def lock(plans):
    """{(kind, pk): entry} of the entries of `plans`, held to the end of the transaction."""
    found = {}
    for kind, model in MODELS.items():
        pks = [each.pk for plan in plans for each in plan.entries() if each.kind == kind and each.pk]
        rows = model.objects.select_for_update(of=("self",)).filter(pk__in=pks)
        rows = rows.select_related("organization" if kind == "clinic" else "clinic")
        found |= {(kind, each.pk): each for each in rows}
    return found


def open_checks(plans):
    """{(kind, pk of the entry, group): [checks]} of those that have not ended."""
    found = defaultdict(list)
    rows = Check.objects.filter(clinic__in=[plan.clinic.pk for plan in plans], ended_on__isnull=True)
    for check in rows:
        owner = ("program", check.program_id) if check.program_id else ("clinic", check.clinic_id)
        found[*owner, check.group].append(check)
    return found


def moved(plan, entries):
    """Whether an entry is gone or was changed since the plan was made."""
    known = [each for each in plan.entries() if each.pk]
    return any(
        (each.kind, each.pk) not in entries or entries[each.kind, each.pk].version != each.version
        for each in known
    )


def confirmed(plan, checks):
    """Whether a group that the plan changes has a live check by now."""
    today = timezone.localdate()
    return any(
        check.is_live(today)
        for each in plan.entries()
        if each.pk
        for group in changed_groups(each.kind, each.changes)
        for check in checks.get((each.kind, each.pk, group), ())
    )


class Clinics:
    """Some clinics that are here, and the plans for them."""

    def __init__(self, plans, entries, maker):
        self.plans, self.entries, self.maker = plans, entries, maker
        self.source, self.edition = maker.source, maker.plan.edition
        self.changes = []

    def write(self, checks):
        """Write everything; `checks` are the open ones, of which those of changed groups end."""
        self.make_operators()
        known = [
            (each, self.entries[each.kind, each.pk])
            for plan in self.plans
            for each in plan.entries()
            if each.pk
        ]
        for entry, row in known:
            if entry.changes:
                self.change(entry, row)
        self.add_programs()
        self.end_checks(checks, [entry for entry, _row in known])
        for entry, row in known:
            self.settle(entry, row)
        self.state(known)
        self.keep_records(known)
        self.maker.keep_history(self.changes)
        touched = [plan.clinic.pk for plan in self.plans if any(each.changes for each in plan.entries())]
        refresh_documents(Program.objects.filter(clinic__in=touched))

    def make_operators(self):
        wanted = {}
        for plan in self.plans:
            _now, name = plan.clinic.changes.get("organization", ("", ""))
            if name:
                clinic = self.entries["clinic", plan.clinic.pk]
                wanted.setdefault((name, region_then(plan, clinic)), plan.operator)
        self.changes += self.maker.operators.make(wanted, self.maker.by)

    def change(self, entry, row):
        """Write the changed facts of one entry, and its history."""
        values = {}
        for name, (now, then) in entry.changes.items():
            kind = FACTS[entry.kind, name].kind
            if kind == "field" and name != "organization":
                values[name] = plain_value(entry.kind, name, then)
            elif kind == "term":
                values["medicine_id"] = self.maker.terms["medicine", then] if then else None
            elif kind == "terms":
                self.change_terms(entry.kind, name, row, now, then)
            elif kind != "field":
                self.change_rows(name, row, now, then)
        if "organization" in entry.changes:
            region = values.get("region", row.region)
            row.organization = self.maker.operators.get(entry.changes["organization"][1], region)
            values["organization_id"] = row.organization.pk if row.organization else None
        for name, value in values.items():
            setattr(row, name, value)
        if entry.kind == "clinic":
            refresh_public_point(row, self.maker.middle_of_city)
            values |= {name: getattr(row, name) for name in PUBLIC_POINT}
        row.version += 1
        type(row).objects.filter(pk=row.pk).update(**values, version=row.version, updated_at=self.maker.now)
        before = {name: now for name, (now, _then) in entry.changes.items()}
        after = {name: then for name, (_now, then) in entry.changes.items()}
        self.changes += history(row, before, after, list(entry.changes), self.maker.by, self.maker.why)

    def change_terms(self, kind, name, row, now, then):
        """Remove, change and add the terms of one list."""
        vocabulary = FACTS[kind, name].vocabulary
        before, after = (
            {read_record(record)[0]: record for record in records_of(text)} for text in (now, then)
        )
        stale = [self.maker.terms[vocabulary, slug] for slug in before if before[slug] != after.get(slug)]
        if stale:
            row.terms.filter(term__in=stale).delete()
        new = [read_record(after[slug]) for slug in after if after[slug] != before.get(slug)]
        insert(
            TERM_MODELS[kind],
            [
                TERM_MODELS[kind](
                    **{kind: row},
                    term_id=self.maker.terms[vocabulary, slug],
                    role=role,
                    answer=answer,
                    note=note,
                )
                for slug, role, answer, note in new
            ],
        )

    def change_rows(self, name, row, now, then):
        """Change types, states or rows such as phones; rows that stay keep their ids."""
        if name == "types":
            row.types.set(ProgramType.objects.filter(slug__in=records_of(then)))
        elif name == "telehealth_states":
            set_states(row, records_of(then))
        else:
            gone, new = (
                set(records_of(now)) - set(records_of(then)),
                set(records_of(then)) - set(records_of(now)),
            )
            remove_records(row, name, gone)
            for record in records_of(then):
                if record in new:
                    insert_all(self.maker.rows(name, record, row))

    def add_programs(self):
        """Make the programs that are new at these clinics. The clinic's own state stays as it is."""
        pairs = []
        for plan in self.plans:
            for entry in plan.programs:
                if entry.pk is None:
                    pairs.append((entry, self.maker.program(entry, self.entries["clinic", plan.clinic.pk])))
        taken = defaultdict(set)
        clinics = {program.clinic_id for _entry, program in pairs}
        for clinic, slug in Program.objects.filter(clinic__in=clinics).values_list("clinic_id", "slug"):
            taken[clinic].add(slug)
        self.maker.name_programs(pairs, taken)
        self.maker.make_programs(pairs)
        self.changes += [
            row for _e, made in pairs for row in history(made, {}, {}, [], self.maker.by, self.maker.why)
        ]

    def end_checks(self, checks, entries):
        """End the checks of changed groups: those that have run out already, as a live one holds its row."""
        over = [
            check.pk
            for each in entries
            for group in changed_groups(each.kind, each.changes)
            for check in checks.get((each.kind, each.pk, group), ())
        ]
        if over:
            Check.objects.filter(pk__in=over).update(ended_on=timezone.localdate())

    def settle(self, entry, row):
        """Write the entry's conflicts, and take away those that are over."""
        about = owner_of(entry, row)
        for each in entry.conflicts:
            waiting = {
                "offered": each.offered,
                "ours": each.ours,
                "was": each.was,
                "edition": self.edition,
                "found_at": self.maker.now,
                "decision": Conflict.Decision.WAITING,
                "decided_by": None,
                "decided_at": None,
                "decided_value": "",
            }
            Conflict.objects.update_or_create(**about, field=each.field, source=self.source, defaults=waiting)
        if entry.settled:
            waiting = Conflict.objects.filter(**about, source=self.source, field__in=entry.settled)
            waiting.filter(decision=Conflict.Decision.WAITING).delete()

    def state(self, known):
        """Record that the source stands for the groups in which it says what the entries say."""
        clinics = [plan.clinic.pk for plan in self.plans]
        here = {
            (each.clinic_id, each.program_id, each.group): each
            for each in Statement.objects.filter(source=self.source, clinic__in=clinics)
        }
        new, old = [], []
        for entry, row in known:
            about = owner_of(entry, row)
            for group in entry.groups:
                held = here.get((about["clinic"].pk, entry.pk if entry.kind == "program" else None, group))
                if held is None:
                    new.append(Statement(**about, group=group, source=self.source, edition=self.edition))
                elif held.edition != self.edition:
                    old.append(held.pk)
        insert(Statement, new)
        Statement.objects.filter(pk__in=old).update(edition=self.edition)

    def keep_records(self, known):
        """Write what the source's rows say now."""
        for entry, row in known:
            about = owner_of(entry, row)
            insert(SourceRecord, self.maker.records(entry, about["clinic"], about["program"]))
        fields = ["key", "edition", "said", "digest", "missing_from"]
        with_row = [
            each for plan in self.plans for entry in plan.entries() for each in entry.records if each.pk
        ]
        rows = [
            SourceRecord(
                pk=each.pk,
                key=each.key,
                edition=self.edition,
                row=each.raw,
                said=each.said,
                digest=each.digest,
            )
            for each in with_row
        ]
        SourceRecord.objects.bulk_update(
            [each for each in rows if each.row], [*fields, "row"], batch_size=100
        )
        SourceRecord.objects.bulk_update([each for each in rows if not each.row], fields, batch_size=100)


def owner_of(entry, row):
    """{clinic, program} of an entry's row, as statements and records name it."""
    return (
        {"clinic": row, "program": None} if entry.kind == "clinic" else {"clinic": row.clinic, "program": row}
    )


def region_then(plan, clinic):
    return plan.clinic.changes.get("region", ("", clinic.region))[1]


def insert_all(rows):
    if rows:
        insert(type(rows[0]), rows)
