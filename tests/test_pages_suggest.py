"""Corrections from readers: the form, what robots meet, what came of it, what is forgotten."""

import datetime as dt

import pytest
from django.core import serializers, signing
from django.utils import timezone

from programs.models import Check, Clinic, Correction
from programs.models.correction import Sender
from programs.pages.suggest import SALT
from programs.publishing import change, close, merge
from programs.publishing.corrections import decide, forget, suggest
from programs.queue import Work
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import fields_of, page_of, texts_of

pytestmark = pytest.mark.django_db
HOST = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
TYPED = {"about": "contact", "proposed": "The phone is 520-555-0122.", "knows": "called"}


@pytest.fixture
def clinic():
    return make_program(make_clinic(name="Mesa House")).clinic


def page_at(clinic):
    return f"/suggest/{clinic.slug}/"


def opened(seconds=60):
    """What the form holds when it was opened that long ago."""
    with_time = signing.TimestampSigner(salt=SALT)
    with_time.timestamp = lambda: signing.b62_encode(int(timezone.now().timestamp()) - seconds)
    return with_time.sign_object("", serializer=signing.JSONSerializer)


def send(client, clinic, *, origin=HOST, **typed):
    return client.post(page_at(clinic), TYPED | {"opened": opened()} | typed, **origin)


def errors_of(response):
    return texts_of(response, ".//section[@id='error-summary']//li")


def test_a_correction_is_kept_and_has_a_page_of_its_own(client, clinic):
    response = send(client, clinic)
    correction = Correction.objects.get()
    assert (response.status_code, response.url) == (303, f"/corrections/{correction.reference.lower()}/")
    assert (correction.clinic, correction.program, correction.group) == (clinic, None, "contact")
    assert (correction.proposed, correction.knows) == ("The phone is 520-555-0122.", "called")
    page = client.get(response.url)
    shown = " ".join(texts_of(page, ".//main//dd"))
    assert f"{correction.reference[:4]}-{correction.reference[4:]}" in shown
    assert "Mesa House" in shown
    assert "520-555-0122" not in page.content.decode()
    assert client.cookies == {}
    assert response.headers["Cache-Control"].count("no-store") == 1


