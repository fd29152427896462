"""Entries are saved, updated and deleted in publishing/ only: this reads the source for it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WRITES = {
    "save",
    "delete",
    "update",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITES |= {f"a{name}" for name in WRITES} | {
    "execute",
    "executemany",
    "executescript",
    "save_form",
    "save_m2m",
}
# The lists and rows of an entry, set through their manager.
OF_ENTRIES = {"types", "terms", "served_states", "phones", "hours", "licences", "prices", "programs"}
MANAGED = {"set", "add", "remove", "clear"}

# Who else may write, and what: never an entry.
ELSEWHERE = {
    "programs/vocabulary/loaders.py": "terms, program types, passages, places and the files they came from",
    "programs/admin/roles.py": "the roles",
    "programs/accounts/audit.py": "the audit record",
    "programs/accounts/passkeys.py": "passkeys",
    "programs/accounts/people.py": "accounts and their roles",
    "programs/accounts/second.py": "authenticator apps and recovery codes",
    "programs/accounts/throttle.py": "tries to sign in",
    "programs/demo/logins.py": "the demonstration's logins",
    "programs/demo/load.py": "the demonstration's sources",
    "programs/models/account.py": "the audit record, which takes no second save",
    "programs/databases.py": "SQL that asks how late a replica is",
    "programs/operations/backup.py": "copies of the database",
    "programs/operations/doctor.py": "SQL that reads how the database is set",
    "programs/operations/grants.py": "what the web server's role may do",
    "programs/operations/restoring.py": "a database made anew from its copy",
    "programs/search/fresh.py": "SQL that reads the log of changes",
    "programs/search/spelling.py": "SQL that reads the words of the index",
    "programs/search/text.py": "SQL that reads the index of words",
    "programs/selected.py": "SQL that reads entries for exports",
}
READING = (
    "programs/databases.py",
    "programs/operations/doctor.py",
    "programs/search/fresh.py",
    "programs/search/spelling.py",
    "programs/search/text.py",
    "programs/selected.py",
)


def sources():
    files = [path for folder in ("programs", "directory") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in files if not {"migrations", "publishing"} & set(path.relative_to(ROOT).parts)]


def writes(source):
    """(line, what) of each call in `source` that may write a row."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    attributes = [(call.lineno, call.func) for call in calls if isinstance(call.func, ast.Attribute)]
    return [(line, func.attr) for line, func in attributes if func.attr in WRITES or sets_rows(func)]


def sets_rows(func):
    owner = func.value
    return func.attr in MANAGED and isinstance(owner, ast.Attribute) and owner.attr in OF_ENTRIES


@pytest.mark.parametrize(
    "line", ["clinic.save()", "Program.objects.filter(pk=1).update(name='x')", "p.types.set(rows)"]
)
def test_a_write_is_seen(line):
    assert len(writes(f"def view(request):\n    {line}\n")) == 1


def test_nobody_but_publishing_writes_entries():
    found = {}
    for path in sources():
        if calls := writes(path.read_text()):
            found[str(path.relative_to(ROOT))] = calls
    assert {name: calls for name, calls in found.items() if name not in ELSEWHERE} == {}
    assert sorted(set(ELSEWHERE) - set(found)) == [], "an exception that is no longer needed"


@pytest.mark.parametrize("name", READING)
def test_what_only_reads_has_no_word_of_writing(name):
    source = (ROOT / name).read_text()
    assert {call for _line, call in writes(source)} == {"execute"}
    assert not re.search(
        r"\b(INSERT INTO|UPDATE \S+ SET|DELETE FROM|REPLACE INTO|TRUNCATE)\b", source, re.IGNORECASE
    )


def test_no_model_of_an_entry_is_registered_with_forms_of_its_own():
    """Each admin of an entry is an EntryAdmin, whose page saves through publishing; rows have no admin at all."""
    from django.contrib.admin import site

    from programs import models
    from programs.admin.entry import EntryAdmin

    registered = {
        model: type(desk) for model, desk in site._registry.items() if model._meta.app_label == "programs"
    }
    entries = {models.Clinic, models.Program, models.Organization}
    words = {models.Term, models.ProgramType, models.Source, models.Passage, models.Study}
    assert set(registered) == entries | words | {models.Audit}
    assert all(issubclass(registered[model], EntryAdmin) for model in entries)
    assert all(not registered[model].inlines and not registered[model].list_editable for model in entries)
