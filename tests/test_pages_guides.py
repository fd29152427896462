"""The pages that teach: every sentence with its source, dated ones gone in time, figures by the rule."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.html import escape, strip_tags

from programs.admin.next import what_next
from programs.models import Clinic, Passage, Study
from programs.models.facts import texts
from programs.pages.guides import COSTS, EVIDENCE, GUIDES, KNOWN_OF_KETAMINE, OF_TYPE
from programs.pages.sitemap import fixed_addresses
from programs.publishing import close, confirm, withdraw
from programs.vocabulary.files import read_passages
from tests.factories import make_clinic, make_program, make_user
from tests.test_locale_spanish import entries, is_public
from tests.test_vocabulary_files import PROMISES, STIGMA, reading_grade

pytestmark = pytest.mark.django_db
CORE = ["/help-now/", "/safety/", "/costs/", "/family/", "/about/privacy/"]
ADDRESSES = [f"/{name}/" for name in GUIDES]


def without_sources(response):
    return re.sub(r"Source: .*?\\. (?=[A-Z])", "", main_of(response))


def main_of(response):
    """The words between <main> and </main>, a sentence's end after each block."""
    page = response.content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    page = re.sub(r"<label>.*?</label>|<svg.*?</svg>", "", page, flags=re.DOTALL)
    page = re.sub(r"(?<![.?!:])\s*</(h1|h2|h3|p|li|dt|dd|label|a)>", r". </\1>", page)
    return re.sub(r"\s+", " ", strip_tags(page))


def test_every_piece_that_a_page_asks_for_is_there_and_none_is_left_over():
    asked = {key for guide in GUIDES.values() for section in guide.sections for key in section.keys}
    asked |= {key for section in COSTS for key in section.keys} | {*EVIDENCE, *KNOWN_OF_KETAMINE}
    asked |= {key for keys in OF_TYPE.values() for key in keys} | {"ketamine-evidence"}
    assert asked == {passage.key for passage in read_passages()}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_guide_answers_first_and_says_who_says_so(client, address):
    page = client.get(address).content.decode()
    guide = GUIDES[address.strip("/")]
    assert page.count("<h1") == 1
    assert page.index(str(guide.title)) < page.index(escape(str(guide.lead)))
    for section in guide.sections:
        for passage in Passage.objects.filter(key__in=section.keys, language="en").exclude(citation=""):
            assert f'Source: <span lang="en">{escape(passage.citation)}</span>' in page


def test_a_dated_sentence_goes_after_its_last_day(client, monkeypatch):
    shown = "federal rule that runs to 31 Dec 2026"
    assert shown in main_of(client.get("/safety/"))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: dt.date(2027, 1, 1))
    assert shown not in main_of(client.get("/safety/"))


def test_no_translation_of_a_dated_sentence_outlives_it(client):
    day = dt.date(2027, 3, 1)
    Passage.objects.filter(key="telemedicine-ketamine", language="es").update(show_until=None)
    showing = Passage.objects.showing
    assert [row.language for row in showing(dt.date(2026, 12, 31)).filter(key="telemedicine-ketamine")] == [
        "en",
        "es",
    ]
    assert list(showing(day).filter(key="telemedicine-ketamine")) == []
    assert showing(day).filter(language="es").count() == Passage.objects.filter(language="es").count() - 1


def test_a_heading_goes_with_its_last_sentence(client):
    keys = [key for section in GUIDES["family"].sections for key in section.keys if key == "family-words"]
    Passage.objects.filter(key__in=keys).update(show_until=dt.date(2026, 1, 1))
    page = main_of(client.get("/family/"))
    assert ("Words that help" in page, "Be careful with promises" in page) == (False, True)


def test_a_dated_sentence_is_flagged_to_curators_before_it_ends(client):
    curator = make_user("cora", is_staff=True)
    curator.groups.add(Group.objects.get(name="curator"))
    client.force_login(curator)
    counts = {
        day: next(row.count for row in what_next({}, day) if row.url.endswith("/passage/?ends=soon"))
        for day in (dt.date(2026, 12, 16), dt.date(2026, 12, 17), dt.date(2028, 1, 1))
    }
    dated = Passage.objects.exclude(show_until=None).count()
    assert list(counts.values()) == [0, 2, dated]
    Passage.objects.filter(key="naloxone", language="en").update(show_until=dt.date(2020, 1, 1))
    page = client.get("/admin/programs/passage/?ends=soon&language=en")
    found = [row.key for row in page.context["cl"].queryset]
    assert ("naloxone" in found, "safety-habit" in found) == (True, False)


