"""What the codebook makes of the values that are selected of a clinic and a program: lines, claims, prices.

Each function takes Known, then selected values, and returns a tuple of cells. A cell is a text, or a number or None in
a column of numbers.
"""

import datetime as dt
import json
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils import timezone

from programs.models import Check, Item, Price, ProgramType, Source, Term, TermCode, lines
from programs.models.answers import NOT_STATED, YES
from programs.models.claims import CONFIRMED, claim
from programs.models.contact import hours_line, phones_line
from programs.models.facts import term_head
from programs.models.groups import FACTS, groups_of
from programs.models.licence import licences_line
from programs.models.price import MINOR_DIGITS, course, prices_line
from programs.models.source_lines import checks_line, sources_line, statements_line
from programs.selected import NO_ROWS

parsed = json.JSONDecoder().decode
# As many results of a function are kept: enough for what entries share, and no more in a file of any length.
KEPT = 2_000
# The list of which every term is: its code there is the id of its taxonomy_term.
HSDS, HSDS_VERSION = "hsds", "3.0"
NO_MEDICINE = "none"  # the term of care without one


class Word(NamedTuple):
    vocabulary: str
    order: int
    slug: str
    public_id: Any


class Stated(NamedTuple):
    term: Word
    answer: str
    role: str
    note: str


class Said(NamedTuple):
    pk: int
    group: str
    source: Any
    edition: str
    as_of: Any


class Made(NamedTuple):
    """A check; its dates are texts."""

    pk: int
    group: str
    method: str
    checked_on: str
    expires_on: str
    ended_on: Any
    by_name: str = ""
    note: str = ""

    def is_live(self: Any, today):
        return Check.is_live(self, today)


class PhoneRow(NamedTuple):
    kind: str
    number: str
    extension: str
    note: str


class HoursRow(NamedTuple):
    day: int
    opens: dt.time
    closes: dt.time


class LicenceRow(NamedTuple):
    kind: str
    issuer: str
    number: str
    state: str
    valid_until: Any
    looked_up_at: str


class PriceRow(NamedTuple):
    item: str
    low: int
    high: Any
    currency: str
    includes: tuple
    excludes: tuple
    valid_from: Any
    valid_until: Any
    source: Any
    note: str

    def holds_on(self: Any, day):
        return Price.holds_on(self, day)


class Sessions(NamedTuple):
    """The numbers of a program that its course is worked out from."""

    preparation_fewest: Any
    preparation_most: Any
    dosing_fewest: Any
    dosing_most: Any
    integration_fewest: Any
    integration_most: Any


class Rows(dict):
    """{pk: what `read` makes of the row} of a small table; a pk that is not there yet is read when it is asked for."""

    def __init__(self, queryset, read):
        super().__init__((row.pk, read(row)) for row in queryset)
        self.queryset, self.read = queryset, read

    def __missing__(self, pk):
        self[pk] = self.read(self.queryset.get(pk=pk))
        return self[pk]


