"""Rules about facts that cannot all be true, or that a reader should not meet unseen."""

from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from programs.models import Clinic, Item, Price, Program, ProgramTerm, Statement, Status
from programs.models.answers import YES
from programs.queue.checks import past
from programs.queue.rule import Rule
from programs.vocabulary.promising import PROMISING

IN_VEIN_OR_MUSCLE = ["iv-infusion", "im-injection"]
DECIDING = ["prices", "payment", "safeguards", "protocol"]
PROMISES = rf"(^|\W){PROMISING}(\W|$)"
# Words to avoid: NIDA "Words Matter"; PMC9386168, table 1; in Spanish nida.nih.gov/es/node/38234.
HURTFUL = (
    r"(^|\W)(addicts?|junkies?|(drug|substance|alcohol) abusers?|alcoholics?|drunks?|strung out|getting high|"
    r"drogadict[oa]s?|toxic[oó]man[oa]s?|alcohólic[oa]s?)(\W|$)"
)
NAMES = r"(alcoholics|narcotics) anonymous|alcohólicos anónimos"


class OfPrograms(Rule):
    """A rule about programs that readers see or that are being prepared."""

    program = "pk"
    since = "updated_at"
    is_kept = True

    def programs(self):
        return Program.objects.exclude(status=Status.WITHDRAWN).exclude(clinic__status=Status.WITHDRAWN)


def says_route(slugs):
    """Whether a program says yes to one of the routes `slugs`."""
    said = ProgramTerm.objects.filter(program=OuterRef("pk"), term__vocabulary="route", answer=YES)
    return Exists(said.filter(term__slug__in=slugs))


def saying(programs, pattern):
    """Those of `programs` whose name or summary has words of a pattern; SQLite asks Python about each, so once."""
    words = Concat("name", Value(" "), "summary", output_field=TextField())
    return programs.annotate(words=words).filter(words__iregex=pattern)


class PostedInfusion(OfPrograms):
    name = "posted-infusion"
    label = _("Sent by post, yet given into a vein only")
    explanation = _("Nobody takes an infusion at home from the post: ask which of the two is right.")
    severity = 5
    group = "safeguards"

    def rows(self, today):
        said = ProgramTerm.objects.filter(program=OuterRef("pk"), term__vocabulary="route", answer=YES)
        other = Exists(said.exclude(term__slug="iv-infusion"))
        return self.programs().filter(says_route(["iv-infusion"]), ~other, take_home="posted")


class Unwatched(OfPrograms):
    name = "unwatched"
    label = _("Nobody watches after the dose")
    explanation = _("It says 0 minutes after a medicine that makes drowsy: ask whether that is right.")
    severity = 5
    group = "safeguards"

    def rows(self, today):
        return self.programs().filter(says_route(IN_VEIN_OR_MUSCLE), minutes_observed=0)


class AcceptingWhileClosed(OfPrograms):
    name = "accepting-while-closed"
    label = _("Takes new people, yet the clinic is closed")
    explanation = _("Ask whether the clinic is open, and put right what is wrong.")
    severity = 4
    group = "availability"

    def rows(self, today):
        closed = [Clinic.Operating.PAUSED, Clinic.Operating.CLOSED]
        return self.programs().filter(accepting=YES, clinic__operating_status__in=closed)


class CourseBelowSession(OfPrograms):
    name = "course-below-session"
    label = _("A whole course costs less than one session")
    explanation = _("One of the two prices is wrong, or belongs to something else.")
    severity = 3
    group = "prices"

    def rows(self, today):
        course = Price.objects.valid_on(today).filter(item=Item.COURSE)
        dearer = course.filter(
            program=OuterRef("program"), currency=OuterRef("currency"), low__lt=OuterRef("low")
        )
        sessions = Price.objects.valid_on(today).filter(Exists(dearer), item=Item.DOSING)
        return self.programs().filter(pk__in=sessions.values("program"))

    def turned(self, before, today):
        begun = Q(valid_from__gt=before, valid_from__lte=today)
        over = past("valid_until", before, today)
        return Price.objects.filter(begun | over).values_list("program__clinic", flat=True)


class Promise(OfPrograms):
    name = "promise"
    label = _("Words that promise")
    explanation = _("Say what is done, without a promise: nobody can give one.")
    severity = 4
    group = "offer"

    def rows(self, today):
        return saying(self.programs(), PROMISES)


class Hurtful(OfPrograms):
    name = "hurtful"
    label = _("Words that hurt")
    explanation = _(
        "They are the clinic’s own words: ask it for kinder ones, such as “a person with an addiction”."
    )
    severity = 2
    group = "offer"

    def rows(self, today):
        return saying(self.programs(), HURTFUL).exclude(words__iregex=NAMES)


class ThinEntry(OfPrograms):
    name = "thin-entry"
    label = _("Says nothing that patients decide on")
    explanation = _("No price, no way to pay, no safeguard, no plan of treatment: ask for them.")
    severity = 2
    group = "offer"

    def rows(self, today):
        told = Statement.objects.filter(program=OuterRef("pk"), group__in=DECIDING)
        of_ours = Program.objects.filter(types__listed_by_default=True)
        return Program.objects.published().filter(~Exists(told), pk__in=of_ours.values("pk"))
