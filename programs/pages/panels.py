"""Groups of facts as panels of the page: the lines, who says them, and when they were checked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.models import Clinic, Program
from programs.models.claims import about, claim, day
from programs.models.groups import GROUPS
from programs.pages import wording
from programs.pages.fact_lines import UNSAID, Line, lines
from programs.pages.gists import first_gist


@dataclass(frozen=True)
class Authority:
    """Who says a group of facts, in words: the claim with its tone, the source with its address, the check.

    Everything is empty where nobody says anything.
    """

    words: str
    tone: str
    live: bool = False
    source: str = ""
    source_url: str = ""
    as_of: str = ""
    check: str = ""
    others: tuple = ()


@dataclass(frozen=True)
class Panel:
    """One group of facts: `known` lines, `unknown` lines, and the Authority behind them."""

    slug: str
    label: str
    lines: dict
    authority: Authority

    @property
    def known(self):
        return [line for line in self.lines.values() if line.stated]

    @property
    def unknown(self):
        return [line for line in self.lines.values() if not line.stated]

    @property
    def unknown_words(self):
        """The labels of what is not stated, in one run of text."""
        return wording.run(line.label for line in self.unknown)

    @property
    def gist(self):
        """The first thing that it says, in one line."""
        return first_gist(self)

    def line(self, name):
        """The Line called `name`."""
        return self.lines[name]

    def part(self, names):
        """The same panel with the lines `names` alone, in that order."""
        return Panel(self.slug, self.label, {name: self.lines[name] for name in names}, self.authority)

    def only_known(self):
        """The same panel without what is not stated."""
        return self.without([line.name for line in self.unknown])

    def without(self, names):
        """The same panel without the lines `names`."""
        return self.part([name for name in self.lines if name not in names])


def panel(entry, group, today):
    """The Panel of one group of `entry`; its clinic comes with statements, their sources, and checks."""
    found, authority = lines(entry, group, today), authority_of(entry, group, today)
    if group == "availability" and (is_paused(entry.clinic) or not authority.live):
        found = {name: unsaid(line) for name, line in found.items()}
        authority = lapsed(entry.clinic, authority)
    return Panel(group, GROUPS[group].label, found, authority)


def is_paused(clinic):
    """Whether the clinic is closed for a time: then it takes nobody, whatever was said before."""
    return clinic.operating_status == Clinic.Operating.PAUSED


def lapsed(clinic, authority):
    """What stands beside places that are not shown: why not."""
    if is_paused(clinic):
        return Authority(_("The clinic is temporarily closed."), "sun")
    return authority if authority.check else Authority(_("Nobody has confirmed this lately."), "plain")


def unsaid(line):
    """The line as it reads when nothing live stands behind it."""
    return Line(line.name, line.label, UNSAID.value)


def rows_about(entry):
    """(statements, checks) that are about `entry` itself."""
    program = entry if isinstance(entry, Program) else None
    clinic = program.clinic if program else entry
    return about(clinic.statements.all(), program), about(clinic.checks.all(), program)


def authority_of(entry, group, today):
    """Who says `group` of `entry`, and who else."""
    statements, checks = rows_about(entry)
    found = claim(group, statements, checks, today)
    if found.statement is None and found.check is None:
        return Authority("", "plain")
    others = [row for row in statements if row.group == group and row != found.statement]
    source = found.statement.source if found.statement else None
    return Authority(
        found.words(today),
        found.tone,
        live=found.live,
        source=wording.source(found.statement) if found.statement else "",
        source_url=source.url if source else "",
        as_of=day(found.statement.as_of) if found.statement and found.statement.as_of else "",
        check=check_words(found),
        others=tuple(wording.source(row) for row in others),
    )


def check_words(found):
    """When and how a group was checked, and how long that counts; empty without a check."""
    check = found.check
    if check is None:
        return ""
    words = {
        "date": day(check.checked_on),
        "method": check.get_method_display(),
        "until": day(check.expires_on),
    }
    if found.live:
        return _("Checked on %(date)s %(method)s. After %(until)s, ask again.") % words
    return _("Last checked on %(date)s %(method)s. That check no longer counts.") % words
