"""The list filters: the curators' work list."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.admin.checks import EXPIRED, EXPIRING, NEVER, SOON_DAYS, with_checks, with_claim
from programs.models import Conflict, DuplicateSuspect, Program, ProgramType, Status
from programs.models.claims import CLINIC, CONFIRMED, LISTED, NONE
from programs.vocabulary import STATES

NO_CLAIM = "none"
PUBLIC = "public"


class WordFilter(admin.SimpleListFilter):
    """A filter by one of a few words; a word that is none of them finds nothing."""

    template = "admin/closed_filter.html"

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in dict(self.lookup_choices):
            return queryset.none()
        return self.narrowed(queryset, self.value())


class StateFilter(WordFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return sorted(STATES.items(), key=lambda state: state[1])

    def narrowed(self, queryset, value):
        path = "clinic__region" if queryset.model is Program else "region"
        return queryset.filter(**{path: value})


class StatusFilter(WordFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [*Status.choices, (PUBLIC, _("Seen by the public"))]

    def narrowed(self, queryset, value):
        return queryset.published() if value == PUBLIC else queryset.filter(status=value)


class TypeFilter(WordFilter):
    title = _("program type")
    parameter_name = "type"

    def lookups(self, request, model_admin):
        return [(kind.slug, str(kind)) for kind in ProgramType.objects.prefetch_related("texts")]

    def narrowed(self, queryset, value):
        own = "pk" if queryset.model is Program else "clinic"
        return queryset.filter(Exists(Program.objects.filter(types__slug=value, **{own: OuterRef("pk")})))


class CheckFilter(WordFilter):
    title = _("checks")
    parameter_name = "checks"

    def lookups(self, request, model_admin):
        soon = _("End within %(days)d days") % {"days": SOON_DAYS}
        return [(EXPIRING, soon), (EXPIRED, _("Ended")), (NEVER, _("Never checked"))]

    def narrowed(self, queryset, value):
        return with_checks(queryset, value, timezone.localdate(), queryset.model._meta.model_name)


class ClaimFilter(WordFilter):
    title = _("who says so")
    parameter_name = "claim"

    def lookups(self, request, model_admin):
        return [
            (CONFIRMED, _("Confirmed")),
            (CLINIC, _("Stated by the clinic")),
            (LISTED, _("Listed by a source")),
            (NO_CLAIM, _("No source yet")),
        ]

    def narrowed(self, queryset, value):
        level = NONE if value == NO_CLAIM else value
        return with_claim(queryset, level, timezone.localdate(), queryset.model._meta.model_name)


class NeedsFilter(WordFilter):
    title = _("needs a decision")
    parameter_name = "needs"

    def lookups(self, request, model_admin):
        return [("conflict", _("Import conflict")), ("suspect", _("Likely duplicate"))]

    def narrowed(self, queryset, value):
        here = OuterRef("pk")
        conflicts = Conflict.objects.filter(decision=Conflict.Decision.WAITING, clinic=here)
        suspects = DuplicateSuspect.objects.filter(Q(one=here) | Q(other=here), decision="waiting")
        return queryset.filter(Exists(conflicts if value == "conflict" else suspects))
