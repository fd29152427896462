"""One clinic and one program of it, read on a day: what the codebook works out of them."""

import datetime as dt
from decimal import Decimal
from functools import cached_property

from programs.models import Item, lines
from programs.models.claims import Claim, about, checked_on, claim
from programs.models.facts import terms_line, text_of
from programs.models.price import MINOR_DIGITS, course
from programs.models.source_lines import checks_line, sources_line, statements_line

NOBODY = Claim("")


class Reading:
    """A clinic with one program of it, or with none, on the day `today`; money in the site's `currency`.

    Costs no query when the clinic comes with its statements (and their sources), checks and all of for_reading().
    """

    def __init__(self, clinic, program, today, currency):
        self.clinic = clinic
        self.program = program
        self.today = today
        self.currency = currency

    def entry(self, owner):
        """The clinic or the program (None without one)."""
        return self.clinic if owner == "clinic" else self.program

    @cached_property
    def statements(self) -> tuple[list, list]:
        """(of the clinic itself, of the program)."""
        rows = self.clinic.statements.all()
        return about(rows), about(rows, self.program) if self.program else []

    @cached_property
    def checks(self) -> tuple[list, list]:
        """(of the clinic itself, of the program)."""
        rows = self.clinic.checks.all()
        return about(rows), about(rows, self.program) if self.program else []

    @cached_property
    def terms(self) -> dict:
        """{(owner, vocabulary): the line of its stated terms}, made in one pass over each entry's terms."""
        found: dict = {}
        for owner in ("clinic", "program"):
            entry = self.entry(owner)
            for row in entry.terms.all() if entry else ():
                found.setdefault((owner, row.term.vocabulary), []).append(row)
        return {key: terms_line(rows) for key, rows in found.items()}

    @cached_property
    def claims(self) -> dict:
        return {}

    @cached_property
    def by_group(self) -> dict:
        """{group: (its statements, its checks)} of clinic and program."""
        found: dict = {}
        for place, parts in enumerate((self.statements, self.checks)):
            for row in (*parts[0], *parts[1]):
                found.setdefault(row.group, ([], []))[place].append(row)
        return found

    def claim(self, group):
        """The Claim of a group of facts."""
        if group.slug not in self.claims:
            said, checked = self.by_group.get(group.slug, ((), ()))
            found = claim(group.slug, said, checked, self.today) if said or checked else NOBODY
            self.claims[group.slug] = found
        return self.claims[group.slug]

    @cached_property
    def checked_on(self):
        """The day on the card: the older of the live checks of contact and offer."""
        return checked_on(*self.checks, self.today)

    @cached_property
    def dosing_prices(self):
        """What one dosing session costs today in the site's currency."""
        return [
            price
            for price in self.program.prices.all()
            if price.item == Item.DOSING and price.currency == self.currency and price.holds_on(self.today)
        ]

    @cached_property
    def course(self):
        """The Course of the program, or None."""
        return course(self.program, self.program.prices.all(), self.today, self.currency)


def whole_units(minor, currency):
    """`minor` units as a number of whole currency units: 45050 cents are 450.5; None is the empty text."""
    return "" if minor is None else text_of(Decimal(minor).scaleb(-MINOR_DIGITS.get(currency, 2)))


def price_from(row):
    prices = row.dosing_prices
    return whole_units(min(price.low for price in prices), row.currency) if prices else ""


def price_to(row):
    """The highest price, or nothing where one of them has no upper end."""
    highs = [price.high for price in row.dosing_prices]
    return whole_units(max(highs), row.currency) if highs and None not in highs else ""


def course_from(row):
    return whole_units(row.course.low, row.currency) if row.course else ""


def course_to(row):
    return whole_units(row.course.high, row.currency) if row.course else ""


def course_missing(row):
    return lines.join([str(item)] for item in row.course.missing) if row.course else ""


def currency(row):
    return row.currency if row.dosing_prices or row.course else ""


def claim_level(row, group):
    return row.claim(group).level


def claim_source(row, group):
    return row.claim(group).source


def claim_checked_on(row, group):
    check = row.claim(group).check
    return text_of(check.checked_on) if check else ""


def claim_method(row, group):
    check = row.claim(group).check
    return check.method if check else ""


def claim_expires_on(row, group):
    """The last day of the newest check, or the day on which a change of a fact ended it."""
    check = row.claim(group).check
    return min(text_of(day) for day in (check.expires_on, check.ended_on) if day) if check else ""


def moment(value):
    """A time in UTC, to the microsecond."""
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def row_ids(row, owner, name):
    """The public ids of the rows `name` of the entry, in their order."""
    return lines.join([str(each.public_id)] for each in getattr(row.entry(owner), name).all())


def demonstration(row):
    return "yes" if row.clinic.demonstration else "no"


def old_slugs(row):
    return lines.join([old.slug] for old in row.clinic.old_slugs.all())


def merged_into(row):
    return str(row.clinic.merged_into.public_id) if row.clinic.merged_into else ""


def statements(row, owner):
    return statements_line(row.statements[owner == "program"])


def checks(row, owner):
    return checks_line(row.checks[owner == "program"])


def sources(row):
    """Every source that the statements and prices of the row name."""
    found = {said.source.name: said.source for part in row.statements for said in part}
    if row.program:
        found |= {price.source.name: price.source for price in row.program.prices.all() if price.source}
    return sources_line(found[name] for name in sorted(found))


def source_keys(row):
    """How sources name the entry; none for a withheld address, as a key may be made from it."""
    if row.clinic.withheld:
        return ""
    own = row.program.pk if row.program else None
    records = [record for record in row.clinic.records.all() if record.program_id in (None, own)]
    return lines.join([record.source.name, record.key] for record in records)
