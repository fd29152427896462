"""The words by which a program is found: its own, its clinic's, and everyday words for its terms."""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from django.db import models

from programs.models.answers import YES
from programs.models.program import Program
from programs.models.term import ClinicTerm, ProgramTerm, TermText
from programs.vocabulary import STATES

WORD = re.compile(r"\w+")
KEEPS_OUT = {"exclusion"}  # vocabularies of whom a program does not take: nobody looks for it by these words
SHORT_AND_LONG = {"saint": "st", "fort": "ft", "mount": "mt", "st": "saint", "ft": "fort", "mt": "mount"}
NICKNAMES = {
    ("New York", "NY"): "NYC",
    ("Philadelphia", "PA"): "Philly",
    ("San Francisco", "CA"): "SF",
    ("New Orleans", "LA"): "NOLA",
    ("Salt Lake City", "UT"): "SLC",
}
LONGEST = 60  # letters of a word that count; PostgreSQL takes no lexeme of more than 2,046 bytes


def words(text):
    """The words of `text`: folded to lower case without accents, signs dropped, plurals as one."""
    plain = text if text.isascii() else without_accents(text)
    return [
        singular(word[:LONGEST]) for word in WORD.findall(plain.casefold().replace("'", "").replace("’", ""))
    ]


@lru_cache(maxsize=5_000)
def words_once(text):
    """words(), for names of cities, states, terms and programs, which come again and again."""
    return words(text)


def without_accents(text):
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def singular(word):
    """`word` without the s of a plural, as far as it looks like one: both forms then are one word."""
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


class SearchDocument(models.Model):
    """One document a program: folded words, each with a blank before and after it; `names` holds those of names.

    The database keeps a full-text index of it by itself (migration 0002): whoever writes a row need not know.
    """

    program = models.OneToOneField(Program, models.CASCADE, primary_key=True, related_name="document")
    names = models.TextField(default="")
    text = models.TextField()

    def __str__(self):
        return f"{self.program_id}"


def document_of(program, found):
    """The unsaved document of `program` with the words `found`."""
    clinic = program.clinic
    operator = clinic.organization.name if clinic.organization else ""
    names = join_words(word for name in (clinic.name, operator, program.name) for word in words_once(name))
    return SearchDocument(program=program, names=names, text=join_words(found))


def documents(programs):
    """Yield the unsaved document of each of `programs` (a queryset); withheld parts of an address are never in it.

    Costs 6 queries, whatever the number of programs, all of which it holds at once.
    """
    programs = list(programs.select_related("clinic__organization").prefetch_related("types__texts"))
    named = named_terms(programs)
    words_of = words_of_terms({pk for pks in named.values() for pk in pks})
    for program in programs:
        parts = entry_words(program.clinic, program)
        parts += [word for kind in program.types.all() for word in type_words(kind)]
        found = [word for part in parts for word in words_once(part)]
        yield document_of(program, found + [word for pk in named[program.pk] for word in words_of[pk]])


def named_terms(programs):
    """{program pk: pks of the terms that its clinic, then itself, says yes to, and of its medicine}."""
    of_clinic, of_program = defaultdict(list), defaultdict(list)
    for clinic, term in said_yes(ClinicTerm, clinic__in={each.clinic_id for each in programs}):
        of_clinic[clinic].append(term)
    for program, term in said_yes(ProgramTerm, program__in={each.pk for each in programs}):
        of_program[program].append(term)
    return {
        each.pk: of_clinic[each.clinic_id]
        + of_program[each.pk]
        + ([each.medicine_id] if each.medicine_id else [])
        for each in programs
    }


def said_yes(model, **of):
    """(pk of the clinic or program, pk of the term) of what is said yes to and found by its words."""
    rows = model.objects.filter(answer=YES, **of).exclude(term__vocabulary__in=KEEPS_OUT)
    return rows.values_list("clinic" if model is ClinicTerm else "program", "term")


def words_of_terms(pks):
    """{pk of a term: the words of its labels and synonyms in every language}."""
    found = {pk: [] for pk in pks}
    texts = TermText.objects.filter(term__in=pks)
    for pk, label, synonyms in texts.values_list("term", "label", "synonyms"):
        found[pk] += [word for part in (label, *synonyms.splitlines()) for word in words_once(part)]
    return found


def entry_words(clinic, program):
    """The texts by which a clinic and a program of it are found, beside their terms and types."""
    operator = clinic.organization.name if clinic.organization else ""
    place = [clinic.name, clinic.city, clinic.region, STATES.get(clinic.region, "")]
    return [*place, *other_names(clinic), program.name, program.summary, operator]


def other_names(clinic):
    """What a city, or a clinic named for a saint or a fort, is called as well."""
    found = words(f"{clinic.name} {clinic.city}")
    short = [SHORT_AND_LONG[word] for word in found if word in SHORT_AND_LONG]
    return [*short, NICKNAMES.get((clinic.city, clinic.region), "")]


def names_of_city(city, region):
    """What people call a city: its name, the same with "st" for "saint" or the other way round, its nickname."""
    found = words(city)
    names = [
        found,
        [SHORT_AND_LONG.get(word, word) for word in found],
        words(NICKNAMES.get((city, region), "")),
    ]
    return [name for name in names if name]


def join_words(found):
    """A document of words, each once."""
    return f" {' '.join(dict.fromkeys(found))} "


def type_words(kind):
    """The slug of a type, which people know (kap), and its labels in every language."""
    return [kind.slug, *(text.label for text in kind.texts.all())]


def term_words(term):
    """Labels and synonyms of a term in every language."""
    return [part for text in term.texts.all() for part in (text.label, *text.synonyms.splitlines())]
