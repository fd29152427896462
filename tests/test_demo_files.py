"""The data files of the demonstration: what they hold, and what they must never say."""

import datetime as dt
import re
from collections import Counter

import pytest

from programs.demo.files import ROOM, rows, tables
from programs.demo.plan import planned_clinics
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.price import read_prices
from programs.vocabulary import VOCABULARIES, read_program_types
from programs.vocabulary import read_terms as terms_of

DAY = dt.date(2031, 3, 4)
ISO = re.compile(r"\d{4}-\d\d-\d\d")
# The words to avoid in our own text, and the promises that nobody may make.
STIGMA = r"""addicts? users? abusers? junkies? alcoholics? drunks? drunken abuse[ds]? dependence dependent habits?
vices? clean dirty medication-assisted mat substitution replacement strung tweaking non-?compliant casual recreational
drogadict[oa]s? adict[oa]s? alcohólic[oa]s? toxicóman[oa]s? abuso""".split()
STIGMA += [
    r"getting high",
    r"failed treatment",
    r"committed suicide",
    r"born addicted",
    r"opioid replacement",
]
CLAIMS = r"""cures? cured cura curar guarantee[ds]? garantiza[dn]? breakthrough miracles? non-?addictive proven safest
risk-free painless fda fda-approved effective revolutionary""".split()
CLAIMS += [r"no side effects", r"success rate", r"100 ?%", r"works for everyone"]


@pytest.fixture(scope="module")
def clinics():
    return planned_clinics(DAY)


def kept_back(name):
    stands = tables("exceptions")["stands"]
    special = tables("exceptions")
    gone = [row["clinic"] for kind in ("closed", "withdrawn", "merged") for row in special[kind]]
    return name in [*stands["drafts"], *stands["in_review"], *stands["draft_programs"], *gone] or name in [
        row["program"] for row in special["withdrawn_program"]
    ]


def public_facts(clinics):
    """(owner, facts) of every entry that the public can see."""
    for clinic in clinics:
        if not kept_back(clinic.key):
            yield "clinic", clinic.facts
            yield from (("program", each.facts) for each in clinic.programs if not kept_back(each.name))


def all_texts(clinics):
    """Every text that a page could show, with where it stands."""
    for clinic in clinics:
        yield from ((f"{clinic.key} {name}", text) for name, text in clinic.facts.items())
        for program in clinic.programs:
            yield from ((f"{program.name} {name}", text) for name, text in program.facts.items())
    yield from ((f"organization {row['name']}", row["name"]) for row in rows("organizations"))
    special = tables("exceptions")
    for kind in (
        "paused",
        "closed",
        "withdrawn",
        "withdrawn_program",
        "merged",
        "suspect",
        "conflict",
        "later",
    ):
        for row in special[kind]:
            texts = {**row, **row.get("facts", {})}
            yield from ((f"{kind} {name}", text) for name, text in texts.items() if isinstance(text, str))


def found_words(words, text):
    """Those of `words` (patterns of whole words) that `text` holds, in any case."""
    return [word for word in words if re.search(rf"(?<![\w-]){word}(?![\w-])", text, re.IGNORECASE)]


def test_there_are_about_120_clinics_and_200_programs(clinics):
    assert 115 <= len(clinics) <= 125
    assert 195 <= sum(len(clinic.programs) for clinic in clinics) <= 210
    assert len({clinic.key for clinic in clinics}) == len(clinics)
    assert Counter(len(clinic.programs) for clinic in clinics)[6] == 1


def test_every_term_of_every_vocabulary_is_said_in_public(clinics):
    said = set()
    for owner, facts in public_facts(clinics):
        for name, text in facts.items():
            fact = FACTS[owner, name]
            if fact.kind == "terms":
                said |= {
                    (fact.vocabulary, slug) for slug, _r, answer, _n in read_terms(text) if answer == "yes"
                }
            if fact.kind == "term":
                said.add((fact.vocabulary, text))
    known = {(slug, term.slug) for slug, _one, _several in VOCABULARIES for term in terms_of(slug)}
    assert known - said == set()
    assert said - known == set()


