"""The full-text index and the plain comparison it stands for."""

import numpy as np
import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from programs.models import Program, SearchDocument
from programs.models.document import words
from programs.publishing import change
from programs.search import find
from programs.search.text import document_has, ids_with_words, packed, query_words, unpacked
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
TEXTS = [
    "Ketamine infusions",
    "Día de Año Nuevo",
    "O'Brien & Sons",
    "under_score 12-step",
    "Straße 24h",
    "漢字 かな",
    "a_b 1st",
]


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker):
    return [" ".join(TEXTS[number:] + TEXTS[:number][:2]) for number in range(len(TEXTS))]


def both(typed, column="text"):
    slow = Program.objects.filter(document_has(typed, column)).values_list("pk", flat=True)
    return sorted(slow), sorted(ids_with_words(typed, column))


def test_the_index_finds_what_the_comparison_finds(documents):
    for number, summary in enumerate(documents):
        make_program(make_clinic(name=TEXTS[number]), summary=summary[: 40 + number * 7])
    known = sorted({word for text in TEXTS for word in words(text)} | {"alcohol", "tucson", "ketamine"})
    for column in ("text", "names"):
        for word in known:
            for typed in ([word], [word[:2]], [word, "ketamine"], ["ketamine", word[:1]]):
                slow, fast = both(typed, column)
                assert slow == fast, (typed, column)


@given(st.text(max_size=30))
def test_no_typed_text_breaks_it(text):
    ids_with_words(query_words(text))
    ids_with_words(query_words(text), "names")


@given(st.sets(st.integers(1, 3_000)))
def test_what_is_kept_of_a_word_is_what_was_found(ids):
    found = np.array(sorted(ids), np.int64)
    assert unpacked(packed(found)).tolist() == found.tolist()


def test_a_common_word_takes_a_bit_a_program_and_a_rare_one_its_ids():
    common, rare = np.arange(1, 80_000), np.array([5, 79_999])
    assert (packed(common).nbytes, packed(rare).nbytes) == (10_000, 16)


def test_it_follows_every_change():
    program = make_program(make_clinic(name="Saguaro"))
    assert list(ids_with_words(["saguaro"])) == [program.pk]
    with change(program.clinic, by="tests"):
        program.clinic.name = "Ocotillo"
    assert (list(ids_with_words(["saguaro"])), list(ids_with_words(["ocotillo"], "names"))) == (
        [],
        [program.pk],
    )
    SearchDocument.objects.all().delete()
    assert list(ids_with_words(["ocotillo"])) == []


def test_plurals_are_one_word():
    assert words("Infusions pills drinking class is") == ["infusion", "pill", "drinking", "class", "is"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("katamine infusion pheonix", "ketamine infusion phoenix"),
        ("ketmine", "ketamine"),
        ("alchohol", "alcohol"),
        ("willw", "willow"),
        ("xyzzyxyzzy", ""),
        ("85799", ""),
    ],
)
def test_a_misspelt_word_is_put_right_and_said(typed, meant):
    at = {"city": "Phoenix", "latitude": 33.45, "longitude": -112.07}
    make_program(make_clinic(name="Willow", **at), name="Ketamine infusion", substances=["alcohol"])
    result = find({"q": typed})
    assert (result.corrected, result.total) == (meant, 1 if meant else 0)
    assert result.notes == ([f"Showing results for “{meant}”."] if meant else [])


def test_words_that_are_known_are_left_alone():
    make_program(make_clinic(name="Willow"))
    make_program(make_clinic(name="Pillow"))
    assert [
        (find({"q": words}).corrected, find({"q": words}).total)
        for words in ("willow", "wil", "pillow willow")
    ] == [
        ("", 1),
        ("", 1),
        ("", 0),
    ]


@pytest.mark.parametrize(
    "typed", ["ketamine addiction", "addicted to ketamine", "k", "K", "special k", "ketamine problem"]
)
def test_help_with_ketamine_itself_is_understood(typed):
    make_program(
        make_clinic(name="Infusions"), name="Ketamine for alcohol addiction problem", substances=["alcohol"]
    )
    make_program(make_clinic(name="Help"), types=["other-care"], medicine=None, substances=["ketamine"])
    make_program(make_clinic(name="Aaa near"), types=["other-care"], medicine=None, substances=["alcohol"])
    result = find({"q": typed})
    assert ([hit.clinic.name for hit in result.hits], result.ketamine_problem) == (["Help"], True)
    near = find({"q": typed, "near": "85701"})
    assert [hit.clinic.name for hit in near.hits] == ["Help", "Aaa near"]


