"""/exports/: an address that is brought, exports that a team saves, past ones, and large ones in the background."""

import json
import re

import pytest
from django.conf import settings
from django.utils import timezone

from programs.exports import background
from programs.jobs.runner import Runner
from programs.models import Export, Job, Term
from programs.publishing.exports import forget_exports, remember, save_export, start_export
from tests.factories import make_clinic, make_program, make_user
from tests.test_exports_pages import FILES, PAGE, content, person, rows_of

pytestmark = pytest.mark.django_db
PROGRESS = re.compile(r'<progress max="(\d+)" value="(\d+)">')


@pytest.fixture
def staff(client):
    client.force_login(person("staff export"))
    return client


def past():
    return [(each.address, each.rows) for each in Export.objects.filter(name="")]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/clinics/?type=kap&state=CA",
        "/exports/?state=CA&type=kap",
        "type=kap&state=CA",
        " ?type=kap&state=CA#main ",
    ],
)
def test_an_address_is_brought_from_anywhere(staff, address):
    make_program(make_clinic(region="CA"))
    answer = staff.get("/exports/bring/", {"address": address})
    assert answer.status_code == 302
    assert staff.get(answer["Location"]).context["result"].query == "type=kap&state=CA"


def test_an_address_with_something_else_is_refused(staff):
    answer = staff.get("/exports/bring/", {"address": "https://example.org/?utm=1"})
    assert (answer.status_code, "address: utm: no filter" in answer.content.decode()) == (400, True)


def test_what_is_taken_is_remembered_once_and_can_be_run_again(staff):
    make_program(make_clinic(name="Shown"))
    for _number in range(2):
        staff.get(FILES[1], {"state": "AZ", "columns": "funder", "file_language": "es"})
    assert past() == [("state=AZ&columns=funder&file_language=es&format=xlsx", 1)]
    page = staff.get(PAGE)
    assert [each.rows for each in page.context["past"]] == [1]
    again = staff.get(f"{PAGE}?{past()[0][0]}").context
    assert (again["table"].name, again["table"].language, again["format"]) == ("funder", "es", "xlsx")
    assert [each.NAME for each in again["formats"]][:2] == ["xlsx", "csv"]


def test_what_was_typed_is_not_kept(staff):
    make_program(make_clinic(name="Willow"))
    for name in ("q", "near"):
        answer = staff.get(FILES[0], {name: {"q": "willow", "near": "85701"}[name], "state": "AZ"})
        assert [row["clinic_name"] for row in rows_of(answer)] == ["Willow"]
    assert past() == []
    staff.get(FILES[0], {"state": "AZ"})
    assert past() == [("state=AZ", 1)]


def test_a_large_export_holds_what_was_typed_until_it_is_over(staff, large):
    for name in ("Willow", "Oak"):
        make_program(make_clinic(name=name))
    staff.post("/exports/start/", {"address": "q=willow&near=85701&state=AZ", "format": "csv"})
    assert past() == [("state=AZ", None)]
    Runner().once()
    job = Job.objects.get(kind="export")
    assert (job.state, job.parameters) == ("done", {"address": "state=AZ"})
    assert [row["clinic_name"] for row in rows_of(staff.get(job.result["url"]))] == ["Willow"]
    kept = repr([*Job.objects.filter(kind="export").values(), *Export.objects.values()])
    assert [word for word in ("willow", "85701") if word in kept] == []


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_job_that_fails_forgets_what_was_typed(staff, attempts):
    job = start_export(make_user(), "state=AZ&columns=nonsense", {"q": "canary"}).job
    if attempts > 1:  # its process died each time
        Job.objects.update(state="running", attempts=attempts)
    Runner().once()
    job.refresh_from_db()
    assert (job.state, job.parameters) == ("failed", {"address": "state=AZ&columns=nonsense"})


def test_what_an_earlier_release_kept_of_typed_words_is_forgotten(staff):
    user = make_user()
    for address in ("q=canary", "state=AZ&near=85701", "state=AZ&type=any"):
        remember(user, address)
    save_export(user, "Ours", "q=canary")
    forget_exports()
    assert sorted(Export.objects.values_list("name", "address")) == [
        ("", "state=AZ&type=any"),
        ("Ours", "q=canary"),
    ]


def test_nobody_sees_what_others_took(staff):
    remember(make_user("other"), "state=canary", 1)
    assert b"canary" not in staff.get(PAGE).content


def test_twenty_are_remembered_for_ninety_days(staff):
    user = person("staff export")
    for number in range(22):
        remember(user, f"radius={number}")
    assert len(past()) == 20
    forget_exports(timezone.now() + timezone.timedelta(days=89))
    assert len(past()) == 20
    forget_exports(timezone.now() + timezone.timedelta(days=91))
    assert past() == []


def test_a_team_shares_what_one_saves(client, staff):
    make_program()
    make_program(make_clinic(region="CA"))
    answer = staff.post("/exports/save/", {"name": "Board", "address": "state=AZ&columns=funder"})
    assert answer["Location"] == "/exports/?state=AZ&columns=funder"
    client.force_login(person("curator"))
    page = client.get(PAGE)
    assert [(each.name, each.by.username) for each in page.context["saved"]] == [("Board", "staff-export")]
    again = client.post("/exports/save/", {"name": "Board", "address": "state=CA"})
    assert (again.status_code, "choose another name" in again.content.decode()) == (400, True)
    board = Export.objects.get(name="Board")
    assert client.post(f"/exports/saved/{board.pk}/remove/").status_code == 302
    assert not Export.objects.exists()


