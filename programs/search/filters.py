"""The public search as a FilterSet: and between parameters, or within one, all on one and the same program.

Its queryset is the slow truth that every faster answer is compared with. Declared one by one: people bookmark them.
"""

import copy
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programs.models import Program, ServedState
from programs.models.document import words
from programs.models.program import PROGRAM_ANSWERS
from programs.search import conditions
from programs.search.choices import ANY_TYPE
from programs.search.meaning import heard, means_ketamine_problem, meant
from programs.search.parameters import CLINIC_TERMS, DEFAULT_RADIUS, PROGRAM_TERMS, WORDS_LENGTH
from programs.search.place_names import UnknownPlace, known_place, read_city
from programs.search.places import clinics_within
from programs.search.spelling import corrected, read_vocabulary
from programs.search.text import counted, document_has, kept_ids, query_words

MOST_MONEY = 1_000_000
MOST_DAYS = 3_650
MOST_CITIES = 20
MOST_NAMED = 40


class ValuesField(forms.MultipleChoiceField):
    """Several values of a fixed list; a wrong one is named with what would be right."""

    def validate(self, value):
        for item in value:
            refuse_unknown(self, item)


class OneValueField(forms.ChoiceField):
    def validate(self, value):
        if value:
            refuse_unknown(self, value)


def refuse_unknown(field: Any, value: str) -> None:
    """Raise ValidationError unless `value` is a choice of `field`: it names the right values for machines, the cure
    for people (the `problem` of its params).
    """
    valid = [str(choice) for choice, _label in field.choices]
    if value not in valid:
        named = ", ".join(valid[:MOST_NAMED]) + (" …" if len(valid) > MOST_NAMED else "")
        words = {"value": printable(value[:60]), "valid": named}
        says = _("“%(value)s” is none of: %(valid)s.") % words
        problem = _(
            "“%(value)s” is not one of the choices. Choose from the list, or press Search to drop it."
        )
        raise forms.ValidationError("%(says)s", params={"says": says, "problem": problem % words})


def printable(text):
    """`text` without signs that nobody sees: controls, and marks that turn the direction of what follows."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


class PlaceField(forms.CharField):
    """A place to start from, as a Near."""

    def clean(self, value):
        text = super().clean(value)
        try:
            return known_place(text) if text else None
        except UnknownPlace as unknown:
            raise refused_place(unknown) from unknown


def refused_place(unknown):
    """The error of an UnknownPlace; pages read its `problem` and `instead` from the params."""
    return forms.ValidationError(
        "%(says)s", params={"says": unknown, "problem": unknown.problem, "instead": unknown.instead}
    )


class CitiesField(forms.Field):
    """Cities by slug, or by a name that one city alone has, as Place rows."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        try:
            return [read_city(text[:90].replace("\0", "")) for text in (value or [])[:MOST_CITIES]]
        except UnknownPlace as unknown:
            raise refused_place(unknown) from unknown


class ValuesFilter(django_filters.Filter):
    field_class = ValuesField


class OneValueFilter(django_filters.Filter):
    field_class = OneValueField


class PlaceFilter(django_filters.Filter):
    field_class = PlaceField


class CitiesFilter(django_filters.Filter):
    field_class = CitiesField


class WholeNumberField(forms.IntegerField):
    """A whole number in a range; the error says which."""

    default_error_messages = {"invalid": _("Use a whole number, in digits.")}

    def __init__(self, *, min_value, max_value=None, **kwargs):
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        top = _(" to %(n)d") % {"n": max_value} if max_value else _(" on")
        says = _("Use a whole number from %(n)d") % {"n": min_value} + top + "."
        self.validators = [v for v in self.validators if not hasattr(v, "limit_value")]
        self.validators += [MinValueValidator(min_value, says)]
        self.validators += [MaxValueValidator(max_value, says)] if max_value else []


class NumberFilter(django_filters.Filter):
    field_class = WholeNumberField


class SharedFields(dict):
    """The fields of a form class that each of its forms shares: copies of 46 fields cost more than the search."""

    def __deepcopy__(self, memo):
        return self