# Sentences of the interface that say something medical, and the statements with a source that stand below them.
LEADS = {
    GUIDES["safety"].lead: {"ketamine-approval", "ketamine-risks"},
    GUIDES["other-ways"].lead: {"approved-medicines-alcohol", "approved-medicines-opioids"},
    "Where no medicine is approved": {"approved-medicines-stimulants"},
}
# Words for what a clinic states; beside them stand the cautions that a program needs (tests/test_pages_clinic.py).
LEGAL_STATUS = {"Compounded: not approved for any use", "Used off-label: not approved for this use"}
SAYS_MEDICINE = re.compile(
    r"\b(approved|off-label|not proven|risks|side effects|revers\w+|be treated|cur\w+ by)\b"
)


def test_no_sentence_of_the_interface_says_of_medicine_what_no_source_below_it_says():
    said = {entry.msgid for entry in entries() if is_public(entry) and SAYS_MEDICINE.search(entry.msgid)}
    assert said == {*LEGAL_STATUS, *(str(lead) for lead in LEADS)}
    shown = {key for name in ("safety", "other-ways") for part in GUIDES[name].sections for key in part.keys}
    assert {key for keys in LEADS.values() for key in keys} <= shown


@pytest.mark.parametrize("address", CORE)
def test_core_pages_read_at_grade_6(client, address):
    assert reading_grade(without_sources(client.get(address))) <= 6


def test_every_page_of_ours_reads_at_grade_8_or_below(client):
    grades = {
        address: reading_grade(without_sources(client.get(address))) for address in fixed_addresses()[3:]
    }
    assert {address: round(grade, 1) for address, grade in grades.items() if grade > 8} == {}


def test_no_page_of_ours_has_a_word_that_hurts_or_a_promise(client):
    found = {}
    for address in fixed_addresses():
        words = main_of(client.get(address)).replace("Substance Abuse and Mental Health", "")
        found |= {address: hits} if (hits := STIGMA.findall(words) + PROMISES.findall(words)) else {}
    assert found == {}


def test_a_kind_of_program_shows_its_clinics_and_no_draft(client):
    program = make_program(make_clinic(name="Willow"), types=["kap"])
    make_program(make_clinic(name="Canary"), types=["kap"], published=False)
    response = client.get("/program-types/kap/")
    assert [card.name for card in response.context["cards"]] == ["Willow"]
    assert (response.context["kind"].count, "Canary" in response.content.decode()) == (1, False)
    assert f'href="/clinics/{program.clinic.slug}/"' in response.content.decode()
    assert client.get("/program-types/none/").status_code == 404


def priced(low, kind="kap", checked=True, **clinic):
    prices = [{"item": "dosing_session", "low": low * 100, "high": low * 100, "currency": "USD"}]
    program = make_program(make_clinic(**clinic), types=[kind], prices=prices)
    if checked:
        confirm(program, "prices", by=make_user(), method="call")
    return program


def test_a_typical_price_needs_five_that_were_checked_and_are_real(client):
    for low in (400, 500, 600, 700):
        priced(low)
    priced(9000, checked=False)
    Clinic.objects.filter(pk=priced(8000).clinic.pk).update(demonstration=True)
    response = client.get("/program-types/kap/")
    assert response.context["price"] is None
    assert "healingmaps.com" in response.content.decode()
    priced(1000)
    price = client.get("/program-types/kap/").context["price"]
    assert (price.count, price.low, price.high) == (5, "$500", "$700")


def test_figures_of_ones_own_are_added_by_the_rule_of_courses(client):
    response = client.get(
        "/costs/?consultation=350&dosing=6&dosing_price=450&integration=3&integration_price=100"
    )
    assert "The whole course: $3,350" in main_of(response)
    response = client.get("/costs/?dosing=6&dosing_price=450&integration=3")
    assert "The whole course: at least $2,700" in main_of(response)
    assert "Not in this sum: the price of the talks after." in main_of(response)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("dosing=x", "Dosing sessions: how many: Use a whole number from 0 to 200, in digits."),
        (
            "dosing_price=-1",
            "Dosing sessions: price of one: Use a whole number from 0 to 100,000, in digits.",
        ),
        ("dosing=6", "Put in at least one price."),
        ("dosing=99999999999999999999&dosing_price=1", "Use a whole number from 0 to 200, in digits."),
    ],
)
def test_a_wrong_figure_is_named_and_kept(client, query, said):
    response = client.get(f"/costs/?{query}")
    assert (response.status_code, response.context["sum"]) == (200, None)
    assert said in main_of(response)
    assert f'value="{query.partition("=")[2].partition("&")[0]}"' in response.content.decode()


