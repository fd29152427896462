"""What a dosing session and the whole course of a row cost, in words."""

from django.utils.translation import gettext as _

from programs.models import Item, lines
from programs.models.price import MINOR_DIGITS, amount_words, money


def session(row) -> str:
    """The price of one dosing session today: "$450-$600"; empty where none is stated."""
    if row["price_from"] is None:
        return ""
    low, high = minor(row, "price_from", "price_to")
    return amount_words(low, high, row["currency"])


def course(row) -> str:
    """The price of the whole course today, or "at least" what is known of it; empty where nothing is."""
    low, high = minor(row, "course_from", "course_to")
    if low is None:
        return ""
    if row["course_missing"]:
        return _("at least %(amount)s") % {"amount": money(low, row["currency"])}
    return amount_words(low, high, row["currency"])


def not_counted(row) -> str:
    """The planned items that are not in course(): "preparation session, dosing session"."""
    return ", ".join(Item(item).label.lower() for [item] in lines.split(row["course_missing"]))


def minor(row, *names):
    """The amounts of the columns `names` in minor units."""
    scale = 10 ** MINOR_DIGITS.get(row["currency"], 2)
    return [None if row[name] is None else round(row[name] * scale) for name in names]