class Known:
    """The day and currency of an export with the terms, types and sources there are: 4 queries."""

    def __init__(self, today, currency):
        self.today, self.currency = today, currency
        self.day = today.isoformat()
        self.words = Rows(Term.objects.all(), word_of)
        self.sources = Rows(Source.objects.all(), lambda source: source)
        self.types = Rows(
            ProgramType.objects.all(), lambda kind: (kind.order, kind.slug, kind.listed_by_default)
        )
        self.claim = lru_cache(KEPT)(self.claim_cells)
        self.term = lru_cache(KEPT)(self.term_cell)
        self.price = lru_cache(KEPT)(self.price_and_line)

    @cached_property
    def codes(self):
        """{term pk: {(list, edition): [codes that say yes to it]}}: one query."""
        found = {}
        rows = TermCode.objects.filter(answer=YES).order_by("list", "edition", "code")
        for term, *listed, code in rows.values_list("term_id", "list", "edition", "code"):
            found.setdefault(term, {}).setdefault(tuple(listed), []).append(code)
        return found

    def claim_cells(self, statements, checks):
        """(level, source, checked on, method, expires on) of one group, from all rows about it."""
        found = claim("", self.said(statements), made(checks), self.day)
        if not found.check:
            return found.level, found.source, "", "", ""
        # Its last day, or the day on which a change of a fact ended it.
        last = min(day for day in (found.check.expires_on, found.check.ended_on) if day)
        return found.level, found.source, found.check.checked_on, found.check.method, last

    def said(self, statements):
        """Statements from rows of "group|source|as of|edition", the group as it stands there."""
        return [
            Said(place, group, self.sources[int(source)], edition, as_of)
            for place, (group, source, as_of, edition) in enumerate(row.split("|", 3) for row in statements)
        ]

    def term_cell(self, stated):
        """(vocabulary, order, slug, its record in a line, its codes) of a row of "term|answer|role|note"."""
        pk, answer, role, note = stated.split("|", 3)
        word = self.words[int(pk)]
        record = lines.join([[term_head(Stated(word, answer, role, note)), note]])
        return *word[:3], record, self.codes_line(int(pk), word) if answer == YES else ""

    def price_and_line(self, row):
        """The price and its record in a line, of a row of "item|low|high|currency|includes|excludes|…|note"."""
        item, low, high, currency, includes, excludes, begins, ends, source, note = row.split("|", 9)
        price = PriceRow(
            item,
            int(low),
            int(high) if high else None,
            currency,
            tuple(parsed(includes)),
            tuple(parsed(excludes)),
            date_or_none(begins),
            date_or_none(ends),
            self.sources[int(source)] if source else None,
            note,
        )
        return price, prices_line([price])

    def codes_line(self, pk, word):
        """What other lists call a term."""
        listed = self.codes.get(pk, {}) | {(HSDS, HSDS_VERSION): [str(word.public_id)]}
        return lines.join([word.slug, *where, " ".join(codes)] for where, codes in listed.items())


def word_of(term):
    return Word(term.vocabulary, term.order, term.slug, term.public_id)


def vocabularies(owner):
    """The vocabularies of the lists of terms of "clinic" or "program"."""
    return [
        fact.vocabulary for (whose, _name), fact in FACTS.items() if whose == owner and fact.kind == "terms"
    ]


def term_lines(known, terms, vocabularies):
    """The line of each of `vocabularies`, in their order, and one of what other lists call the terms of a yes."""
    found, called = dict.fromkeys(vocabularies, ""), []
    for vocabulary, _order, _slug, record, codes in sorted(map(known.term, parsed(terms))):
        if vocabulary in found:
            line = found[vocabulary]
            found[vocabulary] = f"{line}{lines.RECORDS}{record}" if line else record
        if codes:
            called.append(codes)
    return (*found.values(), lines.RECORDS.join(called))


def slugs(_known, rows):
    """The line of rows of one text each."""
    return (lines.join([slug] for slug in parsed(rows)),)


def types(known, rows):
    return (lines.join([slug] for _order, slug, _listed in sorted(known.types[pk] for pk in parsed(rows))),)


def phones(_known, rows):
    return (phones_line(PhoneRow(*row) for row in parsed(rows)),)


def hours(_known, rows):
    time = dt.time.fromisoformat
    return (hours_line(HoursRow(day, time(opens), time(closes)) for day, opens, closes in parsed(rows)),)


def licences(_known, rows):
    return (
        licences_line(LicenceRow(*row)._replace(valid_until=date_or_none(row[4])) for row in parsed(rows)),
    )


def date_or_none(text):
    return dt.date.fromisoformat(text) if text else None


def claims(known, statements, checks, owner):
    """Five cells for each group of `owner`: claim level, source, checked on, method, expires on."""
    said, checked = by_group(statements), by_group(checks)
    cells = []
    for group in groups_of(owner):
        cells += known.claim(said.get(group.slug, ()), checked.get(group.slug, ()))
    return tuple(cells)


@lru_cache(KEPT)
def by_group(rows):
    """{group: rows about it, without its name, so that groups of which the same is said share one reading}"""
    found = {}
    for row in parsed(rows):
        group, bar, rest = row.partition("|")
        found[group] = (*found.get(group, ()), bar + rest)
    return found


def made(checks):
    """Checks from rows of "group|method|checked on|expires on|ended on"."""
    return [
        Made(place, group, method, checked, expires, ended or None)
        for place, (group, method, checked, expires, ended) in enumerate(row.split("|") for row in checks)
    ]


