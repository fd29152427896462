"""Loading copies the files into the database: once, whole, and without a curator's rows."""

import gzip
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from programs.models import Clinic, ClinicTerm, Passage, Place
from programs.models.place import LoadedFile
from programs.models.study import Study
from programs.models.term import (
    ProgramType,
    ProgramTypeRequirement,
    ProgramTypeText,
    Term,
    TermCode,
    TermText,
)
from programs.vocabulary import VOCABULARIES, loaders, read_program_types, read_terms
from programs.vocabulary.files import (
    read_passages,
    read_studies,
    read_translation,
    translation_files,
)
from programs.vocabulary.places import PLACES_FILE, place_rows, write_places
from tests.test_vocabulary_files import folded

CENTROIDS = Path(__file__).parents[2] / "shared" / "data" / "geo" / "us_zip_centroids.csv.gz"
TABLES = (Term, TermText, TermCode, ProgramType, ProgramTypeText, ProgramTypeRequirement, LoadedFile, Place)
SOURCE = """\
zip,latitude,longitude,source,city,state,county
85701,32.22,-110.97,geonames,Tucson,AZ,Pima
01001,42.06,-72.61,geonames,Agawam,MA,Hampden
85702,32.20,-110.87,geonames,Tucson,AZ,Pima
00601,18.18055,-66.74996,census,,PR,
"""

pytestmark = pytest.mark.django_db


def everything(*models):
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models or TABLES}


@pytest.fixture
def substances(monkeypatch):
    """A function that loads other entries of the vocabulary `substance` than its file has."""

    def load(entries):
        by_vocabulary = {"substance": tuple(entries)}
        monkeypatch.setattr(loaders, "read_terms", lambda slug: by_vocabulary.get(slug) or read_terms(slug))
        LoadedFile.objects.filter(name="terms/substance.toml").update(digest="another")
        return loaders.load_vocabulary()

    return load


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "zips.csv.gz"
    path.write_bytes(gzip.compress(SOURCE.encode()))
    return path


def test_a_migrated_database_holds_the_files():
    entries = [entry for slug, _one, _several in VOCABULARIES for entry in read_terms(slug)]
    terms = Term.objects.values_list("public_id", "vocabulary", "slug", "order", "local")
    assert set(terms) == {(e.public_id, e.vocabulary, e.slug, e.order, False) for e in entries}
    texts = TermText.objects.values_list("term__public_id", "language", "label", "definition", "synonyms")
    spanish = read_translation("es/terms")
    assert set(texts) == {
        (e.public_id, "en", e.label, e.definition, "\n".join(e.synonyms)) for e in entries
    } | {
        (e.public_id, "es", told["label"], told["definition"], "\n".join(told["synonyms"]))
        for e in entries
        if (told := spanish[e.vocabulary][e.slug])
    }
    codes = TermCode.objects.values_list("term__public_id", "list", "edition", "code", "answer")
    assert set(codes) == {
        (e.public_id, c.list, c.edition, c.code, c.answer) for e in entries for c in e.codes
    }


def test_a_migrated_database_holds_the_program_types():
    rows = ProgramTypeText.objects.filter(language="en").order_by("program_type__order")
    texts = rows.values_list(
        "program_type__slug", "program_type__listed_by_default", "label", "summary", "definition"
    )
    assert list(texts) == [
        (e.slug, e.listed_by_default, e.label, e.summary, e.definition) for e in read_program_types()
    ]
    needs = ProgramTypeRequirement.objects.values_list("program_type__slug", "vocabulary", "term__slug")
    assert set(needs) == {
        ("infusion", "route", "iv-infusion"),
        ("infusion-residential", "route", "iv-infusion"),
        ("integrated", "therapy", None),
        ("personalized", "plan-factor", None),
    }


def test_a_second_run_changes_nothing_and_costs_little(django_assert_num_queries):
    before = everything()
    with django_assert_num_queries(7):  # savepoint, types, passages, studies, terms, digests, release
        assert loaders.load_vocabulary() == []
    with django_assert_num_queries(4):  # a savepoint and its release; places there, digest
        assert loaders.load_places() == []
    assert everything() == before


def test_loading_again_from_the_start_keeps_every_row():
    tables = (Term, TermText, TermCode, ProgramType, ProgramTypeText)
    before = everything(*tables)
    LoadedFile.objects.all().delete()
    assert loaders.load_vocabulary() == [
        *(slug for slug, _one, _several in VOCABULARIES),
        "types",
        "passages",
        "guides",
        "studies",
        *translation_files(),
    ]
    assert everything(*tables) == before


