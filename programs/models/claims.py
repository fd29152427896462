"""The claim level of a group of facts: worked out from statements and checks, never typed."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models.source import Check, Source, Statement

CONFIRMED = "confirmed"
CLINIC = "clinic"
LISTED = "listed"
NONE = ""
LISTED_YEARS = 3  # a list of an earlier year is old news: places close, move and change hands


@dataclass(frozen=True)
class Claim:
    """Who says a group of facts. `check` is the newest check, `live` whether it still stands."""

    level: str
    statement: Statement | None = None
    check: Check | None = None
    live: bool = False

    @property
    def source(self):
        """The name and edition of the source, or the empty text."""
        return f"{self.statement.source} {self.statement.edition}".strip() if self.statement else ""

    @property
    def shown_source(self):
        """The same as pages say it."""
        return self.statement.source.shown_edition(self.statement.edition)

    @property
    def tone(self):
        """leaf for confirmed, sun for a check that lapsed, plain for the rest."""
        return "leaf" if self.live else "sun" if self.check else "plain"

    def words(self, today):
        """The claim as a sentence for the page."""
        if self.live:
            return confirmed_words(self.check, today)
        if self.check:
            return _("Was confirmed on %(date)s, please ask again") % {"date": day(self.check.checked_on)}
        if self.statement and self.level == CLINIC:
            return _("Stated by the clinic, %(date)s") % {"date": day(self.statement.as_of)}
        if self.statement and self.statement.source.kind == Source.Kind.EDITORS:
            return _("Found by our editors, %(date)s") % {"date": day(self.statement.as_of)}
        if self.level == LISTED and is_old(self.statement, today):
            return _("Listed by %(source)s, and in no newer list here: please ask") % {
                "source": self.shown_source
            }
        if self.level == LISTED:
            return _("Listed by %(source)s") % {"source": self.shown_source}
        return _("No source yet")


def said_on(statement):
    """When a source said it, as a text that sorts by time: the day, else the year with which its edition begins."""
    text = str(statement.as_of or statement.edition)
    return text if text[:4].isdecimal() else ""


def is_old(statement, today):
    """Whether the newest list that says something is of more than LISTED_YEARS years ago."""
    year = said_on(statement)[:4]
    return bool(year) and int(year) < today.year - LISTED_YEARS


def day(date):
    return date_format(date, "SHORT_DATE_FORMAT") if date else _("no date")


def confirmed_words(check, today):
    """ "Confirmed 12 days ago, by phone"."""
    ago = (today - check.checked_on).days
    method = check.get_method_display()
    if ago < 1:
        return _("Confirmed today, %(method)s") % {"method": method}
    words = ngettext("Confirmed %(days)d day ago, %(method)s", "Confirmed %(days)d days ago, %(method)s", ago)
    return words % {"days": ago, "method": method}


def claim(group, statements, checks, today):
    """The Claim of one group from the statements and checks of its entry (any groups, any order).

    Confirmed: a live check. Stated by the clinic: a statement whose source is the clinic. Listed: any other source;
    of several the newest speaks. Costs no query when `statements` come with their source.
    """
    said = sorted((row for row in statements if row.group == group), key=lambda row: (said_on(row), row.pk))
    made = sorted((row for row in checks if row.group == group), key=lambda row: (row.checked_on, row.pk))
    live = [row for row in made if row.is_live(today)]
    own = [row for row in said if row.source.kind == Source.Kind.CLINIC]
    statement = (own or said or [None])[-1]
    level = CONFIRMED if live else CLINIC if own else LISTED if said else NONE
    return Claim(level, statement, (live or made or [None])[-1], bool(live))


def about(rows, program=None):
    """Those of `rows` (statements or checks of one clinic) that are about `program`, or about the clinic itself."""
    pk = program.pk if program else None
    return [row for row in rows if row.program_id == pk]


def checked_on(clinic_checks, program_checks, today):
    """ "Checked on" of a card: the older of the live checks of contact and offer; None without both."""
    contact = [row.checked_on for row in clinic_checks if row.group == "contact" and row.is_live(today)]
    offer = [row.checked_on for row in program_checks if row.group == "offer" and row.is_live(today)]
    return min(max(contact), max(offer)) if contact and offer else None