def of_group(known, checks, group):
    """(level, source, checked on, method, expires on) of the checks of one group, whatever sources say."""
    return known.claim((), by_group(checks).get(group, ()))


def checked(known, of_clinic, of_program):
    """The day on the card: the older of the live checks of contact and offer."""
    found = [of_group(known, of_clinic, "contact"), of_group(known, of_program, "offer")]
    days = [checked_on for level, _source, checked_on, *_rest in found if level == CONFIRMED]
    return (min(days) if len(days) == len(found) else "",)


def availability(known, accepting, wait_days, checks):
    """Both are said only while a check of them counts."""
    live = of_group(known, checks, "availability")[0] == CONFIRMED
    return (accepting, wait_days) if live else (NOT_STATED, None)


NO_MONEY = ("", None, None, None, None, "", "")


def money(known, prices, medicine, types, *sessions):
    """The line of prices; lowest and highest of one dosing session and of the course; what it misses; the currency."""
    if prices == NO_ROWS:
        return NO_MONEY
    rows, records = zip(*map(known.price, parsed(prices)), strict=True)
    dosing = [
        price
        for price in rows
        if price.item == Item.DOSING and price.currency == known.currency and price.holds_on(known.today)
    ]
    whole = course(Sessions(*sessions), rows, known.today, known.currency)
    if whole and not whole.stated and not gives_medicine(known, medicine, types):
        whole = None  # doses are not planned: what they would cost is not missing
    highs = [price.high for price in dosing]
    return (
        lines.RECORDS.join(records),
        whole_units(min((price.low for price in dosing), default=None), known.currency),
        whole_units(max(highs) if highs and None not in highs else None, known.currency),
        whole_units(whole and whole.low, known.currency),
        whole_units(whole and whole.high, known.currency),
        lines.join([str(item)] for item in whole.missing) if whole else "",
        known.currency if dosing or whole else "",
    )


def gives_medicine(known, medicine, types):
    """Whether a program is about a medicine; where it names none, its types tell. As the public pages have it."""
    return medicine != NO_MEDICINE if medicine else any(known.types[pk][2] for pk in parsed(types))


def whole_units(minor, currency):
    """`minor` units as a number of whole currency units: 45050 cents are 450.5; None stays None."""
    if minor is None:
        return None
    scale = 10 ** MINOR_DIGITS.get(currency, 2)
    return minor / scale if minor % scale else minor // scale


def plain(number):
    """A decimal as a whole number where it is one, else as one with a point."""
    return int(number) if number == int(number) else float(number)


def decimals(_known, *numbers):
    return tuple(None if number is None else plain(number) for number in numbers)


def moment(_known, text):
    """A time in UTC, to the microsecond; the databases write it in their own ways."""
    if not text:
        return ("",)
    read = dt.datetime.fromisoformat(text)
    aware = read if read.tzinfo else read.replace(tzinfo=dt.UTC)
    return (aware.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),)


def begin(day):
    """The first moment of `day` here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def modified(known, clinic_at, of_clinic, program_at, of_program):
    """The latest of two times and of the ends of checks that ran out by themselves."""
    ran_out = [
        moment(known, begin(dt.date.fromisoformat(each.expires_on) + dt.timedelta(1)).isoformat())
        for each in made(parsed(of_clinic) + parsed(of_program))
        if not each.ended_on and each.expires_on < known.day
    ]
    return max(moment(known, clinic_at), moment(known, program_at), *ran_out)


def statements(known, rows):
    """Who says what, a record a statement."""
    return (statements_line(known.said(parsed(rows))),)


def checks(_known, rows):
    """Who confirmed what, by whom, a record a check."""
    return (checks_line(Made(0, *row) for row in parsed(rows)),)


def sources(known, of_clinic, of_program, prices):
    """Every source that the statements and prices of the row name."""
    found = {
        row.source.name: row.source for rows in (of_clinic, of_program) for row in known.said(parsed(rows))
    }
    priced = (known.price(row)[0] for row in parsed(prices))
    found |= {price.source.name: price.source for price in priced if price.source}
    return (sources_line(found[name] for name in sorted(found)),)


def source_keys(_known, withheld, records, program):
    """How sources name the entry; none for a withheld address, as a key may be made from it."""
    if withheld == "yes":
        return ("",)
    return (lines.join([name, key] for name, key, about in parsed(records) if about in (None, program)),)
