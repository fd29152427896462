"""What an entry's page offers to choose from, read once a request and never once a field."""

from collections import defaultdict
from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import ProgramType, Source, Term
from programs.models.groups import groups_of
from programs.publishing.invitations import ITSELF, itself

NOT_STATED = _("Not stated")


class Choices:
    """The terms, program types and sources of one page: four queries at most."""

    def __init__(self, kind):
        facts = [fact for group in groups_of(kind) for fact in group.facts]
        self.vocabularies = {fact.vocabulary for fact in facts if fact.vocabulary}

    @cached_property
    def terms(self):
        """{vocabulary: its terms in printed order}."""
        found = defaultdict(list)
        terms = Term.objects.filter(vocabulary__in=self.vocabularies).with_texts()
        for term in terms.order_by("vocabulary", "order", "slug"):
            found[term.vocabulary].append(term)
        return found

    @cached_property
    def types(self):
        return list(ProgramType.objects.prefetch_related("texts"))

    @cached_property
    def sources(self):
        return list(Source.objects.all())


class OneOf(forms.TypedChoiceField):
    """One of rows that are loaded already, or none of them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_value=None, required=False, **kwargs)

    def offer(self, rows, empty=NOT_STATED):
        """Offer `rows`; the choice for none of them reads `empty`."""
        by_pk = {str(row.pk): row for row in rows}
        self.coerce = by_pk.get
        self.choices = [("", empty), *((pk, str(row)) for pk, row in by_pk.items())]

    def has_changed(self, initial, data):
        return str(initial or "") != str(data or "")


class SaidBy(OneOf):
    """A source. The clinic itself stands first and can always be chosen, also where it has said nothing here yet."""

    def offer(self, rows, empty=NOT_STATED):
        super().offer(sorted(rows, key=lambda row: row.name != ITSELF), empty)
        if all(row.name != ITSELF for row in rows):
            known = self.coerce
            self.coerce = lambda value: itself() if value == ITSELF else known(value)
            self.choices = [self.choices[0], (ITSELF, ITSELF), *self.choices[1:]]
