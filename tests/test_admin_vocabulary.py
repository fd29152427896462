"""Terms, program types, sources and passages in the admin: curators add their own, loaded ones stay their file's."""

import pytest
from django.urls import reverse

from programs.models import Passage, ProgramType, SearchChange, Source, Term
from programs.search import find
from programs.vocabulary.loaders import load_vocabulary
from tests.factories import make_program
from tests.page_forms import fields_of, page_of

pytestmark = pytest.mark.django_db


def change_page(row):
    return reverse(f"admin:programs_{row._meta.model_name}_change", args=[row.pk])


def form_of(row):
    return f"{row._meta.model_name}_form"


def add_term(desk, slug="hypnosis", label="Hypnosis"):
    add = reverse("admin:programs_term_add")
    typed = {
        "vocabulary": "therapy",
        "slug": slug,
        "order": "500",
        "texts-0-language": "en",
        "texts-0-label": label,
    }
    return desk.post(add, fields_of(desk.get(add), "term_form") | typed)


def test_a_curators_own_term_is_local_and_survives_loading(desk):
    assert add_term(desk).status_code == 302
    term = Term.objects.get(slug="hypnosis")
    assert (term.local, str(term)) == (True, "Hypnosis")
    load_vocabulary()
    assert Term.objects.filter(pk=term.pk).exists()
    offered = fields_of(desk.get(change_page(make_program())))
    assert offered["therapies-hypnosis"] == ""


def test_a_loaded_term_keeps_what_its_file_says(desk):
    term = Term.objects.get(vocabulary="substance", slug="alcohol")
    before = (
        term.slug,
        term.vocabulary,
        term.order,
        term.text().label,
        list(term.codes.values_list("code", flat=True)),
    )
    typed = fields_of(desk.get(change_page(term)), "term_form")
    forged = {
        "slug": "forged",
        "vocabulary": "therapy",
        "order": "1",
        "local": "on",
        "texts-0-label": "Forged",
    }
    forged |= {"codes-TOTAL_FORMS": "1", "codes-0-list": "forged", "codes-0-code": "X"}
    assert desk.post(change_page(term), typed | forged).status_code == 302
    term = Term.objects.get(pk=term.pk)
    after = (
        term.slug,
        term.vocabulary,
        term.order,
        term.text().label,
        list(term.codes.values_list("code", flat=True)),
    )
    assert after == before
    assert term.local is False


def test_a_translation_of_a_loaded_term_is_the_curators(desk):
    term = Term.objects.get(vocabulary="substance", slug="alcohol")
    typed = fields_of(desk.get(change_page(term)), "term_form")
    count = int(typed["texts-TOTAL_FORMS"])
    typed |= {
        "texts-TOTAL_FORMS": str(count + 1),
        f"texts-{count}-language": "xx",
        f"texts-{count}-label": "Alkohol",
    }
    assert desk.post(change_page(term), typed | {f"texts-{count}-term": term.pk}).status_code == 302
    assert term.text("xx").label == "Alkohol"


def test_a_new_synonym_finds_the_programs_at_once(desk):
    add_term(desk)
    term = Term.objects.get(slug="hypnosis")
    program = make_program(therapies=["hypnosis"])
    assert find({"q": ["trancework"]}).total == 0
    before = SearchChange.objects.count()
    typed = fields_of(desk.get(change_page(term)), "term_form") | {"texts-0-synonyms": "trancework"}
    assert desk.post(change_page(term), typed).status_code == 302
    assert [hit.clinic for hit in find({"q": ["trancework"]}).hits] == [program.clinic]
    assert SearchChange.objects.count() == before + 1


def test_program_types_are_only_shown(desk):
    kind = ProgramType.objects.first()
    page = desk.get(change_page(kind))
    assert page.status_code == 200
    assert not [node for node in page_of(page).iter("input") if node.get("name") == "_save"]
    assert desk.post(change_page(kind), {"slug": "forged"}).status_code == 403


def test_sources_and_passages(desk):
    add = reverse("admin:programs_source_add")
    desk.post(add, fields_of(desk.get(add), "source_form") | {"name": "State register", "kind": "register"})
    assert Source.objects.get(name="State register").kind == "register"
    passage = Passage.objects.create(key="rule-ends", body="A sentence.")
    typed = fields_of(desk.get(change_page(passage)), "passage_form")
    typed |= {"key": "forged", "body": "Another sentence.", "show_until": "2026-12-31"}
    assert desk.post(change_page(passage), typed).status_code == 302
    passage.refresh_from_db()
    assert (passage.key, passage.body, str(passage.show_until)) == (
        "rule-ends",
        "Another sentence.",
        "2026-12-31",
    )