@pytest.mark.parametrize("typed", ["ketamine", "ketamine infusion", "kap", "alcohol addiction"])
def test_other_words_are_just_words(typed):
    assert find({"q": typed}).ketamine_problem is False


def test_an_endless_word_is_cut_and_still_found():
    program = make_program(summary="x" * 5_000)
    assert [hit.programs for hit in find({"q": "x" * 200}).hits] == [[program]]


@pytest.mark.parametrize(
    "typed", ["my brother drinks too much", "husband drinking", "he drinks", "ayuda para mi hijo, booze"]
)
def test_the_words_of_a_family_do_not_stand_in_the_way(typed):
    make_program(make_clinic(name="Willow"), substances=["alcohol"])
    make_program(make_clinic(name="Brother House"), substances=["opioids"])
    result = find({"q": typed})
    assert ([hit.clinic.name for hit in result.hits], result.corrected) == (["Willow"], "")


def test_an_everyday_word_is_never_taken_for_a_slip():
    make_program(make_clinic(name="Needles"), summary="What you need.")
    result = find({"q": "weed"})
    assert (result.total, result.corrected, find({"q": "needlse"}).corrected) == (0, "", "needle")


def test_slips_are_put_right_together():
    make_program(make_clinic(name="Copper Wren"))
    make_program(make_clinic(name="Renwick House"), summary="Many pilots, and more pilots.")
    make_program(make_clinic(name="Pillow Creek"))
    assert [
        (find({"q": typed}).corrected, find({"q": typed}).total) for typed in ("copper ren", "pilow creek")
    ] == [
        ("copper wren", 1),
        ("pillow creek", 1),
    ]


def test_whom_a_program_does_not_take_are_no_words_of_it():
    make_program(make_clinic(name="Refuses"), exclusions=["pregnancy"])
    make_program(make_clinic(name="Takes"), groups=["pregnant-postpartum"])
    assert [hit.clinic.name for hit in find({"q": "pregnant"}).hits] == ["Takes"]


def test_terms_of_the_clinic_and_short_names_are_words_of_its_programs():
    make_program(make_clinic(name="Saint Anne", city="Saint Louis", region="MO", languages=["es"]))
    for typed in ("spanish", "st anne", "st louis mo"):
        assert [hit.clinic.name for hit in find({"q": typed}).hits] == ["Saint Anne"], typed


def test_what_the_words_name_comes_before_what_only_begins_so_and_a_city_before_its_namesakes():
    make_program(make_clinic(name="Aaa Pillow House"), summary="Weeds and pots.")
    make_program(make_clinic(name="Bbb"), substances=["cannabis"], summary="Nothing else.")
    make_program(make_clinic(name="Aaa Boston House"))
    make_program(make_clinic(name="Ccc", city="Boston", region="MA"))
    assert [hit.clinic.name for hit in find({"q": "weed"}).hits] == ["Bbb", "Aaa Pillow House"]
    assert [hit.clinic.name for hit in find({"q": "boston"}).hits] == ["Ccc", "Aaa Boston House"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("ketamine for alcohol addiction", False),
        ("ketamine therapy for addiction", False),
        ("ketamine to stop drinking", False),
        ("ketamine and depression", False),
        ("esketamine problem", False),
        ("help for ketamine addiction", True),
        ("quit ketamine", True),
        ("my son uses ketamine", True),
        ("katamine addiction", True),
        ("adicto a la ketamina", True),
    ],
)
def test_ketamine_as_the_cure_and_ketamine_as_the_problem(typed, problem):
    make_program()
    assert find({"q": typed}).ketamine_problem is problem


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_the_field_suggests_finds_something(language):
    """The example beside the field, word for word as it stands there."""
    make_program(substances=["alcohol"], payments=["medicaid"])
    make_program(substances=["opioids"])
    with translation.override(language):
        hint = gettext("Such as: he drinks, has Medicaid").partition(":")[2]
    assert find({"q": hint}, with_page=False).total == 1
