"""What a search means."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from programs.models import Clinic, ProgramTerm
from programs.models.program import PROGRAM_ANSWERS
from programs.publishing import change, close, confirm, withdraw
from programs.search import PageMissing, find
from programs.search.parameters import KNOWN
from tests.factories import make_clinic, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(1)


def found(query="", **kwargs):
    """The names of the clinics found, in order; the search must be a valid one."""
    result = find(QueryDict(query), **kwargs)
    assert result.errors == {}
    return [hit.clinic.name for hit in result.hits]


def program(name, clinic=None, **fields):
    """A published program at a clinic called `name`."""
    return make_program(clinic or make_clinic(name=name, **fields.pop("at", {})), **fields)


def dosing(dollars, **fields):
    return {"item": "dosing_session", "low": dollars * 100, "high": dollars * 100, **fields}


@pytest.fixture
def leaks():
    """Entries that no search may ever show."""
    make_program(make_clinic(name="Draft"), published=False)
    withdrawn, closed = program("Withdrawn"), program("Closed")
    withdraw(withdrawn.clinic, by=make_user(), why="Asked")
    close(closed.clinic, by=make_user(), why="Retired")


@pytest.mark.parametrize(
    "query", ["", "type=any", "q=clinic", "near=85701", "state=AZ", "unknown=include&payment=va"]
)
def test_only_what_is_published_is_found(leaks, query):
    program("Clinic one")
    assert found(query) == ["Clinic one"]


def test_a_draft_program_of_a_public_clinic_is_not_found():
    shown = program("Clinic")
    hidden = make_program(shown.clinic, types=["trial"], published=False)
    assert found("type=trial") == []
    assert find({}).hits[0].programs == [shown]
    assert hidden not in find({"type": "any"}).hits[0].clinic.public_programs


def test_or_within_a_parameter_and_between_parameters():
    program("A", payments=["medicaid"], substances=["alcohol"])
    program("B", payments=["medicare"], substances=["alcohol"])
    program("C", payments=["medicaid"], substances=["opioids"])
    program("D", payments=["va"], substances=["alcohol"])
    assert sorted(found("payment=medicaid&payment=medicare&substance=alcohol")) == ["A", "B"]


def test_all_program_parameters_hold_for_one_and_the_same_program():
    kap = program("Split", types=["kap"])
    make_program(kap.clinic, types=["infusion"], routes=["iv-infusion"], payments=["medicaid"])
    both = program("Whole", types=["kap"], payments=["medicaid"])
    result = find({"type": "kap", "payment": "medicaid"})
    assert [(hit.clinic.name, hit.programs) for hit in result.hits] == [("Whole", [both])]


def test_clinic_parameters_hold_for_the_clinic():
    program("Spanish", at={"languages": ["es"], "accessibility": ["wheelchair"]})
    program("English", at={"languages": ["en", ("es", "", "no", "")]})
    assert found("language=es&access=wheelchair") == ["Spanish"]


def test_a_program_type_that_is_not_listed_by_default_shows_when_chosen():
    program("Ketamine")
    program("Other", types=["other-care"], medicine=None)
    assert found() == ["Ketamine"]
    assert found("type=other-care") == ["Other"]
    assert sorted(found("type=any")) == ["Ketamine", "Other"]
    assert found("q=other") == []


def test_every_single_answer_is_a_parameter():
    for value in ("yes", "no", "not_stated", "does_not_apply"):
        made = program(value, **dict.fromkeys(PROGRAM_ANSWERS, value))
        confirm(made, "availability", by=make_user(), method="call")
    for name in PROGRAM_ANSWERS:
        assert (found(f"{name}=yes"), found(f"{name}=no")) == (["yes"], ["no"]), name
        assert sorted(found(f"{name}=yes&unknown=include")) == ["not_stated", "yes"], name
        assert sorted(found(f"{name}=yes&{name}=no")) == ["no", "yes"], name


def test_unknown_brings_in_what_is_not_stated_and_never_a_no():
    program("Yes", payments=["medicaid"])
    program("Silent")
    program("Other list", payments=["medicare"])
    program("No", payments=[("medicaid", "", "no", "")])
    result = find({"payment": "medicaid"})
    assert ([hit.clinic.name for hit in result.hits], result.unknown_adds) == (["Yes"], 1)
    wider = find({"payment": "medicaid", "unknown": "include"})
    assert (sorted(hit.clinic.name for hit in wider.hits), wider.unknown_adds) == (["Silent", "Yes"], None)
    assert sorted(found("payment=medicaid&payment=va&unknown=include")) == ["No", "Silent", "Yes"]


def test_unknown_counts_for_every_chosen_facet_of_one_program():
    program("Half", payments=["medicaid"])
    program("None")
    program("Against", payments=["medicaid"], substances=["opioids"])
    assert found("payment=medicaid&substance=alcohol") == []
    assert sorted(found("payment=medicaid&substance=alcohol&unknown=include")) == ["Half", "None"]


def test_price_max_compares_a_dosing_session_valid_today_in_the_sites_currency():
    program("Cheap", prices=[dosing(450)])
    program("Dear", prices=[dosing(900)])
    program("Past", prices=[dosing(100, valid_until=TODAY - DAY)])
    program("Coming", prices=[dosing(100, valid_from=TODAY + DAY)])
    program("Euro", prices=[dosing(100, currency="EUR")])
    program("Consultation", prices=[{"item": "consultation", "low": 100, "high": 100}])
    assert found("price_max=450") == ["Cheap"]
    assert found("price_max=449") == []
    unknown = ["Cheap", "Coming", "Consultation", "Euro", "Past"]
    assert sorted(found("price_max=450&unknown=include")) == unknown


def test_course_max_never_matches_an_incomplete_course():
    program("Whole", prices=[dosing(450)], dosing_fewest=4, dosing_most=6)
    program("Incomplete", prices=[dosing(10)], dosing_fewest=4, dosing_most=4, integration_fewest=2)
    program("Unpriced")
    assert found("course_max=1800") == ["Whole"]
    assert found("course_max=1799") == []
    assert sorted(found("course_max=1800&unknown=include")) == ["Unpriced", "Whole"]


def test_availability_counts_only_while_its_check_is_live():
    fresh, old = program("Fresh", accepting="yes", wait_days=5), program("Old", accepting="yes", wait_days=1)
    program("Unchecked", accepting="yes", wait_days=1)
    confirm(fresh, "availability", by=make_user(), method="call")
    confirm(old, "availability", by=make_user(), method="call", on=TODAY - 91 * DAY)
    assert found("accepting=yes") == found("wait_max=5") == ["Fresh"]
    assert found("wait_max=4") == []
    last = TODAY + 90 * DAY
    assert (found("accepting=yes", today=last), found("accepting=yes", today=last + DAY)) == (["Fresh"], [])


def test_a_temporarily_closed_clinic_never_takes_new_people():
    paused = program("Paused", accepting="yes")
    confirm(paused, "availability", by=make_user(), method="call")
    close(paused.clinic, by=make_user(), why="Flood", for_good=False)
    assert (found(), found("accepting=yes"), found("accepting=yes&unknown=include")) == (["Paused"], [], [])


def test_claim_is_the_offers_level():
    own = make_source("Themselves", "clinic")
    confirmed, stated = program("Confirmed"), program("Stated")
    program("Listed")
    confirm(confirmed, "offer", by=make_user(), method="call")
    with change(stated, by="tests", source=own):
        stated.summary = "We say so."
    assert [found(f"claim={level}") for level in ("confirmed", "clinic", "listed")] == [
        ["Confirmed"],
        ["Stated"],
        ["Listed"],
    ]
    assert sorted(found("claim=confirmed&claim=listed")) == ["Confirmed", "Listed"]


def test_checked_asks_for_contact_and_offer():
    both, offer = program("Both"), program("Offer only")
    for each in (both, offer):
        confirm(each, "offer", by=make_user(), method="call")
    confirm(both.clinic, "contact", by=make_user(), method="call")
    assert found("checked=current") == ["Both"]


def test_state_and_city():
    program("Tucson")
    program("Boston", at={"city": "Boston", "region": "MA"})
    program("Nowhere", at={"city": "Xyzzyville", "region": "AZ"})
    assert sorted(found("state=AZ")) == ["Nowhere", "Tucson"]
    assert found("city=tucson-az") == found("city=Tucson") == ["Tucson"]
    assert found("city=xyzzyville-az") == ["Nowhere"]
    assert sorted(found("city=tucson-az&city=boston-ma")) == ["Boston", "Tucson"]


def regions():
    facet = next(facet for facet in find({}).facets if facet.name == "state")
    return [(option.value, option.label, option.count) for option in facet.options]


def test_a_region_of_another_country_is_a_value_with_its_count():
    program("Tucson")
    program("Vancouver", at={"city": "Vancouver", "region": "BC", "country": "CA"})
    assert (regions(), found("state=BC")) == ([("AZ", "Arizona", 1), ("BC", "BC", 1)], ["Vancouver"])
    program("Toronto", at={"city": "Toronto", "region": "ON", "country": "CA"})
    assert regions() == [("AZ", "Arizona", 1), ("BC", "BC", 1), ("ON", "ON", 1)]


def at(latitude, longitude, **fields):
    return {"latitude": latitude, "longitude": longitude, "precision": "exact", **fields}


def test_near_finds_within_the_radius_nearest_first():
    program("Here")
    program("Phoenix", at=at(33.45, -112.07, city="Phoenix"))
    program("No point", at={"latitude": None, "longitude": None, "precision": ""})
    assert found("near=85701") == ["Here"]
    assert found("near=85701&radius=250") == ["Here", "Phoenix"]
    assert found("near=Phoenix, AZ&radius=250") == ["Phoenix", "Here"]
    hit = find({"near": "32.22,-110.97", "radius": "250"}).hits[1]
    assert (round(hit.miles), hit.direction, hit.by_telehealth) == (106, "north-west", False)


def test_a_state_name_is_a_place_without_a_distance():
    program("Tucson")
    program("Boston", at=at(42.36, -71.06, city="Boston", region="MA"))
    result = find({"near": "arizona", "sort": "distance"})
    assert ([hit.clinic.name for hit in result.hits], result.sort, len(result.notes)) == (
        ["Tucson"],
        "checked",
        1,
    )


def test_care_by_telehealth_comes_after_all_within_the_radius():
    program("Boston by video", at=at(42.36, -71.06, city="Boston", region="MA"), states=["AZ"])
    program("Boston", at=at(42.36, -71.06, city="Boston", region="MA"))
    program("Aaa far in the state", at=at(36.9, -111.45, city="Page"))
    program("Here")
    hits = find({"near": "85701"}).hits
    assert [(hit.clinic.name, hit.by_telehealth) for hit in hits] == [
        ("Here", False),
        ("Boston by video", True),
    ]


def test_near_works_across_the_antimeridian():
    program("East", at=at(51.9, -179.9, city="Adak", region="AK"))
    assert found("near=51.9,179.9&radius=25") == ["East"]


def test_a_withheld_clinic_is_found_by_the_middle_of_its_city():
    program("Safe", at=at(32.9, -110.0, address_withheld="yes"))
    hit = find({"near": "Tucson, AZ", "radius": "5"}).hits[0]
    assert (hit.clinic.name, round(hit.miles)) == ("Safe", 0)
    assert found("near=32.9,-110.0&radius=5") == []


def test_words_all_match_the_last_as_a_beginning():
    program("Desert Willow", substances=["alcohol"])
    program("Desert Rose", substances=["opioids"])
    assert found("q=desert wil") == ["Desert Willow"]
    assert found("q=des willow") == []
    assert sorted(found("q=DESERT")) == ["Desert Rose", "Desert Willow"]
    assert found("q=booze") == found("q=the drinking") == ["Desert Willow"]
    assert found("q=heroin") == ["Desert Rose"]
    assert found("q=arizona willow") == ["Desert Willow"]


def test_words_fold_accents_and_ignore_signs():
    program("Clínica Ocotillo")
    for query in ('clinica "ocotillo"', "CLÍNICA", "ocotillo) OR 1=1 --", "ocot%", "clinica & ocotillo"):
        assert find({"q": query}).total == (0 if "OR" in query else 1), query
    assert found("q=!!!") == []


def test_best_matches_are_those_called_so():
    program("Zebra Alcohol House")
    program("Aaa", substances=["alcohol"])
    assert (found("q=alcohol"), find({"q": "alcohol"}).sort) == (["Zebra Alcohol House", "Aaa"], "best")
    assert found("q=alcohol&sort=name") == ["Aaa", "Zebra Alcohol House"]


def test_a_denied_term_is_no_word_of_a_program():
    program("No", substances=[("alcohol", "", "no", "")])
    assert found("q=booze") == []


def test_without_words_or_place_the_newest_check_comes_first():
    made = {name: program(name) for name in ("Ccc", "Bbb", "Aaa")}
    for name, days in (("Ccc", 1), ("Bbb", 9)):
        confirm(made[name], "offer", by=make_user(), method="call", on=TODAY - days * DAY)
        confirm(made[name].clinic, "contact", by=make_user(), method="call", on=TODAY - 3 * DAY)
    assert found() == ["Ccc", "Bbb", "Aaa"]


def test_the_other_orders_put_entries_without_the_figure_last():
    program("Aaa none")
    slow = program("Slow", wait_days=30, prices=[dosing(100)], dosing_fewest=2)
    quick = program("Quick", wait_days=2, prices=[dosing(500)], dosing_fewest=2)
    part = program("Part", prices=[dosing(10)])
    for each in (slow, quick, part):
        confirm(each, "availability", by=make_user(), method="call")
    assert found("sort=wait") == ["Quick", "Slow", "Aaa none", "Part"]
    assert found("sort=course") == ["Slow", "Quick", "Part", "Aaa none"]
    assert found("sort=name") == ["Aaa none", "Part", "Quick", "Slow"]


def test_ties_go_by_name_then_public_id():
    twins = [program("Same"), program("Same"), program("also")]
    result = find({})
    ids = sorted(str(twin.clinic.public_id) for twin in twins[:2])
    assert [str(hit.clinic.public_id) for hit in result.hits] == [str(twins[2].clinic.public_id), *ids]


WRONG = [
    ("type=nonsense", "type"),
    ("type=kap&type=nonsense", "type"),
    ("payment=MD", "payment"),
    ("accepting=maybe", "accepting"),
    ("accepting=not_stated", "accepting"),
    ("price_max=-1", "price_max"),
    ("price_max=nan", "price_max"),
    ("price_max=inf", "price_max"),
    ("price_max=1e3", "price_max"),
    ("price_max=%C2%B2", "price_max"),
    ("course_max=1000001", "course_max"),
    ("wait_max=99999999999999999999", "wait_max"),
    ("claim=true", "claim"),
    ("checked=yes", "checked"),
    ("state=ZZ", "state"),
    ("city=Springfield", "city"),
    ("city=nowhere-xx", "city"),
    ("near=nowhere", "near"),
    ("near=91,0", "near"),
    ("near=00000", "near"),
    ("near=" + "x" * 101, "near"),
    ("near=85701&radius=51", "radius"),
    ("near=85701&radius=-5", "radius"),
    ("q=" + "x" * 201, "q"),
    ("q=a%00b", "q"),
    ("unknown=yes", "unknown"),
    ("sort=price", "sort"),
    ("sort=clinic__owner", "sort"),
    ("page=0", "page"),
    ("page=-1", "page"),
    ("page=two", "page"),
]


@pytest.mark.parametrize("name", ["wait_max", "price_max", "course_max"])
@pytest.mark.parametrize("written", ["25", "25.0", " 25 ", "25.000"])
def test_a_number_is_called_as_it_was_read(name, written):
    params = QueryDict(mutable=True)
    params.setlist(name, ["x", written])
    labels = [chip.label for chip in find(params).chips]
    assert len(labels) == 2
    assert [label for label in labels if "25" not in label or "25." in label] == []


@pytest.mark.parametrize(("query", "field"), WRONG)
def test_a_wrong_value_answers_with_its_error_and_no_rows(query, field):
    program("Clinic")
    result = find(QueryDict(query))
    assert (list(result.errors), result.total, result.hits) == ([field], 0, [])
    assert len(result.errors[field][0]) > 10


def test_empty_and_unknown_parameters_are_not_set():
    program("Clinic")
    result = find(QueryDict("q=&type=&price_max= &near=&page=&radius=&utm_source=x&clinic__name=x&TYPE=kap"))
    assert (result.total, result.known, result.query) == (1, {}, "")


def test_a_radius_without_a_place_is_ignored_and_distance_falls_back_with_a_note():
    program("Clinic")
    assert found("radius=5") == ["Clinic"]
    result = find({"sort": "distance"})
    assert (result.sort, result.total, len(result.notes)) == ("checked", 1, 1)


def test_chips_take_themselves_away():
    program("Clinic", payments=["medicaid"], substances=["alcohol"])
    result = find(
        QueryDict("payment=medicaid&substance=alcohol&accepting=no&near=85701&radius=100&price_max=500&x=1")
    )
    chips = {(chip.name, chip.value): (chip.label, chip.without) for chip in result.chips}
    assert chips[("payment", "medicaid")] == (
        "Medicaid",
        "substance=alcohol&accepting=no&price_max=500&near=85701&radius=100",
    )
    assert chips[("near", "85701")][0] == "Within 100 miles of 85701 (Tucson, AZ)"
    assert chips[("price_max", "500")][0] == "Up to $500 a dosing session"
    assert chips[("accepting", "no")][0] == "Takes new people: No"
    assert len(chips) == 5


SENTENCES = [
    (
        "my brother drinks, he lives in Tucson, has Medicaid",
        [
            ("“drinks”: Alcohol", "q=Tucson+Medicaid"),
            ("“Tucson”", "q=drinks+Medicaid"),
            ("“Medicaid”", "q=drinks+Tucson"),
        ],
    ),
    ("alcohol addiction", [("“alcohol addiction”: Alcohol", "")]),
    ("heroine Tuscon", [("“heroin”: Opioids", "q=tucson"), ("“tucson”", "q=heroin")]),
    ("Añil addiction", [("“Añil”", "")]),
    ("k addiction", [("“k addiction”", "")]),
    ("!!!", [("“!!!”", "")]),
]


@pytest.mark.parametrize(("words", "chips"), SENTENCES)
def test_what_was_heard_in_a_sentence_is_taken_back_phrase_by_phrase(words, chips):
    program("Clinic", substances=["alcohol", "opioids"], payments=["medicaid"])
    found = find({"q": words, "payment": ["medicaid"]}).chips
    assert [(chip.label, chip.without) for chip in found[1:]] == [
        (label, "payment=medicaid" + (f"&{rest}" if rest else "")) for label, rest in chips
    ]


def test_what_shows_only_when_chosen_is_counted_beside_a_search_for_the_rest():
    both = program("Both", payments=["medicaid"])
    make_program(both.clinic, types=["other-care"], payments=["medicaid"])
    program("Without", types=["other-care"], payments=["medicaid"])
    program("Pays otherwise", types=["other-care"], payments=["va"])
    program("Elm", payments=["medicaid"])

    def left_out(query):
        return [(option.value, option.count) for option in find(QueryDict(query)).left_out]

    assert left_out("payment=medicaid") == [("other-care", 2)]
    assert left_out("payment=medicaid&type=kap") == [("other-care", 2)]
    assert sorted(found("payment=medicaid&type=other-care")) == ["Both", "Without"]
    for query in (
        "type=any",
        "type=other-care",
        "type=kap&type=other-care",
        "q=ketamine+addiction",
        "payment=medicare",
    ):
        assert left_out(query) == []


def test_the_facets_offer_every_value_with_its_label():
    program("Clinic")
    facets = {facet.name: facet for facet in find({"type": "kap"}).facets}
    assert [option.value for option in facets["type"].options if option.selected] == ["kap"]
    assert [(option.value, option.label) for option in facets["state"].options] == [("AZ", "Arizona")]
    assert {option.value for option in facets["accepting"].options} == {"yes", "no"}
    assert set(facets) <= set(KNOWN)


def make_many(count):
    for _number in range(count):
        make_program(payments=["medicaid"], prices=[dosing(450)], substances=["alcohol"])


# What a search reads when nothing has changed since the last one: the number of the last change; then of the page its
# clinics, programs, types, their texts, medicines' texts, prices, statements and checks; with a list of terms in the
# question also those terms of the programs, the words and their texts.
REVISION, PAGE = 1, 8
ASKED, WORDS, NAMES, PLACE = 3, 1, 1, 1


@pytest.mark.parametrize(
    ("query", "extra"),
    [
        pytest.param("", 0, marks=pytest.mark.long),
        pytest.param("payment=medicaid&sort=course", ASKED, marks=pytest.mark.long),
        ("near=85701&q=alcohol", PLACE + WORDS),
        pytest.param("q=alcohol", WORDS + NAMES, marks=pytest.mark.long),
    ],
)
def test_a_page_costs_the_same_queries_for_one_clinic_and_for_thirty(query, extra, django_assert_num_queries):
    for total in (1, 29):
        make_many(total)
        find({})
        with django_assert_num_queries(REVISION + PAGE + extra):
            found(query)


def test_pages_hold_twenty_four_and_the_last_is_named():
    make_many(30)
    assert (len(found()), len(found("page=2")), find({}).pages) == (24, 6, 2)
    with pytest.raises(PageMissing) as told:
        find({"page": "3"})
    assert told.value.last == 2
    with pytest.raises(PageMissing):
        find({"page": "9" * 30})


@pytest.mark.long
def test_no_page_lies_deeper_than_ten_thousand_rows(monkeypatch):
    monkeypatch.setattr("programs.search.finding.DEEPEST_ROW", 24)
    make_many(30)
    result = find({})
    assert (result.total, result.pages, len(find({}, with_page=False).ids)) == (30, 1, 30)
    with pytest.raises(PageMissing):
        find({"page": "2"})


def test_a_result_without_its_page_reads_no_clinic():
    program("Clinic")
    result = find({}, with_page=False)
    assert (result.total, result.hits, result.ids) == (
        1,
        [],
        [(Clinic.objects.get().pk, [1 * result.ids[0][1][0]])],
    )


def test_a_term_that_a_curator_adds_is_a_value_at_once():
    from programs.models import Term, TermText

    term = Term.objects.create(vocabulary="therapy", slug="horse-care")
    TermText.objects.create(term=term, label="Care with horses", synonyms="ponies")
    made = program("Ranch")
    with change(made, by="tests"):
        ProgramTerm.objects.create(program=made, term=term)
    assert found("therapy=horse-care") == found("q=ponies") == ["Ranch"]
