"""Adding a clinic begins with a look at those that are here already."""

import pytest
from django.urls import reverse

from programs.models import Clinic
from programs.publishing import merge
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import fields_of, page_of, texts_of

pytestmark = pytest.mark.django_db
START = "/admin/programs/clinic/start/"


@pytest.fixture
def clinics():
    return [
        make_clinic(name="Desert Willow Ketamine Center", phone="+15205550111", postal_code="85701"),
        make_clinic(name="Willow Recovery", phone="+15205550122", postal_code="85719"),
        make_clinic(name="Mesa Verde Wellness", phone="+16025550133", city="Mesa", postal_code="85201"),
    ]


def likely(desk, **typed):
    return texts_of(desk.get(START, typed), ".//div[@id='likely']/ul/li/a")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ({"phone": "(520) 555-0111"}, ["Desert Willow Ketamine Center"]),
        ({"phone": "+1 520 555 0122"}, ["Willow Recovery"]),
        ({"phone": "555"}, []),
        ({"name": "Desert Willow"}, ["Desert Willow Ketamine Center"]),
        ({"name": "willow", "place": "857"}, ["Desert Willow Ketamine Center", "Willow Recovery"]),
        ({"name": "Willow clinic", "place": "85719"}, ["Willow Recovery"]),
        ({"name": "Mesa Verde", "place": "Mesa, AZ"}, ["Mesa Verde Wellness"]),
        ({"name": "Mesa Verde", "place": "Mesa, NM"}, []),
        ({"name": "Saguaro", "place": "Tucson"}, []),
        ({"name": "Willow", "phone": "6025550133"}, ["Mesa Verde Wellness", "Desert Willow Ketamine Center"]),
    ],
)  # fmt: skip
def test_clinics_that_may_be_the_one(desk, clinics, typed, names):
    assert likely(desk, **typed)[: len(names) or 1] == names


def test_one_that_was_merged_away_is_not_offered(desk, clinics):
    gone, kept = (make_program(clinic).clinic for clinic in clinics[:2])
    merge(gone, kept, by=make_user())
    assert likely(desk, name="Desert Willow") == []


def test_what_was_typed_stands_in_the_new_entry(desk, clinics):
    page = desk.get(START, {"name": "Saguaro & Sons", "place": "Bisbee, az", "phone": "5205550199"})
    assert texts_of(page, ".//div[@id='likely']/p")[0] == "Nothing here is like it."
    onward = next(node.get("href") for node in page_of(page).iter("a") if node.get("class") == "act")
    fields = fields_of(desk.get(onward))
    assert (fields["name"], fields["city"], fields["region"]) == ("Saguaro & Sons", "Bisbee", "AZ")
    assert fields["phones-0-number"] == "5205550199"
    desk.post(onward, fields)
    made = Clinic.objects.get(name="Saguaro & Sons", city="Bisbee")
    assert [row.number for row in made.phones.all()] == ["+15205550199"]


@pytest.mark.parametrize(
    ("place", "city", "region"),
    [("85701", "Tucson", "AZ"), ("85701-1234", "Tucson", "AZ"), ("00000", "", "")],
)
def test_a_zip_code_brings_its_city_and_state(desk, place, city, region):
    page = desk.get(START, {"name": "Saguaro", "place": place})
    onward = next(node.get("href") for node in page_of(page).iter("a") if node.get("class") == "act")
    fields = fields_of(desk.get(onward))
    assert (fields["postal_code"], fields["city"], fields["region"]) == (place, city, region)


@pytest.mark.parametrize("typed", [{}, {"name": ""}, {"name": " ", "phone": "", "place": " "}])
def test_nothing_typed_asks_nothing(desk, clinics, typed):
    page = desk.get(START, typed)
    assert (page.status_code, texts_of(page, ".//div[@id='likely']/*")) == (200, [])


def test_what_is_too_long_is_said(desk):
    page = desk.get(START, {"name": "x" * 201})
    assert len(texts_of(page, ".//p[@class='error']")) == 1


def test_the_desk_and_the_list_lead_there(desk):
    for address in (reverse("admin:index"), reverse("admin:programs_clinic_changelist")):
        assert START in [node.get("href") for node in page_of(desk.get(address)).iter("a")]


def test_the_same_queries_for_one_and_for_many(desk, django_assert_max_num_queries):
    for number in range(30):
        make_clinic(name=f"Willow {number}", phone=f"+1520555{number:04d}")
    with django_assert_max_num_queries(7):  # session, user, permissions 2 · clinics, phones
        assert len(likely(desk, name="Willow")) == 10
