"""What an import would do, entry by entry, before it does anything. Texts are those of models.facts."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class RecordPlan:
    """A row of the source to keep: new, or (with `pk`) known and said anew."""

    key: str
    part: str
    said: dict
    digest: str
    raw: dict = field(default_factory=dict)
    pk: int | None = None


@dataclass(slots=True)
class ConflictPlan:
    """The source offers `offered` for `field` (of units.py), and said `was` before; the entry says `ours`."""

    field: str
    offered: str
    ours: str
    was: str = ""


@dataclass(slots=True)
class EntryPlan:
    """A clinic or program to make (`pk` is None: `facts` are all it has), or one to change.

    `changes` are {fact: (text now, text then)}; `groups` those that the source states. `settled` are the fields of
    which the source's waiting conflict is over.
    """

    kind: str
    pk: int | None = None
    version: int = 1
    public_id: str = ""
    facts: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    records: list = field(default_factory=list)
    conflicts: list = field(default_factory=list)
    settled: list = field(default_factory=list)


@dataclass(slots=True)
class ClinicPlan:
    """A clinic with its programs. `rows` are the (path, line) of the rows behind it."""

    clinic: EntryPlan
    programs: list[EntryPlan] = field(default_factory=list)
    operator: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)

    @property
    def is_new(self):
        return self.clinic.pk is None

    def entries(self):
        return [self.clinic, *self.programs]


@dataclass
class Plan:
    """Everything one import would write.

    `source` are the fields of a Source; `seen` is the newest record when it was planned. `suspects` are (clinic,
    clinic, reason), a clinic being a pk or a ClinicPlan. `missing` and `listed` are pks of the source's records: no
    longer, or again (or still) in its edition.
    """

    source: dict
    edition: str
    publish: bool
    seen: int
    clinics: list[ClinicPlan] = field(default_factory=list)
    suspects: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    listed: list = field(default_factory=list)

    @property
    def is_empty(self):
        return not (self.clinics or self.suspects or self.missing or self.listed)