def test_lost_rows_are_loaded_although_the_digest_is_known():
    Term.objects.filter(vocabulary="access").delete()
    Place.objects.all().delete()
    assert (loaders.load_vocabulary(), loaders.load_places()) == (["access"], ["places"])
    assert Term.objects.filter(vocabulary="access").count() == len(read_terms("access"))
    assert Place.objects.exists()


def test_a_changed_file_changes_its_own_rows(substances):
    first, *others = read_terms("substance")
    changed = replace(first, label="Drinks", synonyms=("hooch",), codes=first.codes[1:])
    assert substances([changed, *others]) == ["substance"]
    text = TermText.objects.get(term__public_id=first.public_id, language="en")
    assert (text.label, text.synonyms) == ("Drinks", "hooch")
    codes = TermCode.objects.filter(term__public_id=first.public_id).values_list("code", flat=True)
    assert set(codes) == {code.code for code in first.codes[1:]}
    assert Term.objects.filter(vocabulary="substance").count() == len(others) + 1


def test_texts_in_other_languages_stay(substances):
    alcohol = Term.objects.get(vocabulary="substance", slug="alcohol")
    TermText.objects.create(term=alcohol, language="fr", label="Boissons")
    substances(read_terms("substance"))
    assert alcohol.texts.get(language="fr").label == "Boissons"


def test_statements_are_added_and_never_overwritten():
    kept, lost = Passage.objects.filter(language="en").order_by("key")[:2]
    Passage.objects.filter(pk=kept.pk).update(body="A curator wrote this.")
    lost.delete()
    LoadedFile.objects.filter(name="passages.toml").update(digest="another")
    assert loaders.load_vocabulary() == ["passages"]
    assert Passage.objects.get(pk=kept.pk).body == "A curator wrote this."
    assert Passage.objects.get(key=lost.key, language="en").body == lost.body


def test_what_a_curator_added_is_never_touched(substances):
    local = Term.objects.create(vocabulary="substance", slug="betel", local=True)
    TermText.objects.create(term=local, label="Betel nut")
    TermCode.objects.create(term=local, list="house", code="B1")
    before = (local.public_id, local.order)
    substances(read_terms("substance"))
    local.refresh_from_db()
    assert (local.public_id, local.order, local.local) == (*before, True)
    assert (local.texts.get().label, local.codes.get().code) == ("Betel nut", "B1")


def test_a_curators_term_keeps_its_slug_when_a_file_brings_the_same(substances):
    Study.objects.all().delete()
    entries = read_terms("substance")
    Term.objects.filter(public_id=entries[0].public_id).delete()
    local = Term.objects.create(vocabulary="substance", slug=entries[0].slug, local=True)
    substances(entries)
    assert Term.objects.get(vocabulary="substance", slug=entries[0].slug) == local
    assert Term.objects.filter(vocabulary="substance", local=False).count() == len(entries) - 1


def test_a_term_that_left_its_file_goes_unless_an_entry_says_it(substances):
    Study.objects.all().delete()
    said, _unsaid, *others = read_terms("substance")
    clinic = Clinic.objects.create(name="Oak Clinic")
    ClinicTerm.objects.create(clinic=clinic, term=Term.objects.get(public_id=said.public_id))
    substances(others)
    slugs = set(Term.objects.filter(vocabulary="substance").values_list("slug", flat=True))
    assert slugs == {said.slug, *(entry.slug for entry in others)}


def test_commands_say_what_they_did():
    out = StringIO()
    LoadedFile.objects.filter(name="terms/route.toml").delete()
    call_command("load_vocabulary", stdout=out)
    call_command("load_vocabulary", stdout=out)
    LoadedFile.objects.filter(name="places.csv.gz").delete()
    call_command("load_places", stdout=out)
    call_command("load_places", stdout=out)
    assert out.getvalue().splitlines() == [
        "Loaded: route.",
        "Nothing to load.",
        "Loaded: places.",
        "Nothing to load.",
    ]


def test_places_are_those_of_the_file():
    rows = Place.objects.values_list(
        "country", "kind", "postal_code", "city", "city_slug", "state", "latitude", "longitude"
    )
    assert set(rows) == set(place_rows())
    tucson = Place.objects.get(kind="city", city_slug="tucson-az")
    assert (tucson.city, tucson.state) == ("Tucson", "AZ")
    assert Place.objects.filter(postal_code="85701").values_list("city", "state").get() == ("Tucson", "AZ")


