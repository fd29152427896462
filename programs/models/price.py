"""Prices as stated, and the course: the whole treatment a program plans, and the price of it all."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import lines
from programs.models.answers import order_check
from programs.models.program import Program
from programs.models.source import Source

# Digits after the point, ISO 4217; every currency not named here has two.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "BHD": 3, "KWD": 3, "TND": 3}


class Item(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation")
    PREPARATION = "preparation", _("Preparation session")
    DOSING = "dosing_session", _("Dosing session")
    MEDICINE = "medicine_only", _("Medicine only")
    INTEGRATION = "integration_session", _("Integration session")
    COURSE = "whole_course", _("Whole course")
    BOOSTER = "booster", _("Booster")


def validate_items(items):
    """Raise ValidationError unless `items` is a list of known items, each once."""
    if (
        not isinstance(items, list)
        or len(set(map(str, items))) != len(items)
        or set(items) - set(Item.values)
    ):
        raise ValidationError(f"Use a list of {', '.join(Item.values)}.")


class PriceQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Prices that hold on `day`: begun, and not past their end."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class Price(models.Model):
    """What one thing costs, in whole minor units (cents) of its currency."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="prices")
    item = models.CharField(max_length=20, choices=Item.choices)
    low = models.PositiveBigIntegerField(help_text="In cents: 45000 is $450.")
    high = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="In cents. The same as low for one price; empty for “from”."
    )
    currency = models.CharField(max_length=3, default="USD", help_text="Such as USD.")
    includes = models.JSONField(
        default=list, blank=True, validators=[validate_items], help_text="Items that this price pays for too."
    )
    excludes = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_items],
        help_text="Items that it says it does not pay for.",
    )
    note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="prices")

    source_name = ""  # of a price read from a line, whose source is still to be found

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0),
                name="price_not_negative",
                violation_error_message="A price is never below 0.",
            ),
            order_check("price", "low", "high", "The low price is above the high one."),
            order_check("price", "valid_from", "valid_until", "A price ends before it begins."),
            models.CheckConstraint(
                condition=Q(item__in=Item.values),
                name="price_item_word",
                violation_error_message=f"Item: use one of {', '.join(Item.values)}.",
            ),
            models.CheckConstraint(
                condition=~Q(currency=""),
                name="price_currency",
                violation_error_message="A price needs its currency, such as USD.",
            ),
        ]

    def __str__(self):
        return f"{self.get_item_display()}: {self.amount}"

    def clean(self):
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValidationError({"currency": "Three capital letters, such as USD."})

    @property
    def amount(self):
        """The price in words: "$450", "$450-$600", "from $450"."""
        return amount_words(self.low, self.high, self.currency)

    def holds_on(self, day):
        """Whether it is valid on `day`: the one-object form of PriceQuerySet.valid_on()."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


def money(amount, currency):
    """`amount` minor units as people write them: "$1,250", "$12.50", "1,250 EUR"."""
    digits = MINOR_DIGITS.get(currency, 2)
    whole, rest = divmod(amount, 10**digits)
    text = f"{whole:,}" + (f".{rest:0{digits}d}" if rest else "")
    return f"${text}" if currency == "USD" else f"{text} {currency}"


def minor(units, currency):
    """Whole units of `currency` in its minor units: 450 dollars are 45,000 cents."""
    return units * 10 ** MINOR_DIGITS.get(currency, 2)


def amount_words(low, high, currency):
    """A range of money in words; `high` None means that no upper end is stated."""
    if high is None:
        return _("from %(amount)s") % {"amount": money(low, currency)}
    if low == high:
        return money(low, currency)
    return f"{money(low, currency)}-{money(high, currency)}"


def prices_line(prices):
    """One line for prices: `item | low | high | currency | includes | excludes | from | until | source | note; …`."""
    return lines.join(
        [
            price.item,
            str(price.low),
            "" if price.high is None else str(price.high),
            price.currency,
            ",".join(price.includes),
            ",".join(price.excludes),
            price.valid_from.isoformat() if price.valid_from else "",
            price.valid_until.isoformat() if price.valid_until else "",
            price.source.name if price.source else "",
            price.note,
        ]
        for price in prices
    )


def read_prices(line):
    """Unsaved prices of a line made by prices_line(), their source's name in `source_name`.

    Raises ValueError for a number or date that is none.
    """
    return [read_price(lines.padded(parts, 10)) for parts in lines.split(line)]


def cents(text):
    """Minor units from their text; raises ValueError, in words, for anything else."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{text or 'nothing'} is no price: write whole cents, 45000 for $450") from None


