"""The demonstration in the database: how its entries stand, and that it comes and goes without a trace."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from programs.models import (
    Check,
    Clinic,
    Conflict,
    DuplicateSuspect,
    Licence,
    Organization,
    Price,
    Program,
    SearchChange,
    SearchDocument,
    Source,
    Statement,
    Term,
)
from programs.models.claims import CLINIC, CONFIRMED, LISTED, about, claim
from programs.models.price import course
from programs.publishing import change, merge
from programs.publishing.change import editors
from tests.factories import make_clinic, make_organization, make_user

LOG = {"SearchChange", "SearchRevision", "Audit"}  # what only ever grows
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def snapshot():
    """{model: rows} of all entries and what is about them, but for the log that the search reads."""
    models = apps.get_app_config("programs").get_models(include_auto_created=True)
    kept = [model for model in models if model.__name__ not in LOG]
    return {model.__name__: sorted(map(repr, model._base_manager.values())) for model in kept}


def load_demo(*arguments):
    """What the command says."""
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration beside one real clinic, loaded once; `before` is what was there before it."""
    settings = override_settings(VAR_DIR=tmp_path_factory.mktemp("var"), PASSWORD_HASHERS=FAST)
    with django_db_blocker.unblock(), settings:
        operator = make_organization("Real Operators")
        real = make_clinic(published=True, name="Real Clinic", organization=operator, source=editors())
        before = snapshot()
        said = load_demo()
    yield {"real": real.pk, "before": before, "said": said, "today": timezone.localdate()}
    with django_db_blocker.unblock():
        call_command("flush", interactive=False)


@pytest.fixture
def demo(loaded, db, settings, tmp_path):
    """The loaded demonstration; what a test does to it is undone after it."""
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = FAST
    return {**loaded, "real": Clinic.objects.get(pk=loaded["real"])}


def invented():
    return Clinic.objects.filter(demonstration=True)


def live(today):
    return Check.objects.live(today).filter(clinic__in=invented())


def test_every_kind_of_standing_is_there(demo):
    standing = Counter(invented().values_list("status", "operating_status"))
    assert standing.pop(("published", "open")) > 100
    assert standing == {
        ("draft", "open"): 6,
        ("in_review", "open"): 1,
        ("published", "temporarily_closed"): 2,
        ("published", "closed"): 2,
        ("published", "not_stated"): 1,
        ("withdrawn", "open"): 2,
    }
    assert invented().filter(merged_into__demonstration=True).count() == 1
    assert Program.objects.filter(clinic__in=invented().published(), status="draft").count() == 3
    assert Program.objects.filter(clinic__in=invented().published(), status="withdrawn").count() == 1


def test_every_public_group_of_facts_has_a_source(demo):
    groups = Statement.objects.filter(clinic__in=invented()).values_list("source__kind", flat=True)
    assert set(groups) == {"clinic", "register", "editors"}
    published = Program.objects.published().filter(clinic__in=invented())
    assert published.filter(statements__group="offer").distinct().count() == published.count()


def test_checks_are_live_expiring_expired_ended_and_missing(demo):
    today = demo["today"]
    soon = live(today).filter(expires_on__lte=today + dt.timedelta(days=14))
    every = Check.objects.filter(clinic__in=invented())
    assert live(today).count() > 1000
    assert soon.values("clinic").distinct().count() >= 15
    assert every.filter(expires_on__lt=today).values("clinic").distinct().count() >= 10
    assert every.filter(ended_on=today).count() >= 4
    assert invented().published().filter(checks__isnull=True).count() >= 10
    assert set(every.values_list("method", flat=True)) == {"call", "web_page", "registry", "visit"}


def test_every_claim_level_is_there(demo):
    levels = Counter()
    for clinic in invented().published().prefetch_related("statements__source", "checks", "programs"):
        for program in clinic.programs.all():
            said, made = about(clinic.statements.all(), program), about(clinic.checks.all(), program)
            levels[claim("offer", said, made, demo["today"]).level] += 1
    assert min(levels[level] for level in (CONFIRMED, CLINIC, LISTED)) >= 5


def test_courses_are_complete_incomplete_stated_and_unknown(demo):
    kinds = Counter()
    for program in Program.objects.published().filter(clinic__in=invented()).prefetch_related("prices"):
        found = course(program, program.prices.all(), demo["today"], "USD")
        kinds[(found.stated, found.complete) if found else None] += 1
    assert min(kinds[kind] for kind in [(False, True), (False, False), (True, True), None]) >= 15
    prices = Price.objects.filter(program__clinic__in=invented())
    assert prices.filter(valid_until__lt=demo["today"]).count() >= 2
    assert prices.filter(valid_from__gt=demo["today"]).count() >= 2
    assert set(prices.values_list("currency", flat=True)) == {"USD", "CAD"}


