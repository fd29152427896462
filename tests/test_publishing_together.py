"""Several changes as one transaction, of which the search hears once."""

import pytest

from programs.models import SearchChange, SearchDocument, SearchRevision
from programs.publishing import change, together
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db


def number():
    return SearchRevision.objects.get().n


def test_the_search_hears_of_all_changes_under_one_number():
    one, other = make_clinic(published=True), make_clinic(published=True)
    before = number()
    with together():
        for clinic, name in ((one, "Azure Gate"), (other, "Crimson Gate")):
            with change(clinic, by="tests"):
                clinic.name = name
    assert number() == before + 1
    told = SearchChange.objects.filter(n=before + 1).values_list("clinic_pk", flat=True)
    assert sorted(told) == [one.pk, other.pk]
    texts = SearchDocument.objects.order_by("program__clinic").values_list("text", flat=True)
    assert [word in text for word, text in zip(["azure", "crimson"], texts, strict=True)] == [True, True]


def test_one_inside_another_is_told_at_the_end_of_the_outer():
    clinic = make_clinic(published=True)
    before = number()
    with together():
        with together(), change(clinic, by="tests"):
            clinic.name = "Azure Gate"
        assert number() == before
    assert number() == before + 1


def break_off(clinic):
    with together():
        with change(clinic, by="tests"):
            clinic.name = "Azure Gate"
        raise KeyError


def test_what_breaks_off_leaves_nothing():
    clinic = make_program().clinic
    name, before = clinic.name, number()
    with pytest.raises(KeyError):
        break_off(clinic)
    clinic.refresh_from_db()
    assert (clinic.name, number()) == (name, before)
    with change(clinic, by="tests"):
        clinic.name = "Crimson Gate"
    assert number() == before + 1


def test_nothing_changed_is_nothing_told():
    make_program()
    before = number()
    with together():
        pass
    assert number() == before