def read_price(parts):
    item, low, high, currency, includes, excludes, begins, ends, source, note = parts
    price = Price(
        item=item,
        low=cents(low),
        high=cents(high) if high else None,
        currency=currency,
        includes=includes.split(",") if includes else [],
        excludes=excludes.split(",") if excludes else [],
        valid_from=dt.date.fromisoformat(begins) if begins else None,
        valid_until=dt.date.fromisoformat(ends) if ends else None,
        note=note,
    )
    price.source_name = source
    return price


@dataclass
class Course:
    """The price of a whole course in minor units. `high` is None where no upper end is known."""

    low: int
    high: int | None
    currency: str
    stated: bool = False
    missing: list = field(default_factory=list)

    @property
    def complete(self):
        """Whether every planned item has a price or is included in one."""
        return not self.missing

    @property
    def amount(self):
        """The course in words; an incomplete one is a sum of what is known."""
        if self.complete:
            return amount_words(self.low, self.high, self.currency)
        return _("at least %(amount)s") % {"amount": money(self.low, self.currency)}


PLANNED = [
    (Item.PREPARATION, "preparation"),
    (Item.DOSING, "dosing"),
    (Item.INTEGRATION, "integration"),
]


def course(program, prices, today, currency):
    """The course of `program` from `prices` valid `today` in `currency`, or None when nothing is priced.

    A stated whole-course price, else consultation + sessions × price, low × fewest to high × most; of two prices for
    one item the lower counts. A planned item with neither a price nor an "included" is missing; so is a priced one
    whose number of sessions is not stated, and dosing always has to be known.
    """
    valid: dict[str, Price] = {}
    for price in sorted(prices, key=lambda price: price.low):
        if price.currency == currency and price.holds_on(today):
            valid.setdefault(price.item, price)
    if whole := valid.get(Item.COURSE):
        missing = [
            item for item, stem in PLANNED if item in whole.excludes and sessions(program, stem)[1] != 0
        ]
        return Course(whole.low, whole.high, currency, stated=True, missing=missing)
    if valid.keys() & {Item.CONSULTATION, Item.PREPARATION, Item.DOSING, Item.INTEGRATION}:
        return summed(program, valid, currency)
    return None


def sessions(program, stem):
    """Fewest and most sessions of a kind; each stands for the other where one alone is stated."""
    fewest, most = getattr(program, f"{stem}_fewest"), getattr(program, f"{stem}_most")
    return (most if fewest is None else fewest), (fewest if most is None else most)


def summed(program, valid, currency):
    """Add up the priced items of a course; `valid` maps an item to its price."""
    included = {item for price in valid.values() for item in price.includes}
    total = Course(0, 0, currency)
    for item, stem in [(Item.CONSULTATION, ""), *PLANNED]:
        add_item(total, item, valid.get(item), sessions(program, stem) if stem else (1, 1), item in included)
    return total


def add_item(total, item, price, count, included):
    """Add `count` (fewest, most) sessions at `price` to `total`, or name the item as missing."""
    fewest, most = count
    if (included and price is None) or fewest == most == 0:
        return
    if price is None:
        if item != Item.CONSULTATION and (fewest is not None or item == Item.DOSING):
            total.missing.append(item)
        return
    total.low += price.low * (1 if fewest is None else fewest)
    if most is None:
        total.missing.append(item)
    total.high = (
        None if most is None or price.high is None or total.high is None else total.high + price.high * most
    )