def test_every_program_type_is_offered_in_public(clinics):
    offered = Counter(
        slug
        for owner, facts in public_facts(clinics)
        if owner == "program"
        for slug in facts["types"].split("; ")
    )
    assert set(offered) == {kind.slug for kind in read_program_types()}
    assert min(offered.values()) >= 5


def test_clinics_stand_in_many_states_and_in_clusters(clinics):
    places = Counter(
        (facts["city"], facts["region"]) for owner, facts in public_facts(clinics) if facts.get("city")
    )
    states = {state for _city, state in places}
    assert len(states) >= 30
    assert {"AK", "HI", "PR"} - states == set()
    assert {state for city, state in places if city == "Springfield"} == {"IL", "MA", "MO"}
    cluster = [("Tucson", "AZ"), ("Phoenix", "AZ"), ("Los Angeles", "CA"), ("Boston", "MA"), ("Austin", "TX")]
    assert [place for place in [*cluster, ("Denver", "CO")] if places[place] < 4] == []


def test_phones_are_the_invented_numbers_of_the_place(clinics):
    areas = {(row["city"], row["state"]): row["area"] for row in rows("cities")}
    numbers = []
    for clinic in clinics:
        area = areas.get((clinic.facts.get("city"), clinic.facts.get("region")), r"\d{3}")
        lines = clinic.facts["phones"].split("; ")
        assert [line for line in lines if not re.fullmatch(rf"\w+ \| \+1{area}55501\d\d", line)] == []
        numbers += [line.split(" | ")[1] for line in lines]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []


def test_websites_and_mail_lead_nowhere(clinics):
    for clinic in clinics:
        assert re.fullmatch(
            r"https://[a-z-]+\.example\.org", clinic.facts.get("website", "https://x.example.org")
        )
        assert re.fullmatch(r"[a-z-]+@example\.org", clinic.facts.get("email", "x@example.org"))
    links = [link for _where, text in all_texts(clinics) for link in re.findall(r"https?://[^ ;|]+", text)]
    assert [link for link in links if not re.match(r"https://[a-z-]+\.example\.org(/|$)", link)] == []


def test_no_npi_stands_in_the_files():
    text = "".join(path.read_text(encoding="utf-8") for path in [*ROOM.glob("*.csv"), *ROOM.glob("*.toml")])
    assert re.findall(r"(?<!\d)[12]\d{9}(?!\d)", text) == []
    assert list(rows("organizations")[0]) == ["name", "ownership"]


def test_every_date_moves_with_the_day_of_loading(clinics):
    later = planned_clinics(DAY + dt.timedelta(days=9))
    dates = [[dt.date.fromisoformat(day) for day in ISO.findall(repr(plan))] for plan in (clinics, later)]
    assert len(dates[0]) > 100
    assert {b - a for a, b in zip(*dates, strict=True)} == {dt.timedelta(days=9)}
    moved = [clinic.stated_on - before.stated_on for before, clinic in zip(clinics, later, strict=True)]
    assert set(moved) == {dt.timedelta(days=9)}


@pytest.mark.parametrize("text", ["He was an Addict.", "It is clean", "un adicto", "drug abuse"])
def test_the_search_for_words_finds_stigma(text):
    assert found_words(STIGMA, text)


@pytest.mark.parametrize("text", ["A cure for all", "FDA-approved", "Guaranteed!", "no side effects"])
def test_the_search_for_words_finds_promises(text):
    assert found_words(CLAIMS, text)


def test_no_text_stigmatises_or_promises(clinics):
    slugs = ("types", "medicine", "telehealth_states")
    found = [
        (where, found_words(STIGMA + CLAIMS, text))
        for where, text in all_texts(clinics)
        if where.split()[-1] not in slugs
    ]
    assert [(where, words) for where, words in found if words] == []


def test_esketamine_is_for_depression_and_never_for_a_substance(clinics):
    programs = [each.facts for clinic in clinics for each in clinic.programs]
    esketamine = [facts for facts in programs if facts.get("medicine") == "esketamine"]
    assert len(esketamine) >= 5
    assert [facts["name"] for facts in esketamine if "substances" in facts] == []
    assert [facts["name"] for facts in esketamine if "depression" not in facts["conditions"]] == []
    approved = {facts["medicine"] for facts in programs if facts.get("legal_status") == "approved"}
    assert approved == {"esketamine"}