def test_studies_of_one_substance(client):
    names = [one.study.name for one in client.get("/evidence/?substance=alcohol").context["studies"]]
    assert names == ["Grabski 2022", "Dakwar 2020", "MORE-KARE"]
    assert len(client.get("/evidence/").context["studies"]) == Study.objects.count()
    response = client.get("/evidence/?substance=zz%00")
    assert (response.status_code, response.context["studies"]) == (400, [])


def test_a_plot_stands_where_its_numbers_say(client):
    plots = {one.study.slug: one.plot for one in client.get("/evidence/").context["studies"] if one.plot}
    assert sorted(plots) == ["dakwar-2019", "grabski-2022"]
    grabski, dakwar = plots["grabski-2022"], plots["dakwar-2019"]
    assert (grabski.none, grabski.dot, grabski.low, grabski.high) == (150.0, 210.6, 156.6, 264.0)
    assert (dakwar.none, dakwar.dot, dakwar.low, dakwar.high) == (150.0, 70.5, 36.0, 138.0)


def test_an_effect_lies_in_its_interval():
    study = Study.objects.get(slug="grabski-2022")
    study.effect_low = 50
    with pytest.raises(ValidationError) as told:
        study.full_clean()
    assert told.value.messages == ["Give an effect with its scale and both ends of its interval, or none."]


def test_the_week_names_what_is_new_changed_and_gone_and_no_draft(client):
    new = make_clinic(name="New Elm", published=True)
    old = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    changed = make_clinic(name="Changed Elm", published=True)
    still = make_clinic(name="Still Elm", published=True)
    closed, gone = (make_clinic(name=name, published=True) for name in ("Closed Elm", "Gone Elm"))
    Clinic.objects.exclude(pk=new.pk).update(published_at=old)
    close(closed, by=make_user(), why="Retired")
    withdraw(gone, by=make_user(), why="Asked to be removed")
    Clinic.objects.filter(pk=still.pk).update(updated_at=old)
    make_clinic(name="Canary")
    page = client.get("/about/changes/").context
    assert ([c.name for c in page["new"]], [c.name for c in page["changed"]]) == (
        ["New Elm"],
        ["Changed Elm"],
    )
    assert [c.name for c in page["gone"]] == ["Closed Elm", "Gone Elm"]
    assert texts(changed)["status"] == "published"


def test_the_sum_says_what_to_do_with_medicaid_and_leads_to_what_is_known(client):
    text = client.get("/costs/").content.decode()
    assert text.count("Where Medicaid pays a line in full, put in 0.") == 1
    assert '<a class="text-button" href="#insurance">' in text
    known = text.split('id="insurance"')[1].split("</section>")[0]
    assert "PMC10471778" in known


@pytest.mark.parametrize("contact", ["", "help@example.org"])
def test_who_cannot_use_the_site_is_told_whom_to_tell(client, settings, contact):
    settings.ACCESSIBILITY_CONTACT = contact
    text = client.get("/about/accessibility/").content.decode().split("Tell us what does not work")[1]
    asked = 'href="mailto:help@example.org">help@example.org</a>' in text
    form = "You need not give your name. We cannot take this by phone yet." in " ".join(text.split())
    assert (asked, form) == (bool(contact), not contact)


def test_the_form_for_what_does_not_work_has_the_names_that_the_page_gives(client):
    text = client.get("/about/accessibility/").content.decode()
    clinic = make_program().clinic
    link = re.search(r"stands “([^”]+)”", text)[1]
    choice = re.search(r"Choose “([^”]+)” there", " ".join(text.split()))[1]
    assert f">{link}</a>" in client.get(f"/clinics/{clinic.slug}/").content.decode()
    assert f">{choice}</span>" in client.get(f"/suggest/{clinic.slug}/").content.decode().replace(
        "<span> ", "<span>"
    )
