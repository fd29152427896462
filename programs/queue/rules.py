"""Every rule of the work queue. A new one is a class in a module of its subject, and its name here."""

from programs.queue.checks import CheckEnded, CheckEnding, DeadWebsite, LicenceEnding, NeverChecked, Unreached
from programs.queue.contradictions import (
    AcceptingWhileClosed,
    CourseBelowSession,
    Hurtful,
    PostedInfusion,
    Promise,
    ThinEntry,
    Unwatched,
)
from programs.queue.decisions import CorrectionWaiting, ImportConflict, LikelyDuplicate, NoLongerListed

RULES = {
    rule.name: rule()
    for rule in (
        PostedInfusion,
        Unwatched,
        CorrectionWaiting,
        AcceptingWhileClosed,
        NoLongerListed,
        Unreached,
        LicenceEnding,
        Promise,
        CheckEnded,
        DeadWebsite,
        ImportConflict,
        NeverChecked,
        CourseBelowSession,
        CheckEnding,
        LikelyDuplicate,
        Hurtful,
        ThinEntry,
    )
}