def test_the_form_itself_is_what_the_page_holds(client, clinic):
    page = client.get(page_at(clinic))
    assert page.headers["Referrer-Policy"] == "same-origin"
    typed = fields_of(page, "suggest-form")
    assert typed.keys() >= {"opened", "proposed", "town"}
    response = client.post(page_at(clinic), typed | TYPED, **HOST)
    assert errors_of(response) == [
        "Not sent yet, and nothing is lost: it came very quickly, or after a day. Please send it again."
    ]
    assert "The phone is 520-555-0122." in response.content.decode()
    assert Correction.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"about": ""}, "Choose what is wrong."),
        ({"about": "nothing"}, "Select a valid choice. nothing is not one of the available choices."),
        ({"proposed": "  "}, "Write what would be right."),
        ({"proposed": "a" * 601}, "Ensure this value has at most 600 characters (it has 601)."),
        ({"proposed": "a\x00b"}, "Null characters are not allowed."),
        ({"program": "999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"knows": "guess"}, "Select a valid choice. guess is not one of the available choices."),
        ({"town": "Tucson"}, "Nothing was sent: leave the field “Town” empty."),
        ({"opened": 1}, None),
        ({"opened": 2 * 24 * 3600}, None),
        ({"opened": "forged"}, None),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, clinic, typed, error):
    if isinstance(typed.get("opened"), int):
        typed = {"opened": opened(typed["opened"])}
    response = send(client, clinic, **typed)
    again = "Not sent yet, and nothing is lost: it came very quickly, or after a day. Please send it again."
    assert (response.status_code, errors_of(response)) == (400, [error or again])
    assert Correction.objects.count() == 0


def test_a_form_that_was_sent_too_soon_can_be_sent_again(client, clinic):
    response = send(client, clinic, opened="forged")
    typed = fields_of(response, "suggest-form")
    assert typed["proposed"].strip() == TYPED["proposed"]
    assert signing.loads(typed["opened"], salt=SALT) == ""


@pytest.mark.parametrize(
    "origin",
    [
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
    ],
)
def test_no_other_site_can_send_the_form(client, clinic, origin):
    response = send(client, clinic, origin=origin)
    assert (response.status_code, errors_of(response)) == (403, ["Please send the form from this page."])
    assert Correction.objects.count() == 0


def test_a_large_body_is_not_read(client, clinic):
    response = send(client, clinic, proposed="a" * 30_000)
    assert (response.status_code, errors_of(response)) == (413, ["That was too much: a few words will do."])
    assert Correction.objects.count() == 0


def test_lines_of_a_mail_stay_text_and_no_mail_is_sent(client, clinic, mailoutbox):
    words = "Dana\r\nBcc: everybody@example.org\r\n\r\nNew body"
    assert send(client, clinic, proposed=words).status_code == 303
    assert Correction.objects.get().proposed.splitlines() == words.splitlines()
    assert mailoutbox == []


def test_one_sender_may_send_five_an_hour_and_others_still_may(client, clinic):
    for _number in range(5):
        assert send(client, clinic).status_code == 303
    response = send(client, clinic, origin=HOST | {"HTTP_X_FORWARDED_FOR": "203.0.113.9"})
    assert response.status_code == 429
    assert 3500 < int(response.headers["Retry-After"]) <= 3601
    assert errors_of(response) == [
        "Nothing was sent: too many came from your connection. Try again in 60 minutes."
    ]
    assert send(client, clinic, origin=HOST | {"REMOTE_ADDR": "203.0.113.9"}).status_code == 303
    assert Correction.objects.count() == 6
    Sender.objects.update(at=timezone.now() - dt.timedelta(hours=1, seconds=1))
    assert send(client, clinic).status_code == 303


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(client, clinic, settings):
    settings.BEHIND_PROXY = True
    for number in range(5):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, 203.0.113.9"}
        assert send(client, clinic, origin=HOST | forged).status_code == 303
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.99, 203.0.113.9"}
    assert send(client, clinic, origin=HOST | forged).status_code == 429


def test_no_internet_address_is_kept_and_its_digest_for_a_day(client, clinic):
    send(client, clinic, origin=HOST | {"REMOTE_ADDR": "203.0.113.77"})
    kept = serializers.serialize("json", [Sender.objects.get(), Correction.objects.get()])
    assert "203.0.113.77" not in kept
    assert len(Sender.objects.get().digest) == 64
    forget(timezone.now() + dt.timedelta(hours=23))
    assert Sender.objects.count() == 1
    forget(timezone.now() + dt.timedelta(hours=25))
    assert Sender.objects.count() == 0


def test_the_clinics_page_says_so_while_it_waits(client, clinic):
    says = "A reader told us that something here may be wrong. It is being looked at."
    assert says not in client.get(f"/clinics/{clinic.slug}/").content.decode()
    send(client, clinic)
    assert says in client.get(f"/clinics/{clinic.slug}/").content.decode()
    decide(Correction.objects.get(), "right", by=make_user())
    assert says not in client.get(f"/clinics/{clinic.slug}/").content.decode()


def test_words_about_a_program_go_to_it(client, clinic):
    send(client, clinic, about="prices")
    assert Correction.objects.get().program == clinic.programs.get()
    other = make_program(clinic)
    send(client, clinic, about="prices")
    send(client, clinic, about="prices", program=other.pk)
    send(client, clinic, about="contact", program=other.pk)
    found = list(Correction.objects.values_list("group", "program"))
    assert found[1:] == [("prices", None), ("prices", other.pk), ("contact", None)]


def test_a_curator_decides_and_the_reader_sees_what_came_of_it(client, desk, clinic):
    correction = suggest(clinic, "contact", "Call 520-555-0122.", address="203.0.113.1")
    row = desk.get("/admin/queue/?rule=correction").context["rows"][0].first
    assert row.url == f"/admin/corrections/{correction.pk}/"
    page = desk.get(row.url)
    assert texts_of(page, ".//blockquote") == ["Call 520-555-0122."]
    wrong = desk.post(row.url, fields_of(page, "outcome-form"))
    assert (wrong.status_code, Correction.objects.get().outcome) == (200, "waiting")
    typed = fields_of(page, "outcome-form") | {"outcome": "changed", "answer": "The number is new."}
    assert desk.post(row.url, typed).url == "/admin/queue/"
    correction.refresh_from_db()
    assert (correction.outcome, correction.answer, correction.decided_by.username) == (
        "changed",
        "The number is new.",
        "cora",
    )
    assert Work(rule="correction").counts() == {}
    lead = texts_of(client.get(f"/corrections/{correction.reference.lower()}/"), ".//p[@class='lead']")
    assert lead == ["We changed the entry. The number is new."]
    again = desk.post(row.url, typed | {"outcome": "unclear"}, follow=True)
    said = texts_of(again, ".//ul[@class='messagelist']/li")
    assert said[-1] == "Somebody has decided this correction already."
    assert Correction.objects.get().outcome == "changed"


def test_a_curator_changes_decides_and_confirms_in_one_way_round(desk, clinic):
    correction = suggest(clinic, "contact", "Write to desk@example.org.", address="203.0.113.1")
    page = desk.get(f"/admin/corrections/{correction.pk}/")
    leads = page.context["change_url"]
    assert leads == f"/admin/programs/clinic/{clinic.pk}/change/?correction={correction.pk}#contact"
    answer = desk.post(leads, fields_of(desk.get(leads)) | {"email": "desk@example.org"})
    assert answer.url == f"/admin/corrections/{correction.pk}/"
    typed = fields_of(desk.get(answer.url), "outcome-form") | {"outcome": "changed", "method": "call"}
    said = texts_of(desk.post(answer.url, typed, follow=True), ".//ul[@class='messagelist']/li")
    assert said[-1] == f"{correction}: the reader can see it, and Contact is confirmed."
    check = Check.objects.get()
    assert (check.clinic, check.group, check.method, check.call.outcome) == (
        clinic,
        "contact",
        "call",
        "reached",
    )
    assert Correction.objects.get().outcome == "changed"


def test_what_was_not_looked_at_or_found_out_is_not_confirmed(desk, clinic):
    correction = suggest(clinic, "contact", "Call somebody else.", address="203.0.113.1")
    page = f"/admin/corrections/{correction.pk}/"
    typed = fields_of(desk.get(page), "outcome-form") | {"outcome": "right", "method": "call"}
    unclear = desk.post(page, typed | {"outcome": "unclear"})
    assert texts_of(unclear, ".//p[@class='error']") == ["What you could not find out you have not checked."]
    with change(clinic, by="tests"):
        clinic.email = "new@example.org"
    answer = desk.post(page, typed, follow=True)
    said = texts_of(answer, ".//ul[@class='messagelist']/li")
    assert said == ["Somebody has changed this entry meanwhile. Look at it again, then confirm."]
    assert (Correction.objects.get().outcome, Check.objects.count()) == ("waiting", 0)


def test_the_page_of_a_program_leads_back_to_what_readers_say_of_it(desk, clinic):
    program, other = clinic.programs.get(), make_program(clinic)
    about = suggest(clinic, "prices", "They cost more.", address="203.0.113.1", program=program)
    suggest(clinic, "prices", "They cost less.", address="203.0.113.2", program=other)
    decided = suggest(clinic, "offer", "Another name.", address="203.0.113.3", program=program)
    decide(decided, "right", by=make_user())
    page = page_of(desk.get(f"/admin/programs/program/{program.pk}/change/"))
    links = [node.get("href") for node in page.iter("a") if "/corrections/" in node.get("href", "")]
    assert links == [f"/admin/corrections/{about.pk}/"]


def test_after_90_days_only_number_facts_outcome_and_dates_remain(clinic, settings):
    suggest(clinic, "contact", "Waits.", address="203.0.113.1", knows="patient")
    correction = suggest(clinic, "prices", "They cost less.", address="203.0.113.1", knows="patient")
    decide(correction, "unclear", by=make_user(), answer="Nobody knew.")
    forget(timezone.now() + dt.timedelta(days=89))
    correction.refresh_from_db()
    assert correction.proposed == "They cost less."
    forget(timezone.now() + dt.timedelta(days=91))
    kept, old = Correction.objects.all()
    assert (kept.proposed, kept.knows) == ("Waits.", "patient")
    assert (old.proposed, old.knows, old.answer, old.outcome, old.group) == ("", "", "", "unclear", "prices")


def test_a_correction_is_found_by_its_number_however_it_is_written(client, clinic):
    reference = suggest(clinic, "contact", "Closed.", address="203.0.113.1").reference
    place = f"/corrections/{reference.lower()}/"
    for noted in (
        reference,
        f"{reference[:4]}-{reference[4:]}",
        f" {reference[:4]} {reference[4:].lower()} ",
    ):
        assert client.get("/corrections/", {"reference": noted}).url == place
    assert client.get("/corrections/").status_code == 200
    for noted in ("23456789", "x", "\x00", "9" * 300):
        missing = client.get("/corrections/", {"reference": noted})
        assert (missing.status_code, len(errors_of(missing))) == (404, 1)
    assert client.get("/corrections/23456789/").status_code == 404


def test_a_clinic_that_is_gone_takes_no_corrections(client, clinic):
    close(clinic, by=make_user(), why="The doors are shut.")
    assert client.get(page_at(clinic)).url == f"/clinics/{clinic.slug}/"
    assert send(client, clinic).url == f"/clinics/{clinic.slug}/"
    assert Correction.objects.count() == 0
    assert client.get("/suggest/no-such-clinic/").status_code == 404


def test_corrections_move_with_a_clinic_that_is_merged_away(clinic):
    kept = make_program().clinic
    correction = suggest(clinic, "contact", "Closed.", address="203.0.113.1")
    merge(clinic, kept, by=make_user())
    correction.refresh_from_db()
    assert correction.clinic == kept
    assert Clinic.objects.count() == 2


def test_the_pages_speak_spanish(client, clinic):
    for place in (page_at(clinic), "/corrections/"):
        page = page_of(client.get(f"/es{place}"))
        assert page.get("lang") == "es"
    title = texts_of(client.get(f"/es{page_at(clinic)}"), ".//h1")
    assert title == ["Díganos qué está mal"]


def test_who_may_not_curate_sees_no_correction(client, clinic):
    correction = suggest(clinic, "contact", "Closed.", address="203.0.113.1")
    client.force_login(make_user("vera", is_staff=True))
    assert client.get(f"/admin/corrections/{correction.pk}/").status_code == 403


def test_each_error_leads_to_its_field(client, clinic):
    response = send(client, clinic, about="", proposed="")
    page = page_of(response)
    links = [a.get("href") for a in page.iterfind(".//section[@id='error-summary']//a")]
    assert links == ["#suggest-about", "#suggest-proposed"]
    assert {link[1:] for link in links} <= {node.get("id") for node in page.iter()}
