"""A database of every earlier state comes up to date with its rows, and goes one step back."""

import json
import os

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddField,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)

from tests.own_databases import ROOT, manage, own_database

# Older than the rule that the release before goes on; nobody serves from before them.
BEFORE_THE_RULE = {"0003_decisions", "0004_guides", "0011_time_of_the_last_change"}
STATES = sorted(path.stem for path in (ROOT / "programs" / "migrations").glob("0*.py"))
# Rows through the models of the state; then forward, and the same rows through those of today.
UPGRADE = """
import json
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

STATE = {state!r}
KEPT = ["organization", "source", "clinic", "program", "phone", "change", "job", "searchrevision", "correction"]

def go(name):
    executor = MigrationExecutor(connection)
    others = [key for key in executor.loader.graph.leaf_nodes() if key[0] != "programs"]
    executor.migrate([*others, ("programs", name)])
    return MigrationExecutor(connection).loader.project_state([("programs", name)]).apps

def rows(apps):
    found = {{}}
    for name in KEPT:
        try:
            model = apps.get_model("programs", name)
        except LookupError:
            continue
        for row in model.objects.order_by("pk").values():
            found[f"{{name}} {{row['id']}}"] = {{key: str(value) for key, value in row.items()}}
    return found

apps = go(STATE)
get = lambda name: apps.get_model("programs", name)
operator = get("organization").objects.create(name="Operator")
get("source").objects.create(name="Register", kind="register")
place = {{"city": "Tucson", "region": "AZ", "country": "US"}}
clinic = get("clinic").objects.create(name="Willow", organization=operator, slug="willow-tucson-az", **place)
get("program").objects.create(name="Course", clinic=clinic, slug="course")
get("phone").objects.create(clinic=clinic, number="+15205550100")
get("job").objects.create(kind="purge")
get("searchrevision").objects.update_or_create(pk=1, defaults={{"n": 7}})
before = rows(apps)
after = rows(go({newest!r}))
missing = lambda old, new: [key for key, row in old.items() if not row.items() <= new.get(key, {{}}).items()]
back = "not tried"
if STATE == {newest!r}:
    kept = rows(go({previous!r}))  # without what the last step added
    again = rows(go(STATE))
    back = (missing(kept, after), missing(kept, again), again.keys() == after.keys()) == ([], [], True)
print(json.dumps({{"rows": len(before), "lost": missing(before, after), "back": back}}))
"""


def test_no_step_takes_from_the_release_before_what_it_reads_and_writes():
    """It goes on serving until the workers are renewed: what it does not know has to be filled without it."""
    steps = MigrationLoader(None).disk_migrations
    found = [
        f"{name}: {words}"
        for (app, name), step in sorted(steps.items())
        if app == "programs" and name not in BEFORE_THE_RULE
        for words in breaks(step.operations)
    ]
    assert found == []


def breaks(operations):
    """What of a step an older release could not go on with; tables that the step itself makes are not known to it."""
    made = {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}
    for operation in operations:
        if isinstance(operation, DeleteModel | RemoveField | RenameField | RenameModel):
            yield operation.describe()
        if isinstance(operation, AddField) and operation.model_name_lower not in made:
            field = operation.field
            if not field.null and not field.has_db_default() and not field.many_to_many:
                yield f"{operation.describe()}: neither null nor with a default of the database"


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_rows_of_each_earlier_state_are_there_afterwards(state, tmp_path):
    name = f"test_upgrade_{os.getpid()}"
    script = UPGRADE.format(state=state, newest=STATES[-1], previous=STATES[-2])
    empty = own_database(name, tmp_path, connection.vendor, connection.settings_dict, migrated=False)
    with empty as environment:
        said = json.loads(manage(environment, "shell", "-v0", "-c", script).splitlines()[-1])
    assert said == {"rows": 7, "lost": [], "back": True if state == STATES[-1] else "not tried"}


# A check and an organization of before their times were kept, and an organization that the database itself dates.
TIMES = (
    UPGRADE.split("apps = go(STATE)")[0]
    + """
import datetime as dt
apps = go(STATE)
get = lambda name: apps.get_model("programs", name)
clinic = get("clinic").objects.create(name="Willow", slug="willow", city="Tucson", region="AZ", country="US")
get("check").objects.create(
    clinic=clinic, group="contact", checked_on="2026-01-02", expires_on="2027-01-02", method="call")
operator = get("organization").objects.create(name="Operator")
moment = dt.datetime(2026, 3, 4, 5, tzinfo=dt.UTC)
get("change").objects.create(clinic=clinic, resource_type="organization", resource_id=operator.public_id,
    field_name="name", version=1, last_action_type="update", last_action_date=moment)
get("organization").objects.create(name="Without history")
go({newest!r})
with connection.cursor() as cursor:
    cursor.execute("SELECT recorded_at FROM programs_check")
    print(str(cursor.fetchone()[0])[:10])
    cursor.execute("SELECT updated_at FROM programs_organization ORDER BY name DESC")
    print([str(row[0])[:10] for row in cursor.fetchall()])
"""
)


@pytest.mark.long
def test_what_was_there_has_the_times_that_are_known(tmp_path):
    name = f"test_upgrade_{os.getpid()}"
    script = TIMES.format(state="0016_invitations", newest=STATES[-1], previous=STATES[-2])
    empty = own_database(name, tmp_path, connection.vendor, connection.settings_dict, migrated=False)
    with empty as environment:
        said = manage(environment, "shell", "-v0", "-c", script).splitlines()[-2:]
    assert said == ["2026-01-02", "['1970-01-01', '2026-03-04']"]


@pytest.mark.long
def test_migrate_fills_a_database_of_the_first_state(tmp_path):
    name = f"test_upgrade_{os.getpid()}"
    first = UPGRADE.format(state=STATES[0], newest=STATES[0], previous=STATES[0]).replace(
        "back = rows", "rows"
    )
    empty = own_database(name, tmp_path, connection.vendor, connection.settings_dict, migrated=False)
    with empty as environment:
        manage(environment, "shell", "-v0", "-c", first)
        manage(environment, "migrate", "-v0")
        found = json.loads(manage(environment, "status", "--json"))
    assert (found["problems"], found["last_change"] >= 7) == ([], True)
