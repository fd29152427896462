"""The vocabulary's files hold together, and speak to people in plain, kind words."""

import re
import unicodedata
from collections import Counter

import pytest

from programs.vocabulary import STATES, VOCABULARIES, read_program_types, read_terms, state_code, state_meant
from programs.vocabulary.files import ROOM, read_passages, read_studies

SLUGS = [slug for slug, _one, _several in VOCABULARIES]
TERMS = [term for slug in SLUGS for term in read_terms(slug)]
TYPES = read_program_types()
PASSAGES = read_passages()
STUDIES = read_studies()

# Words to avoid: NIDA "Words Matter"; PMC9386168, table 1; northamptonrecoverycenter.org/glossary.
STIGMA = re.compile(
    r"\b(addicts?|junkies?|abusers?|(drug|substance|alcohol|opioid) (abuse|dependence|habit)|alcoholics?"
    r"|drunks?|clean|dirty|vices?|medication[- ]assisted treatment|MAT|substitution|replacement|strung out"
    r"|getting high|tweak\w*|non-?compliant|failed treatment|committed suicide"
    r"|(recreational|casual|drug) users?)\b",
    re.IGNORECASE,
)
ORGANIZATIONS = ("Alcoholics Anonymous", "Narcotics Anonymous")
# A statement about a medicine, a danger or a condition for taking part needs the source it rests on.
MEDICAL = re.compile(r"\b(approved|off-label|not proven|[Mm]any programs do not|988|[Rr]everse)\b")
MEDICINES = re.compile(
    r"\b(ketamine|esketamine|spravato|naltrexone|acamprosate|disulfiram|methadone|buprenorphine|naloxone|psilocybin"
    r"|methamphetamine|cocaine|MDMA)\b",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"\b(cures?|guarante\w+|non-?addictive|proven to|safe and effective|works for)\b", re.IGNORECASE
)


def folded(text):
    """`text` as the search sees it: no case, accents or punctuation."""
    plain = (
        letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter)
    )
    return " ".join(re.findall(r"\w+", "".join(plain)))


def spoken():
    """Every text of ours that a person reads, with where it stands."""
    for term in TERMS:
        yield f"{term.vocabulary}/{term.slug}", f"{term.label}. {term.definition}"
    for kind in TYPES:
        yield f"type/{kind.slug}", f"{kind.label}. {kind.summary} {kind.definition}"
    for passage in PASSAGES:
        yield f"passage/{passage.key}", f"{passage.title}. {passage.body}"
    for study in STUDIES:
        yield f"study/{study.slug}", ". ".join(study.words.values())


def reading_grade(text):
    """Flesch-Kincaid grade, syllables counted by groups of vowels; the names of medicines count as words of two."""
    text = MEDICINES.sub("aspirin", text)
    sentences = len(re.findall(r"[.!?](?=\s|$)", text))
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<![l])e$", "", word.lower())))) for word in words
    )
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def test_every_vocabulary_has_a_file_and_every_file_a_vocabulary():
    assert {path.stem for path in (ROOM / "terms").glob("*.toml")} == set(SLUGS)


def test_ids_are_unique_random_uuids():
    assert [count for count in Counter(term.public_id for term in TERMS).items() if count[1] > 1] == []
    assert {term.public_id.version for term in TERMS} == {4}


@pytest.mark.parametrize("vocabulary", SLUGS)
def test_slugs_and_labels_are_unique_and_fit(vocabulary):
    terms = read_terms(vocabulary)
    assert len({term.slug for term in terms}) == len(terms)
    assert len({folded(term.label) for term in terms}) == len(terms)
    for term in terms:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", term.slug), term.slug
        assert len(term.slug) <= 60
        assert 0 < len(term.label) <= 120
        assert term.definition.endswith("."), f"{term.slug} is not defined in sentences"


@pytest.mark.parametrize("vocabulary", SLUGS)
def test_a_word_leads_to_one_term_of_a_vocabulary(vocabulary):
    owners = {}
    for term in read_terms(vocabulary):
        for word in (term.label, *term.synonyms):
            owners.setdefault(folded(word), []).append(term.slug)
    assert {word: slugs for word, slugs in owners.items() if len(slugs) > 1} == {}
    assert "" not in owners


def test_a_code_is_said_once_of_a_term():
    said = Counter(
        (term.vocabulary, term.slug, code.list, code.edition, code.code)
        for term in TERMS
        for code in term.codes
    )
    assert [code for code, times in said.items() if times > 1] == []


def test_no_word_that_hurts():
    def hurting(text):
        for name in ORGANIZATIONS:
            text = text.replace(name, "")
        return STIGMA.findall(text)

    assert {where: found for where, text in spoken() if (found := hurting(text))} == {}


