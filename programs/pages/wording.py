"""Numbers, names and distances in words."""

from django.utils.formats import time_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from programs.models.claims import day
from programs.models.facts import text_of
from programs.models.price import Item
from programs.vocabulary import STATES

COARSE = ("postal_code", "city")
WEEK = 7


def label_of(named):
    """The label of a term or program type in the page's language, else in English, else its slug."""
    text = named.text(get_language() or "en")
    return text.label if text else named.slug


def medicine(program):
    """The program's medicine inside a sentence: "ketamine", "this program" where it names none."""
    label = label_of(program.medicine) if program.medicine else _("this program")
    return label[:1].lower() + label[1:]


def span(low, high):
    """A range of numbers: "4", "4-6", "at least 4", "up to 6"; empty when both are unknown."""
    if low is None and high is None:
        return ""
    if low is None:
        return _("up to %(most)s") % {"most": text_of(high)}
    if high is None:
        return _("at least %(fewest)s") % {"fewest": text_of(low)}
    return text_of(low) if low == high else f"{text_of(low)}-{text_of(high)}"


def most(low, high):
    return low if high is None else high


def sessions(low, high):
    """ "4-6 sessions"; "None" for zero."""
    if high == 0:
        return _("None")
    return ngettext("%(span)s session", "%(span)s sessions", most(low, high)) % {"span": span(low, high)}


def minutes(low, high):
    """ "40-60 minutes"."""
    return ngettext("%(span)s minute", "%(span)s minutes", most(low, high)) % {"span": span(low, high)}


def weeks(low, high):
    """ "4-6 weeks"."""
    return ngettext("%(span)s week", "%(span)s weeks", most(low, high)) % {"span": span(low, high)}


def ages(low, high):
    """ "18 and older", "18-65", "up to 25"."""
    if low is not None and high is None:
        return _("%(age)d and older") % {"age": low}
    return span(low, high)


def dose(low, high, unit):
    """ "0.5-0.8 mg/kg"; mg/kg is said in words once."""
    words = _("mg for each kg of body weight") if unit == "mg/kg" else unit
    return f"{span(low, high)} {words}".strip()


def wait(count):
    """A waiting time in days: "No wait", "1 day", "10 days", "2 weeks"."""
    if count == 0:
        return _("No wait")
    if count >= 2 * WEEK and count % WEEK == 0:
        return ngettext("%(weeks)d week", "%(weeks)d weeks", count // WEEK) % {"weeks": count // WEEK}
    return days(count)


def wait_said(count):
    """A waiting time inside a sentence: "no wait", "wait: 2 weeks"."""
    return _("no wait") if count == 0 else _("wait: %(wait)s") % {"wait": wait(count)}


def days(count):
    """ "7 days"."""
    return ngettext("%(days)d day", "%(days)d days", count) % {"days": count}


def clock(time):
    """ "9:00" and "17:30", as the page's language writes times."""
    return time_format(time, "TIME_FORMAT")


def listing(words):
    """Words joined by commas."""
    return ", ".join(str(word) for word in words)


def run(words):
    """Labels that may hold commas themselves, joined by dots; empty ones are left out."""
    return " · ".join(str(word) for word in words if word)


def run_marked(texts):
    """Texts that may be marked, joined by dots; empty ones are left out."""
    return format_html_join(" · ", "{}", ((text,) for text in texts if text))


def source(statement):
    """The source of a statement with its edition: "SAMHSA 2024"."""
    return statement.source.shown_edition(statement.edition)


# Names that an import gives a program which its list does not name, as pages say them.
GIVEN_NAMES = {
    "Ketamine infusion": gettext_lazy("Ketamine infusion"),
    "Ketamine-assisted psychotherapy": gettext_lazy("Ketamine-assisted psychotherapy"),
    "Other care here": gettext_lazy("Addiction care"),
}


def program_name(name, language):
    """(the name of a program, its language where that is not the page's)."""
    given = GIVEN_NAMES.get(name)
    return (str(given), "") if given else (name, language)


def state_name(region):
    """The name of a US state, else the code itself."""
    return STATES.get(region, region)


def city_line(clinic):
    """ "Tucson, AZ", "Tucson", "AZ" or the empty text."""
    return listing(part for part in (clinic.city, clinic.region) if part)


# The directions of search.places, as a page says them.
WAYS = {
    "north": gettext_lazy("north"),
    "north-east": gettext_lazy("northeast"),
    "east": gettext_lazy("east"),
    "south-east": gettext_lazy("southeast"),
    "south": gettext_lazy("south"),
    "south-west": gettext_lazy("southwest"),
    "west": gettext_lazy("west"),
    "north-west": gettext_lazy("northwest"),
}


def distance(miles, direction, precision):
    """ "12 miles northeast", "about 12 miles", "less than a mile"; empty without a distance."""
    if miles is None:
        return ""
    if miles < 1:
        return _("less than a mile away")
    words = ngettext("%(miles)d mile", "%(miles)d miles", round(miles)) % {"miles": round(miles)}
    words = f"{words} {WAYS.get(direction, '')}".strip()
    return _("about %(distance)s") % {"distance": words} if precision in COARSE else words


def marked(text, language):
    """`text` marked as being of `language`; unmarked where either is empty."""
    return format_html('<span lang="{}">{}</span>', language, text) if language and text else text


def in_one(parts):
    """Texts, marked or not, one after the other; empty ones are left out."""
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def sentences(parts):
    """Texts as sentences one after the other, each with its full stop."""
    return " ".join(f"{str(part).rstrip('.')}." for part in parts)


def language_name(code):
    """The name of a language by its BCP 47 code, in the page's language where Django knows it."""
    try:
        return get_language_info(code.split("-")[0])["name_translated"]
    except KeyError:
        return code


def term_words(row):
    """A stated term with its role: "Alcohol (main)", "Medicaid (covers the therapy)"."""
    role = row.get_role_display() if row.role else ""
    label = label_of(row.term)
    return f"{label} ({role[:1].lower()}{role[1:]})" if role else label


def licence(row):
    """ "License: State of Arizona BH-1234, until 3 Nov 2027"."""
    head = f"{row.get_kind_display()}: {row.issuer} {row.number}".strip()
    return (
        _("%(licence)s, until %(date)s") % {"licence": head, "date": day(row.valid_until)}
        if row.valid_until
        else head
    )


def price_terms(row, today):
    """What a price pays for and when it holds: "Includes consultation, until 3 Nov 2027"; may be empty."""
    parts = []
    if row.includes:
        parts.append(_("includes %(items)s") % {"items": items(row.includes)})
    if row.excludes:
        parts.append(_("without %(items)s") % {"items": items(row.excludes)})
    if row.valid_from and row.valid_from > today:
        parts.append(_("from %(date)s") % {"date": day(row.valid_from)})
    if row.valid_until:
        parts.append(_("until %(date)s") % {"date": day(row.valid_until)})
    text = listing(parts)
    return text[:1].upper() + text[1:]


def items(values):
    """Items of a price in words: "consultation, integration session"."""
    return listing(Item(value).label.lower() for value in values)
