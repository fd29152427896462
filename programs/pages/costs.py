"""What a session and the whole course cost, in words, with what is missing."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from programs.models import Item
from programs.models.price import amount_words, course, money
from programs.pages.cautions import gives_medicine


@dataclass(frozen=True)
class Cost:
    """The price of one dosing session and `amount` of the whole course in words; empty where nothing is stated.

    `missing` are sentences on what the course leaves open.
    """

    session: str = ""
    amount: str = ""
    missing: tuple = ()

    @property
    def complete(self):
        """Whether the course counts everything that is planned."""
        return not self.missing


def cost(program, today):
    """The Cost of `program` from its prices that hold `today`, in the site's currency."""
    currency = settings.SITE_CURRENCY
    prices = [row for row in program.prices.all() if row.currency == currency and row.holds_on(today)]
    dosing = [row for row in prices if row.item == Item.DOSING]
    lowest = min(dosing, key=lambda row: row.low, default=None)
    whole = course_of(program, today)
    priced = {row.item for row in prices}
    return Cost(
        session=lowest.amount if lowest else "",
        amount=whole.amount if whole else "",
        missing=tuple(missing_words(item, item in priced) for item in whole.missing) if whole else (),
    )


def course_of(program, today):
    """The course of `program` in the site's currency, or None; care without a medicine has one only where stated."""
    whole = course(program, program.prices.all(), today, settings.SITE_CURRENCY)
    return whole if whole and (whole.stated or gives_medicine(program)) else None


def missing_words(item, priced):
    """What is not in the sum: an item without a price, or one whose number of sessions is not stated."""
    if priced:
        return _("The number of sessions is not stated: %(item)s.") % {"item": Item(item).label.lower()}
    return _("The price is not stated: %(item)s.") % {"item": Item(item).label.lower()}


def session_range(programs, today):
    """The lowest to the highest price of a dosing session over `programs`, in words; empty when none is stated."""
    prices = [
        row
        for program in programs
        for row in program.prices.all()
        if row.item == Item.DOSING and row.currency == settings.SITE_CURRENCY and row.holds_on(today)
    ]
    if not prices:
        return ""
    highs = [row.high for row in prices]
    high = None if None in highs else max(highs)
    return amount_words(min(row.low for row in prices), high, settings.SITE_CURRENCY)


def course_from(programs, today):
    """The lowest whole course over `programs` in words: "from $3,150"; complete sums come first."""
    courses = [course_of(program, today) for program in programs]
    courses = sorted((one for one in courses if one), key=lambda one: (not one.complete, one.low))
    if not courses:
        return ""
    if len(courses) == 1:
        return str(courses[0].amount)
    words = _("from %(amount)s") if courses[0].complete else _("at least %(amount)s")
    return words % {"amount": money(courses[0].low, courses[0].currency)}
