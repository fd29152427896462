"""What a dosing session usually costs, from prices that a person has checked."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef

from programs.models import Check, Item, Price, Program
from programs.models.price import money

FEWEST = 5  # checked prices below which no figure is given


@dataclass(frozen=True)
class TypicalPrice:
    """The middle half of `count` checked prices in words, with the days of the first and last check."""

    count: int
    low: str
    high: str
    first: date
    last: date


def typical_price(kind, today):
    """The TypicalPrice of a dosing session over the programs of type `kind` (a slug); None for too few prices.

    Counts the low end of each program's cheapest price that holds today and stands under a live check; invented
    clinics never count. Two queries.
    """
    live = Check.objects.live(today).filter(group="prices", program=OuterRef("program"))
    rows = (
        Price.objects.valid_on(today)
        .filter(Exists(live), item=Item.DOSING, currency=settings.SITE_CURRENCY)
        .filter(program__in=Program.objects.published().filter(types__slug=kind, clinic__demonstration=False))
        .order_by("-low")
        .values_list("program", "low")
    )
    lows = sorted(dict(rows).values())
    if len(lows) < FEWEST:
        return None
    days = (
        Check.objects.live(today)
        .filter(group="prices", program__in=dict(rows))
        .values_list("checked_on", flat=True)
    )
    low, high = quartiles(lows)
    currency = settings.SITE_CURRENCY
    return TypicalPrice(len(lows), money(low, currency), money(high, currency), min(days), max(days))


def quartiles(lows):
    """The values between which the middle half of the sorted `lows` lies, both of them among `lows`."""
    quarter = len(lows) // 4
    return lows[quarter], lows[-1 - quarter]