def test_somebody_else_does_not_remove_it(client):
    board = Export.objects.create(name="Board", address="state=AZ", by=make_user("other"))
    client.force_login(person("staff export"))
    assert client.post(f"/exports/saved/{board.pk}/remove/").status_code == 400
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["state=Nowhere", "columns=secret", "format=pdf", "utm=1", "columns=full"]
)
def test_a_wrong_address_is_not_saved(staff, address):
    answer = staff.post("/exports/save/", {"name": "Wrong", "address": address})
    assert (answer.status_code, Export.objects.count()) == (400, 0)


@pytest.fixture
def large(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    for module in ("programs.exports.asked", "programs.pages.exports"):
        monkeypatch.setattr(f"{module}.LARGE", 1)


def test_a_large_export_is_written_in_the_background_and_kept_for_its_owner(client, staff, large):
    for name in ("First", "Second"):
        make_program(make_clinic(name=name))
    assert b"in the background" in staff.get(FILES[0]).content
    page = staff.get(PAGE)
    assert page.context["is_large"]
    staff.post("/exports/start/", {"address": "state=AZ&sort=name", "format": "csv"})
    assert b"It waits." in staff.get(PAGE).content
    assert Runner().once()
    job = Job.objects.get(kind="export")
    assert (job.state, job.result["says"]) == ("done", "2 rows")
    assert b"Take the file" in staff.get(PAGE).content
    answer = staff.get(job.result["url"])
    assert [row["clinic_name"] for row in rows_of(answer)] == ["First", "Second"]
    assert answer["Cache-Control"] == "private, no-store"
    client.force_login(person("curator"))
    assert client.get(job.result["url"]).status_code == 404


@pytest.mark.django_db(transaction=True)  # what is told inside a transaction is read after it
def test_a_large_export_says_how_far_it_is(staff, large, monkeypatch):
    """The row of the job, as the page reads it, while the file is being written."""
    monkeypatch.setattr("programs.publishing.jobs.WRITE_EVERY", 0)
    for name in ("First", "Second"):
        make_program(make_clinic(name=name))
    staff.post("/exports/start/", {"address": "state=AZ"})
    seen = []

    def write_and_look(file, name, table):
        for _row in table.rows():
            job = Job.objects.get(kind="export")
            seen.append((job.state, job.total, PROGRESS.findall(staff.get(PAGE).content.decode())))

    monkeypatch.setattr(background, "write", write_and_look)
    Runner().once()
    assert seen == [("running", 2, [("2", "1")]), ("running", 2, [("2", "2")])]


def test_a_large_file_goes_after_a_week(staff, large):
    make_program()
    staff.post("/exports/start/", {"address": "state=AZ"})
    Runner().once()
    job = Job.objects.get(kind="export")
    background.forget_files(timezone.now() + timezone.timedelta(days=6))
    assert background.kept_file(job).exists()
    background.forget_files(timezone.now() + timezone.timedelta(days=8))
    assert (background.kept_file(job), staff.get(job.result["url"]).status_code) == (None, 404)


@pytest.mark.parametrize("address", ["/exports/save/", "/exports/start/", "/exports/saved/1/remove/"])
@pytest.mark.parametrize(("role", "status"), [(None, 302), ("nobody", 403)])
def test_who_may_not_export_keeps_nothing(client, address, role, status):
    if role:
        client.force_login(person(role))
    answer = client.post(address, {"name": "x", "address": "state=AZ"})
    assert (answer.status_code, Export.objects.count(), Job.objects.count()) == (status, 0, 0)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_language_of_labels_is_chosen(staff, language):
    make_program()
    answer = staff.get("/exports/listings.fhir", {"file_language": language})
    services = [entry["resource"] for entry in json.loads(content(answer))["entry"]]
    [service] = [each for each in services if each["resourceType"] == "HealthcareService"]
    said = {"en": "Ketamine with talk therapy", "es": "Ketamina con terapia"}[language]
    assert service["type"][0]["text"] == said


def test_each_named_set_of_columns_is_public(staff):
    make_program()
    for name in ("case-manager", "funder"):
        [row] = rows_of(staff.get(FILES[0], {"columns": name}))
        assert {"clinic_id", "program_id", "checked_on"} <= set(row)
    assert staff.get("/exports/listings.geojson", {"columns": "funder"}).status_code == 200


def test_a_funder_sees_the_codes_of_terms_answered_yes(staff):
    make_program(substances=[("alcohol", "", "yes", ""), ("opioids", "", "no", "")])
    [row] = rows_of(staff.get(FILES[0], {"columns": "funder"}))
    assert row["codes"] == (
        "alcohol | samhsa-substance | 2024 | ACMA ADTX AUDO PMAT; "
        f"alcohol | hsds | 3.0 | {Term.objects.get(vocabulary='substance', slug='alcohol').public_id}"
    )