def test_other_medicines_are_given_in_trials_only(clinics):
    programs = [each.facts for clinic in clinics for each in clinic.programs]
    trials = {facts["medicine"]: facts for facts in programs if facts.get("legal_status") == "trial_only"}
    assert {"psilocybin", "mdma", "ketamine", "other"} == set(trials)
    elsewhere = [facts for facts in programs if facts.get("medicine") in ("psilocybin", "mdma")]
    assert [facts["name"] for facts in elsewhere if facts["legal_status"] != "trial_only"] == []


def test_posted_medicine_relies_on_telemedicine_and_names_states(clinics):
    posted = [
        each.facts
        for clinic in clinics
        for each in clinic.programs
        if each.facts.get("take_home") == "posted"
    ]
    assert len(posted) >= 3
    assert {facts["telemedicine_prescribing"] for facts in posted} == {"yes"}
    assert [facts["name"] for facts in posted if not facts.get("telehealth_states")] == []
    assert {facts["legal_status"] for facts in posted} == {"compounded"}


def test_session_prices_lie_where_reported_prices_lie(clinics):
    sessions = [
        price
        for clinic in clinics
        for each in clinic.programs
        if each.facts["types"] != "other-care"
        for price in read_prices(each.facts.get("prices", ""))
        if price.item == "dosing_session"
    ]
    assert len(sessions) > 80
    assert [price.low for price in sessions if not 30000 <= price.low <= 150000] == []
    assert [price.high for price in sessions if price.high is not None and price.high > 150000] == []


def test_spanish_clinics_speak_spanish(clinics):
    spanish = [clinic for clinic in clinics if clinic.facts["text_language"] == "es"]
    assert len(spanish) >= 6
    summaries = [each.facts["summary"] for clinic in spanish for each in clinic.programs]
    assert [
        text for text in summaries if not re.search(r"\b(usted|para|está|medicamento)\b", text, re.IGNORECASE)
    ] == []
    english = [c for c in clinics if c.facts["text_language"] == "en"]
    assert [
        each.name for c in english for each in c.programs if "usted" in each.facts.get("summary", "")
    ] == []


def test_entries_are_as_unlike_as_real_ones(clinics):
    names = [clinic.facts["name"] for clinic in clinics]
    assert max(map(len, names)) > 120
    assert [clinic.facts.keys() for clinic in clinics if clinic.key == "umber"] == [
        {"name", "text_language", "country", "phones"}
    ]
    assert sum(clinic.facts.get("address_withheld") == "yes" for clinic in clinics) >= 4
    assert max(Counter(clinic.organization for clinic in clinics if clinic.organization).values()) >= 4
    assert any(re.search("[áéíóúñ]", name) for name in names)
    waits = {
        int(each.facts["wait_days"]) for c in clinics for each in c.programs if "wait_days" in each.facts
    }
    assert (min(waits), max(waits)) == (0, 120)


def test_every_name_in_the_exceptions_is_one_of_an_entry(clinics):
    special = tables("exceptions")
    stands = special["stands"]
    listed = [row for rows_of in special.values() if isinstance(rows_of, list) for row in rows_of]
    named = {row[name] for row in listed for name in ("clinic", "into", "one", "other") if name in row}
    named |= {*special["clinic"], *stands["drafts"], *stands["in_review"]}
    assert named - {clinic.key for clinic in clinics} == set()
    programs = {row["program"] for row in listed if "program" in row}
    programs |= {*special["program"], *stands["draft_programs"]}
    assert programs - {each.name for clinic in clinics for each in clinic.programs} == set()


def test_most_programs_are_well_filled(clinics):
    programs = [each.facts for clinic in clinics for each in clinic.programs]
    asked = ("summary", "therapies", "substances", "settings", "aftercare", "medical_screening")
    assert sum(all(name in facts for name in asked) for facts in programs) >= 125
    assert len({facts["summary"] for facts in programs if "summary" in facts}) >= 60