def test_places_of_other_countries_stay():
    elsewhere = Place.objects.create(
        country="CA", kind="city", city="Ottawa", latitude=45.42, longitude=-75.69
    )
    LoadedFile.objects.filter(name="places.csv.gz").delete()
    loaders.load_places()
    assert Place.objects.filter(country="CA").get() == elsewhere


def test_no_two_cities_share_a_slug():
    slugs = list(Place.objects.filter(kind="city").values_list("city_slug", flat=True))
    assert len(slugs) == len(set(slugs)) > 29_000


def test_make_places_sorts_and_gives_the_same_bytes_again(source, tmp_path):
    first, second = tmp_path / "first.csv.gz", tmp_path / "second.csv.gz"
    for target in (first, second):
        call_command("make_places", str(source), "--output", str(target), stdout=StringIO())
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[4:8] == bytes(4)  # no time of making in the gzip header
    assert gzip.decompress(first.read_bytes()).decode().splitlines() == [
        "postal_code,city,state,latitude,longitude",
        "00601,,PR,18.18055,-66.74996",
        "01001,Agawam,MA,42.06,-72.61",
        "85701,Tucson,AZ,32.22,-110.97",
        "85702,Tucson,AZ,32.20,-110.87",
    ]


def test_a_city_is_the_middle_of_its_postal_codes(source, tmp_path):
    target = tmp_path / "places.csv.gz"
    write_places(source, target)
    assert [row[1:] for row in place_rows(target) if row[1] == "city"] == [
        ("city", "", "Agawam", "agawam-ma", "MA", 42.06, -72.61),
        ("city", "", "Tucson", "tucson-az", "AZ", 32.21, -110.92),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SOURCE.replace("01001", "1001"), "'1001', 'MA'"),
        (SOURCE.replace("MA", "ZZ"), "'01001', 'ZZ'"),
        (SOURCE.replace("zip", "code"), "zip"),
    ],
)
def test_make_places_refuses_a_bad_source(source, tmp_path, text, says):
    source.write_bytes(gzip.compress(text.encode()))
    target = tmp_path / "places.csv.gz"
    with pytest.raises(CommandError, match=says):
        call_command("make_places", str(source), "--output", str(target))
    assert not target.exists()


def test_the_places_file_is_made_from_the_centroids(tmp_path):
    if not CENTROIDS.exists():
        pytest.skip(f"{CENTROIDS} is missing: the centroids are not part of the project")
    target = tmp_path / "places.csv.gz"
    assert write_places(CENTROIDS, target) == 41_128
    assert gzip.decompress(target.read_bytes()) == gzip.decompress(PLACES_FILE.read_bytes())


def test_the_places_file_names_its_source_in_the_notice():
    notice = (PLACES_FILE.parents[2] / "NOTICE").read_text(encoding="utf-8")
    for name in ("GeoNames", "U.S. Census Bureau", "SAMHSA", "creativecommons.org/licenses/by/4.0"):
        assert name in notice


def test_spanish_texts_are_added_and_stay_as_curators_write_them():
    kept = ProgramTypeText.objects.get(program_type__slug="kap", language="es")
    assert kept.label == read_translation("es/types")["kap"]["label"]
    ProgramTypeText.objects.filter(pk=kept.pk).update(label="Charlas")
    LoadedFile.objects.filter(name__endswith="types.toml").update(digest="another")
    loaders.load_vocabulary()
    assert ProgramTypeText.objects.get(pk=kept.pk).label == "Charlas"


@pytest.mark.parametrize("name", translation_files())
def test_a_translation_speaks_of_what_there_is_in_english(name):
    there = {
        "terms": {
            vocabulary: {term.slug for term in read_terms(vocabulary)} for vocabulary, *_names in VOCABULARIES
        },
        "types": {kind.slug for kind in read_program_types()},
        "passages": {passage.key for passage in read_passages()},
        "studies": {study.slug for study in read_studies()},
    }[name.partition("/")[2]]
    told = read_translation(name)
    if isinstance(there, dict):
        assert {vocabulary: set(slugs) for vocabulary, slugs in told.items()} == there
    else:
        assert set(told) == there


def test_a_spanish_word_leads_to_one_term_of_a_vocabulary():
    for vocabulary, terms in read_translation("es/terms").items():
        words = [folded(word) for told in terms.values() for word in {told["label"], *told["synonyms"]}]
        assert sorted(words) == sorted(set(words)), vocabulary
