"""/exports/ for a partner who keeps in step: what has changed since a day, and what is no longer public."""

import csv
import datetime as dt
import io
import json

import pytest
from django.utils import timezone

from programs.models import Organization
from programs.publishing import change, close, confirm, merge, withdraw
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.test_exports_pages import FILES, PAGE, content, person, rows_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def staff(client):
    client.force_login(person("staff export"))
    return client


def since(staff, day, **more):
    return sorted(row["program_name"] for row in rows_of(staff.get(FILES[0], {"changed_since": day, **more})))


def backdate(*entries):
    for entry in entries:
        type(entry).objects.filter(pk=entry.pk).update(updated_at=LONG_AGO)


def backdated(program):
    """The program, of which nothing was changed or checked for long."""
    backdate(program, program.clinic)
    program.checks.update(recorded_at=LONG_AGO)
    program.clinic.checks.update(recorded_at=LONG_AGO)
    return program


def test_changed_since_holds_what_was_changed_or_checked(staff):
    clinic = make_clinic()
    old, _changed, checked = (make_program(clinic, name=name) for name in ("Old", "Changed", "Checked"))
    backdate(clinic, old, checked)
    confirm(checked, "offer", by=make_user(), method="call")
    assert since(staff, TODAY) == ["Changed", "Checked"]
    assert since(staff, "2019-12-01") == ["Changed", "Checked", "Old"]
    page = staff.get(PAGE, {"changed_since": TODAY})
    assert (page.context["row_count"], page.context["table"].words) == (2, f"changed since {TODAY}")


def test_a_check_counts_from_when_it_was_entered(staff):
    program, _other = (backdated(make_program(name=name)) for name in ("Checked late", "Other"))
    confirm(program, "offer", by=make_user(), method="call", on=TODAY - timezone.timedelta(days=20))
    assert since(staff, TODAY) == ["Checked late"]
    program.checks.update(recorded_at=LONG_AGO)
    assert since(staff, TODAY) == []


def test_another_name_of_who_runs_it_is_a_change(staff):
    ours = make_organization(name="Mesa")
    backdated(make_program(make_clinic(organization=ours), name="Ours"))
    backdated(make_program(make_clinic(organization=make_organization(name="Oak")), name="Theirs"))
    Organization.objects.update(updated_at=LONG_AGO)
    with change(ours, by=make_user()):
        ours.name = "Mesa Health"
    assert since(staff, TODAY) == ["Ours"]


def test_a_check_that_ran_out_is_a_change(staff):
    program = backdated(make_program(name="Ran out"))
    confirm(program, "offer", by=make_user(), method="call", on=TODAY - timezone.timedelta(days=370))
    program.checks.update(recorded_at=LONG_AGO)
    assert since(staff, TODAY - timezone.timedelta(days=10)) == ["Ran out"]
    assert since(staff, TODAY - timezone.timedelta(days=2)) == []


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "9999-01-01", "0001-01-01"])
def test_a_day_that_is_none_is_refused(staff, day):
    assert staff.get(FILES[0], {"changed_since": day}).status_code == 400
    refused = staff.get("/exports/removed.csv", {"since": day})
    assert (refused.status_code, "<dt>since</dt>" in refused.content.decode()) == (400, True)


def test_removed_since_names_what_partners_must_drop(staff):
    user = make_user()
    shown = make_program(make_clinic(name="Shown"))
    gone = make_program(make_clinic(name="Gone")).clinic
    withdraw(gone, by=user, why="Asked")
    closed = make_program(make_clinic(name="Closed")).clinic
    close(closed, by=user, why="Retired")
    program = make_program(shown.clinic, name="Ended")
    withdraw(program, by=user, why="Ended")
    make_program(make_clinic(name="Draft"), published=False)
    old = make_program(make_clinic(name="Long gone")).clinic
    withdraw(old, by=user, why="Asked")
    backdate(old)
    answer = staff.get("/exports/removed.csv", {"since": TODAY})
    rows = list(csv.DictReader(io.StringIO(content(answer).decode(), newline="")))
    found = {(row["kind"], row["id"], row["how"], row["removed_on"]) for row in rows[:-1]}
    today = TODAY.isoformat()
    assert found == {
        ("clinic", str(gone.public_id), "withdrawn", today),
        ("clinic", str(closed.public_id), "closed", today),
        ("program", str(program.public_id), "withdrawn", today),
    }
    data = json.loads(content(staff.get("/exports/removed.json", {"since": TODAY})))
    assert {row["id"] for row in data["rows"]} == {row["id"] for row in rows[:-1]}
    assert data["stamp"]["filter"] == f"removed_since={TODAY}"
    assert staff.get("/exports/removed.hsds", {"since": TODAY}).status_code == 400


def test_a_merged_clinic_names_the_one_that_is_kept(staff):
    kept, gone = (make_program(make_clinic(name=name)).clinic for name in ("Kept", "Twice"))
    merge(gone, kept, by=make_user())
    answer = staff.get("/exports/removed.csv", {"since": TODAY})
    [row, _stamp] = csv.DictReader(io.StringIO(content(answer).decode(), newline=""))
    assert (row["id"], row["how"], row["kept_id"]) == (str(gone.public_id), "merged", str(kept.public_id))