def test_no_promise():
    assert {where: found for where, text in spoken() if (found := PROMISES.findall(text))} == {}


def test_medical_statements_name_their_source():
    sourced = {f"{term.vocabulary}/{term.slug}" for term in TERMS if term.citation}
    sourced |= {f"type/{kind.slug}" for kind in TYPES if kind.citation}
    sourced |= {f"passage/{passage.key}" for passage in PASSAGES if passage.citation}
    sourced |= {f"study/{study.slug}" for study in STUDIES if study.reference}
    assert [where for where, text in spoken() if MEDICAL.search(text) and where not in sourced] == []


@pytest.mark.parametrize("vocabulary", SLUGS)
def test_definitions_read_at_grade_8_or_below(vocabulary):
    assert reading_grade(" ".join(term.definition for term in read_terms(vocabulary))) <= 8


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.slug)
def test_types_read_at_grade_8_or_below(kind):
    assert reading_grade(f"{kind.summary} {kind.definition}") <= 8


@pytest.mark.parametrize(
    ("word", "vocabulary", "slug"),
    [
        ("booze", "substance", "alcohol"),
        ("drinking", "substance", "alcohol"),
        ("alcoholic", "substance", "alcohol"),
        ("heroin", "substance", "opioids"),
        ("pills", "substance", "opioids"),
        ("junkie", "substance", "opioids"),
        ("special k", "substance", "ketamine"),
        ("k", "substance", "ketamine"),
        ("ketamine addiction", "substance", "ketamine"),
        ("12 steps", "therapy", "12-step"),
        ("AA", "therapy", "12-step"),
        ("Suboxone", "therapy", "buprenorphine"),
        ("MAT", "therapy", "medication-for-opioids"),
        ("drug abuse", "therapy", "sud-counselling"),
        ("detox", "therapy", "withdrawal-care"),
        ("rehab", "setting", "residential"),
        ("Spravato", "medicine", "esketamine"),
        ("dual diagnosis", "group", "co-occurring"),
        ("ASL", "language", "ase"),
        ("español", "language", "es"),
    ],
)
def test_what_people_type_is_found(word, vocabulary, slug):
    words = {folded(synonym): term.slug for term in read_terms(vocabulary) for synonym in term.synonyms}
    assert words[folded(word)] == slug


def test_k_is_no_medicine():
    assert [term.slug for term in TERMS if "k" in map(folded, term.synonyms)] == ["ketamine"]


def test_types_stand_in_their_order_and_other_care_alone_is_unlisted():
    assert [(kind.slug, kind.listed_by_default) for kind in TYPES] == [
        ("kap", True),
        ("infusion", True),
        ("infusion-residential", True),
        ("integrated", True),
        ("personalized", True),
        ("trial", True),
        ("other-care", False),
    ]
    assert [kind.order for kind in TYPES] == sorted({kind.order for kind in TYPES})


def test_types_need_what_the_rules_say():
    assert {kind.slug: kind.requirements for kind in TYPES if kind.requirements} == {
        "infusion": (("route", "iv-infusion"),),
        "infusion-residential": (("route", "iv-infusion"),),
        "integrated": (("therapy", ""),),
        "personalized": (("plan-factor", ""),),
    }
    assert "iv-infusion" in {term.slug for term in read_terms("route")}


def test_type_texts_fit():
    for kind in TYPES:
        assert 0 < len(kind.label) <= 120
        assert 0 < len(kind.summary) <= 300
        assert kind.definition == kind.definition.strip() != ""


def test_states():
    assert len(STATES) == 50 + 1 + 5 + 3  # states, the district, territories, associated states
    assert [code for code in STATES if not re.fullmatch("[A-Z]{2}", code)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CA", "CA"),
        (" ca ", "CA"),
        ("US-CA", "CA"),
        ("California", "CA"),
        ("new  york", "NY"),
        ("Washington", "WA"),
        ("Washington, D.C.", "DC"),
        ("D.C.", "DC"),
        ("Virgin Islands", "VI"),
        ("U.S. Virgin Islands", "VI"),
        ("Puerto Rico", "PR"),
        ("US", None),
        ("Tucson", None),
        ("XX", None),
        ("", None),
    ],
)
def test_state_code(text, code):
    assert (state_code(text), state_meant(text)) == (code, code)


@pytest.mark.parametrize(
    ("text", "code"), [("Ariz.", "AZ"), ("calif", "CA"), ("N. Mex.", "NM"), ("W.Va.", "WV"), ("Kent", None)]
)
def test_a_person_may_shorten_the_name_of_a_state(text, code):
    assert (state_meant(text), state_code(text)) == (code, None)
