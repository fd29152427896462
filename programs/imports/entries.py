"""Clinics that are here already, as an import compares them: a few queries for some hundred at once."""

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from programs.imports.match import make_spot
from programs.models import Check, Clinic, Conflict, Program, Source, SourceRecord, Statement
from programs.models.facts import texts
from programs.publishing.undo import taken_back
from programs.publishing.units import units

CHUNK = 500


def spots_of_clinics(postal_codes):
    """The Spots of the clinics in `postal_codes`, not merged away nor taken back: as each is, and as sources say it.

    So a row finds a clinic whose name, address or phone was put together from several rows or corrected by a person.
    Costs three queries for each 500 clinics or postal codes.
    """
    spots = []
    codes = sorted(postal_codes)
    for start in range(0, len(codes), CHUNK):
        clinics = Clinic.objects.filter(postal_code__in=codes[start : start + CHUNK], merged_into=None)
        clinics = clinics.exclude(pk__in=taken_back().values("pk"))
        clinics = list(clinics.select_related("organization").prefetch_related("phones"))
        now = {clinic.pk: spot_of(clinic) for clinic in clinics}
        spots += now.values()
        spots += spots_said(now)
    return spots


def spot_of(clinic):
    names = (clinic.name, clinic.organization.name if clinic.organization else "")
    return make_spot(
        clinic.pk,
        (0, str(clinic.public_id)),
        names=names,
        street=clinic.street,
        unit=clinic.unit,
        postal_code=clinic.postal_code,
        phones=[phone.number for phone in clinic.phones.all()],
        withheld=clinic.withheld,
        city=clinic.city,
        here=True,
    )


def spots_said(now):
    """The Spots that records make of the clinics of `now` ({pk: its Spot}) where they say something else."""
    pks = sorted(now)
    for start in range(0, len(pks), CHUNK):
        records = SourceRecord.objects.filter(clinic__in=pks[start : start + CHUNK], part="clinic")
        for pk, source, key, said in records.values_list("clinic_id", "source_id", "key", "said"):
            spot = spot_said(pk, (*now[pk].order, source, key), said, here=True)
            if spot.blocks and spot.adds_to(now[pk]):
                yield spot


def spot_said(ref, order, said, here=False):
    """The Spot of the clinic facts that a row says."""
    phones = units("clinic", "phones", said.get("phones", ""))
    return make_spot(
        ref,
        order,
        names=(said.get("name", ""), said.get("organization", "")),
        street=said.get("street", ""),
        unit=said.get("unit", ""),
        postal_code=said.get("postal_code", ""),
        phones=[unit.partition("x")[0] for unit in phones],
        withheld=said.get("address_withheld") == "yes",
        city=said.get("city", ""),
        here=here,
    )


class Entries:
    """The clinics `pks` and their programs, with who said what of them. `source` is the one that speaks now."""

    def __init__(self, pks, source):
        self.source = source
        self.clinics = {each.pk: each for each in Clinic.objects.filter(pk__in=pks).for_texts()}
        programs = Program.objects.filter(clinic__in=pks).order_by("pk").for_texts()
        self.programs = {each.pk: each for each in programs}
        self.records = defaultdict(dict)
        for record in SourceRecord.objects.filter(source=source, clinic__in=pks).defer("row"):
            self.records[record.clinic_id][record.key, record.part] = record
        self.checked = self.groups_of(Check.objects.live(timezone.localdate()).filter(clinic__in=pks))
        self.stated = defaultdict(list)
        statements = Statement.objects.filter(clinic__in=pks).exclude(source__kind=Source.Kind.EDITORS)
        for row in statements.order_by("pk").values_list("clinic_id", "program_id", "group", "source_id"):
            self.stated[row[:2]].append(row[2:])
        self.said = defaultdict(list)
        records = SourceRecord.objects.filter(clinic__in=pks).exclude(source=source)
        for row in records.values_list("clinic_id", "program_id", "source_id", "said"):
            self.said[row[:2]].append(row[2:])
        self.conflicts = {
            (each.clinic_id, each.program_id, each.field): each
            for each in Conflict.objects.filter(source=source, clinic__in=pks)
        }

    def groups_of(self, rows):
        """{(clinic pk, program pk or None): groups} of statements or checks."""
        found = defaultdict(set)
        for clinic, program, group in rows.values_list("clinic_id", "program_id", "group"):
            found[clinic, program].add(group)
        return found

    def owner(self, kind, pk):
        """(clinic pk, program pk or None) of an entry."""
        return (pk, None) if kind == "clinic" else (self.programs[pk].clinic_id, pk)

    def texts(self, kind, pk):
        """(facts of the entry as texts, its version)."""
        entry = self.clinics[pk] if kind == "clinic" else self.programs[pk]
        return texts(entry), entry.version

    def live(self, kind, pk):
        """The groups with a live check."""
        return self.checked[self.owner(kind, pk)]

    def foreign(self, kind, pk):
        """The groups for which another source than this one or the editors stands."""
        return {group for group, pk in self.stated[self.owner(kind, pk)] if not self.is_own(pk)}

    def is_own(self, pk):
        return self.source is not None and pk == self.source.pk

    def others(self, kind, pk):
        """What Others say of an entry."""
        owner = self.owner(kind, pk)
        first, own = defaultdict(set), set()
        for group, source in self.stated[owner]:
            if self.is_own(source):
                own.add(group)
            elif group not in own:
                first[group].add(source)
        return Others(kind, self.said[owner], first)

    def program(self, clinic, part):
        """The pk of the program that `part` stands for: the source's own, else by its id, else the one of its type."""
        told = {}
        for (_key, name), record in sorted(self.records[clinic].items()):
            if record.program_id in self.programs:
                told.setdefault(name, record.program_id)
        if part in told:
            return told[part]
        of_clinic = [each for each in self.programs.values() if each.clinic_id == clinic]
        of_clinic = [each for each in of_clinic if each.pk not in told.values()]
        if is_uuid(part):
            return next((each.pk for each in of_clinic if str(each.public_id) == part), None)
        typed = [each.pk for each in of_clinic if part in {kind.slug for kind in each.types.all()}]
        return typed[0] if len(typed) == 1 else None

    def speaks_of(self, record, part, wanted, pk):
        """Whether a record of the clinic speaks of the entry `pk` that the part `wanted` stands for."""
        return part == "clinic" if wanted == "clinic" else record.program_id == pk

    def is_known(self, kind, pk, offer):
        """Whether a conflict is there already with the same offer, waiting or decided."""
        held = self.conflicts.get((*self.owner(kind, pk), offer.field))
        return held is not None and held.offered == offer.offered

    def waits(self, kind, pk, field):
        """Whether a conflict about `field` waits for a decision."""
        held = self.conflicts.get((*self.owner(kind, pk), field))
        return held is not None and held.decision == Conflict.Decision.WAITING


class Others:
    """What other sources than the one that speaks now say of an entry. `records` are their (source pk, facts said).

    `first` is {group: pks of the sources that stood for it before the one that speaks now}.
    """

    def __init__(self, kind, records, first):
        self.kind, self.records, self.first = kind, records, first

    def said_it_first(self, group, name, unit):
        """Whether the rows of a source that stood for `group` before state this unit of a fact."""
        first = self.first.get(group, ())
        return any(
            source in first and unit in units(self.kind, name, said.get(name, ""))
            for source, said in self.records
        )

    def say(self, name, unit, text):
        """Whether another source says just this text."""
        return any(units(self.kind, name, said.get(name, "")).get(unit) == text for _s, said in self.records)


def is_uuid(text):
    try:
        UUID(text)
    except ValueError:
        return False
    return True
