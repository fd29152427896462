"""What the site is measured against: plain Django pages over the same rows, and a page that says a constant.

The list has the same facets as the site's, each by its own GROUP BY, 24 clinics with what their cards print, and about
as many bytes. It takes less care: a facet is not counted without its own filter, and unknown values are ignored.
"""

from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.urls import path
from django.views.generic import DetailView, ListView

from directory.urls import urlpatterns as site_urls
from programs.models import Clinic, Place, Program, ProgramTerm
from programs.models.groups import FACTS
from programs.models.program import PROGRAM_ANSWERS
from programs.search.parameters import CLINIC_TERMS, PROGRAM_TERMS

DEGREES = 50 / 69  # 50 miles, north to south


def narrowed(params):
    """The published programs that match `params`."""
    programs = Program.objects.published()
    types = (
        Q(types__slug__in=params.getlist("type")) if "type" in params else Q(types__listed_by_default=True)
    )
    programs = programs.filter(pk__in=Program.objects.filter(types).values("pk"))
    for name in PROGRAM_TERMS:
        if name in params:
            said = ProgramTerm.objects.filter(
                term__vocabulary=name, term__slug__in=params.getlist(name), answer="yes"
            )
            programs = programs.filter(pk__in=said.values("program"))
    for name in PROGRAM_ANSWERS:
        if name in params:
            programs = programs.filter(**{f"{name}__in": params.getlist(name)})
    if "state" in params:
        programs = programs.filter(clinic__region__in=params.getlist("state"))
    for word in params.get("q", "").split():
        said = Q(name__icontains=word) | Q(summary__icontains=word)
        programs = programs.filter(said | Q(clinic__name__icontains=word) | Q(clinic__city__icontains=word))
    return programs.filter(near(params["near"])) if "near" in params else programs


def near(code):
    """Clinics in a square around a postal code."""
    place = Place.objects.postal_code(code)
    latitudes = place.latitude - DEGREES, place.latitude + DEGREES
    longitudes = place.longitude - DEGREES, place.longitude + DEGREES
    return Q(clinic__public_latitude__range=latitudes, clinic__public_longitude__range=longitudes)


def facets(programs):
    """[(name, [(value, clinics)])] of everything that the site's list counts: a query each."""
    yield "type", counted(programs, "types__slug")
    for name in PROGRAM_TERMS:
        yield (
            name,
            counted(programs.filter(terms__term__vocabulary=name, terms__answer="yes"), "terms__term__slug"),
        )
    for name in ("medicine__slug", *PROGRAM_ANSWERS, "clinic__region"):
        yield name, counted(programs, name)
    for name in CLINIC_TERMS:
        said = programs.filter(clinic__terms__term__vocabulary=name, clinic__terms__answer="yes")
        yield name, counted(said, "clinic__terms__term__slug")


def counted(programs, column):
    rows = programs.order_by().values_list(column).annotate(clinics=Count("clinic", distinct=True))
    return sorted((str(value), clinics) for value, clinics in rows)


class NaiveList(ListView):
    """The list of clinics."""

    template_name = "naive_list.html"
    paginate_by = 24

    def get_queryset(self):
        self.programs = narrowed(self.request.GET)
        offered = self.programs.prefetch_related("types__texts", "prices", "terms__term__texts", "checks")
        shown = Prefetch("programs", offered, to_attr="offered")
        clinics = Clinic.objects.filter(pk__in=self.programs.values("clinic")).order_by("name", "public_id")
        return clinics.prefetch_related(shown, "statements__source", "checks")

    def get_context_data(self, **kwargs):
        return super().get_context_data(facets=list(facets(self.programs)), **kwargs)


class NaiveDetail(DetailView):
    """One clinic with its programs."""

    template_name = "naive_detail.html"

    def get_queryset(self):
        programs = Program.objects.published().for_reading()
        rows = Clinic.objects.published().for_reading().prefetch_related("statements__source", "checks")
        return rows.prefetch_related(Prefetch("programs", programs, to_attr="offered"))

    def get_context_data(self, **kwargs):
        plain = [name for (owner, name), fact in FACTS.items() if owner == "program" and fact.kind == "field"]
        said = [
            (
                program,
                [(Program._meta.get_field(name).verbose_name, getattr(program, name)) for name in plain],
            )
            for program in self.object.offered
        ]
        return super().get_context_data(programs=said, **kwargs)


def constant(request):
    """The least that a page of this server costs."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("clinics/", NaiveList.as_view()),
    path("clinics/<slug:slug>/", NaiveDetail.as_view()),
    path("constant/", constant),
    *site_urls,
]