def test_licences_are_valid_ending_and_expired(demo):
    licences = Licence.objects.filter(clinic__in=invented())
    today = demo["today"]
    assert set(licences.values_list("state", flat=True)) == {"valid", "expired", "suspended", "not_stated"}
    assert licences.filter(state="expired", valid_until__lt=today).count() >= 5
    assert licences.filter(valid_until__range=(today, today + dt.timedelta(days=30))).count() >= 5


def test_points_lie_in_the_town_and_withheld_ones_in_its_middle(demo):
    for clinic in invented().exclude(postal_code=""):
        assert clinic.precision in ("exact", "street", "postal_code")
    withheld = invented().filter(address_withheld="yes")
    assert withheld.count() >= 4
    assert set(withheld.values_list("public_precision", flat=True)) == {"city"}
    texts = " ".join(SearchDocument.objects.values_list("text", flat=True))
    streets = [clinic.street.split()[1].casefold() for clinic in withheld]
    assert [street for street in streets if f" {street} " in texts] == []


def test_curators_find_a_suspect_and_conflicts(demo):
    suspect = DuplicateSuspect.objects.get()
    assert {suspect.one.name, suspect.other.name} == {"Juniper Gate Clinic", "Juniper Gate Clinic LLC"}
    fields = Conflict.objects.filter(decision="waiting").values_list("field", flat=True)
    assert set(fields) == {"website", "phones", "wait_days"}


def test_every_entry_is_marked_as_invented(demo):
    assert Clinic.objects.filter(demonstration=False).get() == demo["real"]
    assert is_said(demo["said"], invented().count(), Program.objects.filter(clinic__in=invented()).count())
    assert Organization.objects.exclude(npi="").count() == 0


def is_said(said, clinics, programs):
    return f"Loaded {clinics} invented clinics with {programs} programs." in said


def test_loading_twice_adds_nothing(demo):
    once = snapshot()
    assert "loaded already" in load_demo()
    assert snapshot() == once


def test_removing_leaves_everything_else_as_it_was(demo):
    clinics, programs = invented().count(), Program.objects.filter(clinic__in=invented()).count()
    said = load_demo("--remove")
    assert said == f"Removed {clinics} clinics, {programs} programs, 9 organizations, 2 sources.\n"
    assert snapshot() == demo["before"]
    newest = SearchChange.objects.order_by("n").last().n
    assert SearchChange.objects.filter(n=newest).count() == clinics


def test_removing_twice_and_loading_again(demo):
    load_demo("--remove")
    assert load_demo("--remove").startswith("Removed 0 clinics, 0 programs, 0 organizations, 0 sources")
    assert snapshot() == demo["before"]


def test_an_organization_with_a_real_clinic_stays(demo):
    operator = Organization.objects.get(name="Saltmarsh Recovery Network")
    with change(demo["real"], by="tests"):
        demo["real"].organization = operator
    load_demo("--remove")
    assert sorted(Organization.objects.values_list("name", flat=True)) == [
        "Real Operators",
        "Saltmarsh Recovery Network",
    ]


def test_a_source_that_a_real_entry_names_stays(demo):
    register = Source.objects.get(name="Demonstration register")
    with change(demo["real"], by="tests", source=register):
        demo["real"].website = "https://real.example.org"
    load_demo("--remove")
    assert Source.objects.filter(name__contains="emonstration").get() == register


def test_a_real_clinic_merged_into_an_invented_one_stops_the_removal(demo):
    real, kept = demo["real"], invented().published().first()
    merge(real, kept, by=make_user())
    number = Clinic.objects.count()
    with pytest.raises(CommandError, match="Real Clinic was merged into an invented clinic"):
        load_demo("--remove")
    assert Clinic.objects.count() == number


def test_if_empty_loads_nothing_beside_a_real_clinic(demo):
    load_demo("--remove")
    load_demo("--if-empty")
    assert snapshot() == demo["before"]


def test_production_refuses_invented_clinics_and_lets_them_go(demo, settings):
    settings.PRODUCTION = True
    load_demo("--remove")
    with pytest.raises(CommandError) as refused:
        load_demo()
    assert "\n" not in str(refused.value)
    assert "PRODUCTION=1" in str(refused.value)
    assert snapshot() == demo["before"]


def test_terms_stay_as_they_are(demo):
    assert Term.objects.filter(local=True).count() == 0
