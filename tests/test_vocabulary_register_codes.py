"""Each federal code is placed: with terms, as a register's fact, or left out for a reason."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from programs.models import Licence
from programs.models.clinic import OWNERSHIP
from programs.models.program import PROGRAM_ANSWERS
from programs.vocabulary import VOCABULARIES, read_register_codes, read_terms
from programs.vocabulary.files import REGISTERS

CODE_LIST = Path(__file__).parents[2] / "shared" / "data" / "samhsa" / "service_codes_2024.csv"
EDITION = "2024"
FACTS = read_register_codes()
# A hint of the list's reader, and the term that says the same in our words.
HINTED = {
    "substance:gambling": "condition:gambling",
    "substance:other-addiction": "condition:other-addiction",
    "language:sign": "language:ase",
    "language:creole": "language:crp",
    "language:yupik": "language:ypk",
    "language:native-american-any": "language:nai",
    "age:children-adolescents": "group:children-adolescents",
    "program:dementia": "condition:dementia",
    "program:eating-disorders": "condition:eating-disorder",
    "program:first-episode-psychosis": "condition:first-episode-psychosis",
    "program:pain-and-sud": "condition:chronic-pain",
    "program:ptsd": "condition:ptsd",
    "program:sed": "condition:serious-emotional-disturbance",
    "program:smi": "condition:serious-mental-illness",
    "program:tbi": "condition:traumatic-brain-injury",
    "program:sexual-abuse": "group:sexual-violence",
}


# Each of these other languages has a code and a hint of its own.
OTHER_LANGUAGES = "language:other-flag"


def stated():
    """(list, edition, code) of each code that terms hold, with {"vocabulary:slug": answer}."""
    codes = defaultdict(dict)
    for vocabulary, _one, _several in VOCABULARIES:
        for term in read_terms(vocabulary):
            for code in term.codes:
                codes[code.list, code.edition, code.code][f"{vocabulary}:{term.slug}"] = code.answer
    return codes


STATED = stated()


def terms_of(register, code):
    return STATED[register, EDITION, code]


@pytest.fixture(scope="module")
def code_list():
    if not CODE_LIST.exists():
        pytest.skip(f"{CODE_LIST} is missing: the federal code list is not part of the project")
    with CODE_LIST.open(encoding="utf-8", newline="") as lines:
        return {
            (f"samhsa-{row['directory_type']}", EDITION, row["code"]): row for row in csv.DictReader(lines)
        }


def test_every_code_of_the_list_is_placed(code_list):
    ours = {code for code in STATED if code[0] in REGISTERS}
    assert ours | FACTS.keys() == code_list.keys()


def test_no_code_is_both_term_and_fact():
    assert STATED.keys() & FACTS.keys() == set()


def test_hints_of_the_list_are_followed(code_list):
    missed = {}
    for key, row in code_list.items():
        answer, hint = (
            ("no", row["tag_hint"][4:]) if row["tag_hint"].startswith("NOT ") else ("yes", row["tag_hint"])
        )
        if ":" in hint and hint != OTHER_LANGUAGES:
            kind, word = hint.split(":")
            term = HINTED.get(hint, f"{'group' if kind in ('age', 'program') else kind}:{word}")
            if STATED[key].get(term) != answer:
                missed[key] = (hint, dict(STATED[key]))
    assert missed == {}


def test_what_a_register_denies_is_a_no():
    denied = {
        code[2]: terms for code, terms in STATED.items() if code[0] in REGISTERS and "no" in terms.values()
    }
    assert denied == {
        "NAUT": {"substance:alcohol": "no"},
        "NOOP": {"substance:opioids": "no"},
        "NMAUT": {"therapy:medication-for-alcohol": "no"},
        "NMOA": {"therapy:medication-for-opioids": "no"},
    }


def test_a_code_may_say_yes_to_several_terms():
    assert terms_of("samhsa-substance", "BUM") == {
        "substance:opioids": "yes",
        "therapy:medication-for-opioids": "yes",
        "therapy:buprenorphine": "yes",
    }


@pytest.mark.parametrize(
    ("register", "code", "term"),
    [
        ("samhsa-mental", "MC", "payment:medicare"),
        ("samhsa-mental", "MD", "payment:medicaid"),
        ("samhsa-mental", "MI", "payment:tricare"),
        ("samhsa-mental", "SI", "payment:state-plan"),
        ("samhsa-mental", "SF", "payment:self-pay"),
        ("samhsa-mental", "PHDT", "setting:partial-hospitalization"),
        ("samhsa-substance", "ODT", "setting:partial-hospitalization"),
        ("samhsa-substance", "PA", "payment:payment-assistance"),
    ],
)
def test_codes_that_are_easily_confused(register, code, term):
    assert terms_of(register, code) == {term: "yes"}


def test_assertive_community_treatment_is_not_acceptance_and_commitment_therapy():
    assert FACTS["samhsa-mental", EDITION, "ACT"].table == "ignored"
    assert [term.codes for term in read_terms("therapy") if term.slug == "act"] == [()]


def test_ketamine_infusion_opens_the_scope_and_states_nothing_else():
    fact = FACTS["samhsa-mental", EDITION, "KIT"]
    assert (fact.table, fact.word) == ("scope", "ketamine-infusion")
    assert ("samhsa-substance", EDITION, "KIT") not in FACTS


def test_facts_use_the_words_of_the_model():
    tables = defaultdict(list)
    for fact in FACTS.values():
        tables[fact.table].append(fact)
    assert set(tables) == {"ownership", "licence", "scope", "answer", "ignored"}
    assert {fact.word for fact in tables["ownership"]} == {word for word, _label in OWNERSHIP}
    assert {fact.kind for fact in tables["licence"]} <= set(Licence.Kind.values)
    assert {fact.field for fact in tables["answer"]} <= set(PROGRAM_ANSWERS)
    assert [fact for fact in tables["licence"] if not fact.issuer] == []
    assert [fact for fact in tables["ignored"] if not fact.reason.endswith(".")] == []


def test_a_particular_owner_stands_before_the_federal_government_at_large():
    orders = {
        word: fact.order for fact in FACTS.values() if fact.table == "ownership" for word in [fact.word]
    }
    assert max(orders, key=orders.get) == "federal_other"
