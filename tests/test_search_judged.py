"""What people type, and whether the first three results are what they mean."""

import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict
from django.test import override_settings

from programs.search import find
from tests.factories import make_clinic, make_program

JUDGED = tomllib.loads((Path(__file__).parent / "data" / "judged_queries.toml").read_text())
FIRST = 3
SHARE = 0.95


@pytest.fixture(scope="module")
def clinics(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration's clinics, and those whose names begin like the name of a drug."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    directory = tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        override_settings(VAR_DIR=directory, PASSWORD_HASHERS=hashers),
        transaction.atomic(),
    ):
        call_command("load_demo", verbosity=0)
        for name in JUDGED["traps"]:
            make_program(make_clinic(name=name), name="Ketamine sessions")
        yield
        transaction.set_rollback(True)


def asked(query, **more):
    return find(QueryDict(f"q={query['q']}&{query.get('and', '')}"), **more)


def right(query, result):
    """Whether the first three results, or as many as there can be, are what `query` expects."""
    first = result.hits[:FIRST]
    if not first or result.ketamine_problem != query.get("problem", False):
        return False
    if "clinic" in query:
        return query["clinic"] in [hit.clinic.name for hit in first]
    if "program" in query:
        return query["program"] in [program.name for hit in first for program in hit.programs]
    wanted = meant(query["each"])
    found = [clinic for clinic, _programs in asked(query, with_page=False).ids if clinic in wanted]
    return bool(found) and {hit.clinic.pk for hit in first[: len(found)]} <= wanted


def meant(addresses):
    """The pks of the clinics that one of `addresses` finds."""
    addresses = [addresses] if isinstance(addresses, str) else addresses
    return {
        clinic for address in addresses for clinic, _programs in find(QueryDict(address), with_page=False).ids
    }


@pytest.mark.long
@pytest.mark.django_db
def test_the_first_three_results_are_what_people_mean(clinics, capsys):
    results = [(query, asked(query)) for query in JUDGED["query"]]
    missed = [(query, result) for query, result in results if not right(query, result)]
    with capsys.disabled():
        print(f"\njudged queries: {len(results) - len(missed)} of {len(results)} right", end="")  # noqa: T201
        for query, result in missed:
            names = ", ".join(hit.clinic.name for hit in result.hits[:FIRST]) or "nothing"
            print(f"\nmissed: {query['q']} -> {result.corrected or 'as typed'}: {names}", end="")  # noqa: T201
    assert len(JUDGED["query"]) >= 150
    assert 1 - len(missed) / len(results) >= SHARE, [query["q"] for query, _result in missed]
