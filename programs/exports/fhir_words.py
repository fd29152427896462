"""What FHIR has no field for, said in words in the language of the file."""

from django.utils.translation import gettext as _

from programs.exports import cost_words
from programs.models import Check, Item, Licence, Program, lines
from programs.models.claims import CLINIC, CONFIRMED, LISTED
from programs.models.facts import text_of
from programs.models.groups import groups_of
from programs.models.price import amount_words

CLAIM = "{}_claim", "{}_source", "{}_checked_on", "{}_method", "{}_expires_on"


def label_of_field(name):
    return Program._meta.get_field(name).verbose_name


def word_of(name, value):
    """One of the words of a field as people read it: "yes", "off-label"; another value as it is."""
    label = dict(Program._meta.get_field(name).flatchoices).get(value)
    return label[:1].lower() + label[1:] if label else text_of(value)


def fact(name, value):
    """A fact of a program: "Minutes watched afterward: 60"."""
    return f"{label_of_field(name)}: {word_of(name, value)}"


def refused(label):
    """A term that is answered no."""
    return f"{label}: {_('No').lower()}"


def ages(low, high):
    """ "Ages: 18 and older", "Ages: 18-65", "Ages: up to 25"; empty where neither is stated."""
    if low is None and high is None:
        return ""
    if high is None:
        span = _("%(age)d and older") % {"age": low}
    else:
        span = _("up to %(most)s") % {"most": high} if low is None else f"{low}-{high}"
    return _("Ages: %(ages)s") % {"ages": span}


def licences_of(row):
    """(kind, issuer, number, state, valid until, looked up at) of each licence."""
    return (lines.padded(record, 6) for record in lines.split(row["licences"]))


def licences(row):
    """Each licence of the clinic, a line each."""
    found = []
    for kind, issuer, number, state, until, where in licences_of(row):
        said = [
            issuer,
            number and _("number %(number)s") % {"number": number},
            Licence.State(state).label.lower(),
            until and _("until %(date)s") % {"date": until},
            where,
        ]
        found.append(f"{Licence.Kind(kind).label}: {', '.join(filter(None, said))}.")
    return "\n".join(found)


def prices(row):
    """What a session and the course cost today, then each price, a line each."""
    session, course = cost_words.session(row), cost_words.course(row)
    today = [
        session and _("One dosing session: %(amount)s.") % {"amount": session},
        course and _("The whole course: %(amount)s.") % {"amount": course},
        course and not_counted(row),
    ]
    return "\n".join([*filter(None, today), *map(price, lines.split(row["prices"]))])


def not_counted(row):
    """A sentence on what the course leaves out; empty where it holds all that is planned."""
    items = cost_words.not_counted(row)
    return items and _("Not counted, as a price or a number is not stated: %(items)s.") % {"items": items}


def price(record):
    """One price with what it includes, when it holds and who says so."""
    item, low, high, currency, includes, excludes, begins, ends, source, note = lines.padded(record, 10)
    said = [
        includes and _("includes %(items)s") % {"items": items(includes)},
        excludes and _("without %(items)s") % {"items": items(excludes)},
        begins and _("from %(date)s") % {"date": begins},
        ends and _("until %(date)s") % {"date": ends},
        source and _("source: %(source)s") % {"source": source},
        note,
    ]
    amount = amount_words(int(low), int(high) if high else None, currency)
    return "; ".join([f"{Item(item).label}: {amount}", *filter(None, said)]) + "."


def items(text):
    return ", ".join(Item(item).label.lower() for item in text.split(","))


def claims(owner, row):
    """Who says each group of facts and who checked it when, a line a group."""
    found = []
    for group in groups_of(owner):
        level, source, checked_on, method, expires_on = (row[name.format(group.slug)] for name in CLAIM)
        if level:
            said = [
                levels()[level],
                source and _("source: %(source)s") % {"source": source},
                checked_on and check(level, checked_on, method, expires_on),
            ]
            found.append(f"{group.label}: {'; '.join(filter(None, said))}.")
    return "\n".join(found)


def levels():
    return {CONFIRMED: _("confirmed"), CLINIC: _("stated by the clinic"), LISTED: _("listed")}


def check(level, day, method, last):
    """When somebody checked a group of facts, how, and until when that counts or counted."""
    words = {"day": day, "how": Check.Method(method).label, "last": last}
    if level == CONFIRMED:
        return _("checked on %(day)s %(how)s, counts until %(last)s") % words
    return _("was checked on %(day)s %(how)s, counted until %(last)s") % words
