"""Canonical texts of facts (models.facts) made into values and rows again."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models

from programs.models import Clinic, Organization, Program, ProgramType, Term, lines
from programs.models.answers import NOT_STATED
from programs.models.contact import read_hours, read_phones
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.licence import read_licences
from programs.models.price import read_prices
from programs.vocabulary import STATES

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
        if len(text) > (field.max_length or 0) or "\0" in text:
            raise ValidationError(f"{len(text)} characters, at most {field.max_length}")
        return text
    return field.clean(text, None)


class Vocabulary:
    """Which slugs there are, read once, to check texts of facts against."""

    def __init__(self):
        self.terms = {(row.vocabulary, row.slug): row.pk for row in Term.objects.all()}
        self.words = {"types": {*ProgramType.objects.values_list("slug", flat=True)}, "states": STATES}
        self.good = set()

    def check(self, owner, name, text):
        """Raise ValidationError or ValueError, in words for people, unless `text` can be kept as this fact."""
        fact = FACTS[owner, name]
        if fact.kind == "field":
            self.check_once(owner, name, text, check_field)
        elif fact.kind == "rows":
            for record in records_of(text):
                self.check_once(owner, name, record, check_row)
        elif fact.kind == "terms":
            for record in records_of(text):
                self.check_term(fact.vocabulary, read_record(record)[0])
        elif fact.kind == "term":
            self.check_term(fact.vocabulary, text)
        elif unknown := [word for word in records_of(text) if word not in self.words[fact.kind]]:
            raise ValidationError(f"{unknown[0]}: none of our {fact.kind}.")

    def check_once(self, owner, name, text, check):
        """A text that was found good is not looked at again: files repeat themselves."""
        if (name, text) not in self.good and not (name == "phones" and NORTH_AMERICAN.fullmatch(text)):
            check(owner, name, text)
            self.good.add((name, text))

    def check_term(self, vocabulary, slug):
        if (vocabulary, slug) not in self.terms:
            raise ValidationError(f"{slug}: no term of {vocabulary}.")


OWNED_BY = {"phones": "clinic", "hours": "clinic", "licences": "clinic", "prices": "program"}


# What Phone.clean_fields() accepts as well, seen sooner.
NORTH_AMERICAN = re.compile(r"(?:main|intake|tty|fax|other) \| \+1[2-9]\d{2}[2-9]\d{6}(?: \| \d{1,10})?")


def check_field(owner, name, text):
    if name == "organization":
        if len(text) > (Organization._meta.get_field("name").max_length or 0):
            raise ValidationError(f"{len(text)} characters, at most 200")
    else:
        plain_value(owner, name, text)


def check_row(_owner, name, record):
    for row in READ_ROWS[name](record):
        row.clean_fields(exclude=[OWNED_BY[name], "source"])