class ProgramSearch(django_filters.FilterSet):
    """Published programs, narrowed by what the address says."""

    q = django_filters.CharFilter(label=_("What"), max_length=WORDS_LENGTH)
    near = PlaceFilter(label=_("Where"), max_length=100)
    radius = OneValueFilter(label=_("Within"))
    type = ValuesFilter()
    substance = ValuesFilter()
    condition = ValuesFilter()
    therapy = ValuesFilter()
    route = ValuesFilter()
    setting = ValuesFilter()
    payment = ValuesFilter()
    group = ValuesFilter()
    medicine = ValuesFilter()
    language = ValuesFilter()
    access = ValuesFilter()
    accepting = ValuesFilter()
    counselling_included = ValuesFilter()
    therapist_present = ValuesFilter()
    accepts_active_use = ValuesFilter()
    accepts_past_ketamine_problem = ValuesFilter()
    with_methadone = ValuesFilter()
    with_buprenorphine = ValuesFilter()
    with_naltrexone = ValuesFilter()
    medical_screening = ValuesFilter()
    psychiatric_screening = ValuesFilter()
    urine_drug_screen = ValuesFilter()
    pdmp_check = ValuesFilter()
    blood_pressure_monitoring = ValuesFilter()
    oximetry_monitoring = ValuesFilter()
    prescriber_on_site = ValuesFilter()
    emergency_equipment = ValuesFilter()
    emergency_training = ValuesFilter()
    escorted_ride_home = ValuesFilter()
    defined_end_point = ValuesFilter()
    dose_frequency_cap = ValuesFilter()
    needs_visit = ValuesFilter()
    telemedicine_prescribing = ValuesFilter()
    prior_authorization = ValuesFilter()
    claims_help = ValuesFilter()
    city = CitiesFilter()
    state = ValuesFilter()
    claim = ValuesFilter()
    price_max = NumberFilter(
        label=_("Highest price of one dosing session"), min_value=0, max_value=MOST_MONEY
    )
    course_max = NumberFilter(label=_("Highest price of the whole course"), min_value=0, max_value=MOST_MONEY)
    wait_max = NumberFilter(label=_("Longest wait in days"), min_value=0, max_value=MOST_DAYS)
    checked = OneValueFilter(label=_("Checked"))
    unknown = OneValueFilter(label=_("Not stated"))
    sort = OneValueFilter(label=_("Sort by"))
    page = NumberFilter(label=_("Page"), min_value=1)

    class Meta:
        model = Program
        fields: list[str] = []

    def __init__(self, data, choices, today, vocabulary=read_vocabulary):
        """`choices` are those of read_choices(), `vocabulary` gives the known words when a typed one is not."""
        super().__init__(data, queryset=Program.objects.published())
        self.today = today
        self.choices = choices
        self.vocabulary = vocabulary
        for name, item in self.filters.items():
            if isinstance(item, ValuesFilter | OneValueFilter):
                item.extra["choices"] = choices.by_name[name]
        self.form_class = self.get_form_class()
        self.form_class.base_fields = SharedFields(self.form_class.base_fields)
        self.nothing = {}

    def again(self, data, today):
        """The same search for other values, on another day: fields and filters are shared, as nothing changes them."""
        search = copy.copy(self)
        for name in ("words_and_ids", "ketamine_problem", "meant", "said"):
            search.__dict__.pop(name, None)
        search.data, search.is_bound, search.today = data, True, today
        search._form = self.form_class(data)
        search.clean()
        return search

    def clean(self):
        """Clean the values that are given; all others are `nothing`, cleaned once."""
        form, fields = self.form, self.form.fields
        given = {name: field for name, field in fields.items() if name in self.data}
        form.fields = given if self.nothing else fields
        form.full_clean()
        form.fields, form.cleaned_data = fields, self.nothing | form.cleaned_data

    @property
    def cleaned(self):
        return self.form.cleaned_data

    @property
    def typed(self):
        """The words to look for, put right where no document holds them as typed."""
        return self.words_and_ids[0]

    @cached_property
    def words_and_ids(self):
        """The words to look for, and the pks of the programs whose document holds them: one query, more for a slip."""
        typed = query_words(self.cleaned.get("q") or "")
        ids = kept_ids([] if self.ketamine_problem else typed)
        if len(ids) or not typed or self.ketamine_problem:
            return typed, ids
        typed = corrected(
            typed, self.vocabulary(), self.choices.everyday, lambda words: len(kept_ids(words)) > 0
        )
        return typed, kept_ids(typed)

    @cached_property
    def meant(self):
        """What the words name: for each phrase the set of (parameter, value) that it may stand for."""
        return meant(self.said, self.choices.meanings)

    @cached_property
    def said(self):
        """The words that count, as typed or as put right."""
        text = self.cleaned.get("q") or ""
        return counted(words(text)) if self.typed == query_words(text) else self.typed

    @property
    def heard(self):
        """The phrases that are looked for, each with what it may stand for."""
        found = heard(self.said, self.choices.meanings)
        return [(phrase, values) for phrase, values in found if set(phrase) & set(self.typed)]

    @property
    def phrase(self):
        return " ".join(self.said)

    @cached_property
    def ketamine_problem(self):
        """Whether the words ask for help with ketamine itself."""
        return means_ketamine_problem(self.cleaned.get("q") or "", self.choices.meanings)

    @property
    def radius_miles(self):
        return int(self.cleaned.get("radius") or DEFAULT_RADIUS)

    def matching(self, include_unknown=False):
        """The programs that match; with `include_unknown` also those that state nothing at a chosen facet.

        Call it on a valid filter only: a wrong value answers with its error and no rows.
        """
        programs = self.queryset
        for matches, unknown in self.asked():
            programs = programs.filter(matches | unknown if include_unknown else matches)
        return programs

    def asked(self):
        """(matches, unknown) of every chosen facet, then of words and place, which know no unknown."""
        chosen = {name: value for name, value in self.cleaned.items() if value not in (None, "", [])}
        yield self.type_condition(chosen.get("type"))
        for name in PROGRAM_TERMS:
            if name in chosen:
                yield conditions.program_terms(name, chosen[name])
        for name in CLINIC_TERMS:
            if name in chosen:
                yield conditions.clinic_terms(name, chosen[name])
        for name in PROGRAM_ANSWERS:
            if name in chosen:
                yield conditions.answer(name, chosen[name], self.today)
        yield from self.single_conditions(chosen)
        yield from self.word_and_place_conditions(chosen)

    def type_condition(self, values):
        """Without a choice the types that are listed by default; "any" asks for nothing, nor does a call for help."""
        if ANY_TYPE in (values or ()) or (not values and self.ketamine_problem):
            return ~conditions.NOTHING, conditions.NOTHING
        return conditions.types(values or self.choices.listed_types)

    def single_conditions(self, chosen):
        makers = {
            "medicine": conditions.medicine,
            "state": conditions.states,
            "city": conditions.cities,
            "price_max": lambda value: conditions.price(value, self.today),
            "course_max": lambda value: conditions.course_price(value, self.today),
            "wait_max": lambda value: conditions.wait(value, self.today),
            "claim": lambda value: conditions.claim(value, self.today),
            "checked": lambda value: conditions.checked(self.today),
        }
        for name, maker in makers.items():
            if name in chosen:
                yield maker(chosen[name])

    def word_and_place_conditions(self, chosen):
        if "q" in chosen:
            problem = conditions.ketamine_problem(other_care="near" in chosen)
            yield problem if self.ketamine_problem else document_has(self.typed), conditions.NOTHING
        if near := chosen.get("near"):
            here = Q(clinic__region=near.region)
            if near.latitude is not None:
                here = Q(clinic_id__in=clinics_within(near, self.radius_miles).values("pk"))
            yield here | self.served(near), conditions.NOTHING

    def served(self, near):
        """Programs that treat people in the state of the place by telehealth."""
        served = ServedState.objects.filter(region=near.region)
        return Q(pk__in=served.values("program_id")) if near.region else conditions.NOTHING


def search_for(data, choices, today, vocabulary=read_vocabulary):
    """The ProgramSearch of `data`; what is the same for all searches with these `choices` is made once."""
    if choices.search is None:
        choices.search = ProgramSearch({}, choices, today, vocabulary)
        choices.search.nothing = choices.search.again({}, today).cleaned
    return choices.search.again(data, today)
