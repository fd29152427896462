"""Canonical texts of facts (models.facts) made into values and rows again."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models

from programs.models import Clinic, Program, Term, lines
from programs.models.answers import NOT_STATED
from programs.models.contact import read_hours, read_phones
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.licence import read_licences
from programs.models.price import read_prices

OWNERS = {"clinic": Clinic, "program": Program}
READ_ROWS = {"phones": read_phones, "hours": read_hours, "licences": read_licences, "prices": read_prices}


def blank(text: str) -> bool:
    """Whether a text states nothing."""
    return text in ("", NOT_STATED)


@lru_cache(maxsize=100_000)
def read_record(record: str) -> tuple:
    """(slug, role, answer, note) of one stated term as it stands in a line."""
    return read_terms(record)[0]


def records_of(text: str) -> list[str]:
    """The records of a line, each still as it stands there."""
    if "\\" in text:
        return [lines.join([record]) for record in lines.split(text)]
    return text.split(lines.RECORDS) if text else []


@lru_cache(maxsize=200)
def model_field(owner, name):
    return OWNERS[owner]._meta.get_field(name)


def plain_value(owner: str, name: str, text: str):
    """The value of a plain field from its text; raises ValidationError when it is none."""
    field = model_field(owner, name)
    if text == "":
        return None if field.null else field.get_default()
    if type(field) is models.CharField and not field.choices:
        if len(text) > field.max_length or "\0" in text:
            raise ValidationError(f"{len(text)} characters, at most {field.max_length}")
        return text
    return field.clean(text, None)


class Vocabulary:
    """Which slugs there are, read once, to check texts of facts against."""

    def __init__(self):
        self.terms = {(row.vocabulary, row.slug): row.pk for row in Term.objects.all()}
        self.good = set()

    def check(self, owner, name, text):
        """Raise ValidationError or ValueError, in words for people, unless `text` can be kept as this fact."""
        fact = FACTS[owner, name]
        if name == "organization":
            check_length(text, 200)
        elif fact.kind == "field":
            plain_value(owner, name, text)
        elif fact.kind == "rows":
            for row in READ_ROWS[name](text):
                row.clean_fields(exclude=[OWNED_BY[name], "source"])
        elif fact.kind == "terms":
            for record in records_of(text):
                self.check_term(fact.vocabulary, read_record(record)[0])
        elif fact.kind == "term":
            self.check_term(fact.vocabulary, text)

    def check_term(self, vocabulary, slug):
        if (vocabulary, slug) not in self.terms:
            raise ValidationError(f"{slug}: no term of {vocabulary}.")


OWNED_BY = {"phones": "clinic", "hours": "clinic", "licences": "clinic", "prices": "program"}


def check_length(text, most):
    if len(text) > most:
        raise ValidationError(f"{len(text)} characters, at most {most}")
