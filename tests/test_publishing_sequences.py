"""Whatever is done in whatever order: each fact is what its last Change row says, and what holds of entries holds."""

import random

import pytest

from programs.models import Batch, Change, Check, Clinic, Merge, Program, Status
from programs.models.facts import kind_of, texts
from programs.publishing import (
    Refused,
    change,
    close,
    confirm,
    merge,
    publish,
    reopen,
    set_terms,
    withdraw,
)
from programs.publishing.change import fresh
from programs.publishing.merge import BOTH, THEIRS, undo_merge
from programs.publishing.undo import undo
from tests.factories import make_clinic, make_program, make_user
from tests.import_files import directory_row, import_rows

pytestmark = pytest.mark.django_db
STEPS = 20
QUICK, LONG = (0, 1), range(2, 10)  # seeds
HOUSES = [
    {
        "name1": f"House {number}",
        "street1": f"{number} Far Road",
        "phone": f"520-555-01{number:02}",
        "facility_id": str(number),
    }
    for number in range(1, 4)
]


class Desk:
    """Some entries and what a person may do to one that `pick`, a Random, chooses."""

    def __init__(self, pick, tmp_path):
        self.pick, self.tmp_path = pick, tmp_path
        self.user, self.edition = make_user("cora"), 2020
        for number in range(4):
            make_program(make_clinic(name=f"Mesa {number}", languages=["en"]), published=bool(number % 2))

    def clinic(self):
        return self.pick.choice(list(Clinic.objects.order_by("pk")))

    def program(self):
        return self.pick.choice(list(Program.objects.order_by("pk")))

    def edit_clinic(self):
        with change(clinic := self.clinic(), by=self.user):
            clinic.name = f"Mesa {self.pick.randrange(9)}"
            clinic.website = self.pick.choice(["", "https://one.example.org/", "https://two.example.org/"])
            set_terms(clinic, "language", self.pick.sample(["en", "es", "ase"], self.pick.randrange(4)))

    def edit_program(self):
        with change(program := self.program(), by=self.user):
            program.summary = f"Words {self.pick.randrange(9)}"
            program.minutes_observed = self.pick.choice([None, 60, 120])
            set_terms(program, "payment", self.pick.sample(["medicaid", "medicare"], self.pick.randrange(3)))

    def check(self):
        entry, groups = self.pick.choice(
            [(self.clinic(), ["contact", "access"]), (self.program(), ["offer", "payment"])]
        )
        confirm(entry, self.pick.choice(groups), by=self.user, method="call")

    def publish(self):
        publish(self.program(), by=make_user(f"publisher {self.pick.randrange(2)}"))

    def withdraw(self):
        withdraw(self.pick.choice([self.clinic(), self.program()]), by=self.user, why="Tried.")

    def close(self):
        close(self.clinic(), by=self.user, why="Moved.", for_good=False)

    def reopen(self):
        reopen(self.clinic(), by=self.user)

    def merge(self):
        picks = {"name": THEIRS, "street": THEIRS, "languages": BOTH, "phones": BOTH}
        some = {name: picks[name] for name in self.pick.sample(sorted(picks), self.pick.randrange(5))}
        merge(self.clinic(), self.clinic(), by=self.user, picks=some)

    def undo_merge(self):
        if merges := list(Merge.objects.filter(undone_at=None).order_by("pk")):
            undo_merge(self.pick.choice(merges), by=self.user)

    def bring(self):
        self.edition += 1
        rows = [directory_row(**house) for house in self.pick.sample(HOUSES, 2)]
        rows[0]["name2"] = self.pick.choice(["", "Operators LLC"])
        rows[1]["phone"] = f"520-555-02{self.pick.randrange(10, 20)}"
        state = self.pick.choice(["--publish", "--draft"])
        import_rows(self.tmp_path, rows, state, edition=str(self.edition))

    def take_back(self):
        if batches := list(Batch.objects.filter(state=Batch.State.APPLIED)):
            undo(batches[0], by=self.user)

    def step(self):
        """Do one thing; what is refused changes nothing."""
        acts = [
            *(self.edit_clinic, self.edit_program, self.check, self.publish, self.withdraw, self.close),
            *(self.reopen, self.merge, self.merge, self.undo_merge, self.bring, self.bring, self.take_back),
        ]
        act = self.pick.choice(acts)
        try:
            act()
        except Refused:
            return f"{act.__name__} refused"
        return act.__name__


def entries():
    return [*Clinic.objects.order_by("pk"), *Program.objects.order_by("pk")]


def assert_history_tells_all(begun):
    """Each fact is what its last Change row says, else what it was when the entry was first seen."""
    for entry in entries():
        now = texts(fresh(entry))
        first = begun.setdefault((kind_of(entry), entry.pk), now)
        rows = Change.objects.filter(resource_id=entry.public_id, last_action_type="update").order_by("pk")
        last = {row.field_name: row.replacement_value for row in rows}
        assert now == {name: last.get(name, first[name]) for name in now}
        newest = Change.objects.filter(resource_id=entry.public_id).order_by("pk").last()
        assert newest.version == entry.version


def assert_rules_hold():
    for program in Program.objects.select_related("clinic"):
        assert program.clinic.merged_into is None, "a program stays at a clinic that is merged away"
        groups = set(program.statements.values_list("group", flat=True))
        assert set(program.statements.values_list("clinic", flat=True)) <= {program.clinic_id}
        assert set(program.checks.values_list("clinic", flat=True)) <= {program.clinic_id}
        if program.status == Status.PUBLISHED:
            assert "offer" in groups, "a public program has a source"
    for clinic in Clinic.objects.filter(status=Status.PUBLISHED):
        assert clinic.slug, "a public clinic has an address"
    imported = Check.objects.exclude(by_name__in=["cora"])
    assert not imported.exists(), "nothing imported is ever checked"


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.long) for seed in LONG)])
def test_any_sequence_leaves_each_fact_as_its_history_says(tmp_path, seed):
    desk, begun, done = Desk(random.Random(seed), tmp_path), {}, []
    assert_history_tells_all(begun)
    for _number in range(STEPS):
        done.append(desk.step())
        assert_history_tells_all(begun)
        assert_rules_hold()
    assert len(set(done)) > 5, done
