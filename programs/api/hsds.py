"""The HSDS 3.0 interface: the objects that the exports write, a page at a time or by their ids."""

import math
from functools import wraps

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone

from programs.api import entries, parameters
from programs.api.answering import for_machines
from programs.api.problems import missing, problem
from programs.exports.hsds import services_of, term_of
from programs.exports.licence import LICENCE, NOTICE
from programs.models import Program, Term
from programs.vocabulary.hsds import TITLES, VOCABULARY_OF, taxonomy_of


class NoPage(Exception):
    """There is no such page; `last` is the last one."""

    def __init__(self, last):
        self.last = last
        super().__init__(f"There is no such page. The last one is {last}.")


def listing(*known):
    """Answer a page of what the view gives for the values of the parameters `known`."""

    def decorate(view):
        @for_machines
        @wraps(view)
        def answer(request):
            try:
                return JsonResponse(view(parameters.read(request.GET, known)))
            except parameters.Wrong as wrong:
                return problem(400, "Some parameters are wrong.", errors=wrong.errors)
            except NoPage as none:
                return problem(404, str(none), last_page=none.last)

        return answer

    return decorate


def one(view):
    """Answer the one object that the view finds by the text of an id, 404 for None."""

    @for_machines
    @wraps(view)
    def answer(request, public_id):
        try:
            parameters.read_id(public_id)
        except ValueError:
            return missing()
        found = view(public_id.lower())
        return JsonResponse(found) if found else missing()

    return answer


def page(values, rows, made, total=None):
    """The envelope of a page: `made` makes the objects of a slice of `rows`. Raises NoPage past the end."""
    total = len(rows) if total is None else total
    number, size = values["page"], values["per_page"]
    pages = max(1, math.ceil(total / size))
    if number > pages:
        raise NoPage(pages)
    contents = made(rows[(number - 1) * size : number * size])
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": not contents,
        "contents": contents,
        "demonstration": settings.DEMONSTRATION,
        "licence": f"{LICENCE}. {NOTICE}",
    }


def program_page(values, made):
    """A page of what `made` makes of (clinic pk, [program pk]) of the programs that are asked for."""
    rows = entries.programs(values).values_list("clinic_id", "pk")
    if words := values["search"]:
        known = entries.searched(words)
        found = [(clinic, [pk]) for clinic, pk in rows if pk in known.get(clinic, ())]
        return page(values, found, made)
    return page(values, rows, lambda some: made([(clinic, [pk]) for clinic, pk in some]), rows.count())


def loaded(ids):
    """The whole services of `ids`, (clinic pk, [program pks])."""
    return services_of(ids, timezone.localdate(), settings.SITE_CURRENCY)


def service_of(public_id):
    """The whole service of that id, or None."""
    ids = Program.objects.published().filter(public_id=public_id).values_list("clinic_id", "pk").first()
    found = loaded([(ids[0], [ids[1]])]) if ids else []
    return found[0] if found else None


def plain(thing):
    """An object without its lists, and without those of what it holds."""
    return {
        name: plain(value) if isinstance(value, dict) else value
        for name, value in thing.items()
        if not isinstance(value, list)
    }


@listing(*parameters.SERVICES)
def services(values):
    """Services, one a program."""
    if values["minimal"]:
        return program_page(values, dates)
    return program_page(values, loaded if values["full"] else lambda ids: list(map(plain, loaded(ids))))


def dates(ids):
    """What a partner needs to keep in step: which services there are, and when each last changed."""
    return [{"id": each["id"], "modified_date": each["last_modified"]} for each in loaded(ids)]


@one
def service(public_id):
    """One whole service."""
    return service_of(public_id)


@listing(*parameters.SERVICE_AT_LOCATIONS)
def service_at_locations(values):
    """Services at their locations."""

    def made(ids):
        found = list(map(at_location, loaded(ids)))
        return found if values["full"] else list(map(plain, found))

    return program_page(values, made)


def at_location(service):
    """The service at its location, turned inside out."""
    [joined] = service["service_at_locations"]
    return joined | {"service": {k: v for k, v in service.items() if k != "service_at_locations"}}


@one
def service_at_location(public_id):
    """One service at its location, with all of both."""
    service = service_of(entries.joined().get(public_id))
    return service and at_location(service)


@listing(*parameters.ORGANIZATIONS)
def organizations(values):
    """Who runs clinics."""
    known = entries.organizations()
    rows = list(known)
    if words := values["search"]:
        clinics = entries.searched(words).keys()
        rows = [each for each in rows if not clinics.isdisjoint(known[each])]
    return page(values, rows, lambda some: organizations_of(some, known, values))


def organizations_of(ids, known, values):
    """The organizations of `ids`, in their order."""
    found = gathered([pk for each in ids for pk in known[each]])
    whole = values["full"] or values["full_service"]
    objects = [organization_of(found[each], values["full_service"]) for each in ids if each in found]
    return objects if whole else list(map(plain, objects))


def gathered(clinics):
    """{id of an organization: its services} of all programs of clinics."""
    ids = Program.objects.published().filter(clinic__in=clinics).order_by("clinic_id", "pk")
    found: dict[str, list] = {}
    for service in loaded([(clinic, [pk]) for clinic, pk in ids.values_list("clinic_id", "pk")]):
        found.setdefault(service["organization_id"], []).append(service)
    return found


def organization_of(services, whole):
    """An organization with its locations and services, whole ones or their names."""
    places = {each["location_id"]: each for service in services for each in service["service_at_locations"]}
    listed = [{k: v for k, v in each.items() if k != "organization"} for each in services]
    named = [{name: each[name] for name in ("id", "name", "status")} for each in services]
    return services[0]["organization"] | {
        "locations": [each["location"] for each in places.values()],
        "services": listed if whole else named,
    }


@for_machines
def organization(request, public_id):
    """One organization with its locations and services."""
    try:
        whole = parameters.read(request.GET, (parameters.FULL_SERVICE,))["full_service"]
        public_id = str(parameters.read_id(public_id))
    except parameters.Wrong as wrong:
        return problem(400, "Some parameters are wrong.", errors=wrong.errors)
    except ValueError:
        return missing()
    found = gathered(entries.organizations().get(public_id, [])).get(public_id)
    return JsonResponse(organization_of(found, whole)) if found else missing()


@listing(*parameters.PAGED)
def taxonomies(values):
    """The vocabularies."""
    words = (values["search"] or "").casefold()
    found = list(map(taxonomy_of, TITLES))
    return page(values, [each for each in found if words in each["name"].casefold()], list)


@one
def taxonomy(public_id):
    """One vocabulary."""
    vocabulary = VOCABULARY_OF.get(public_id)
    return vocabulary and taxonomy_of(vocabulary)


@listing(*parameters.TERMS)
def taxonomy_terms(values):
    """The words of the vocabularies."""
    rows = Term.objects.with_texts().order_by("vocabulary", "order", "slug")
    if values["parent_id"]:
        rows = rows.none()
    if taxonomy := values["taxonomy_id"]:
        rows = rows.filter(vocabulary=VOCABULARY_OF.get(str(taxonomy), ""))
    words = (values["search"] or "").casefold()
    found = [each for each in map(term_of, rows) if words in f"{each['code']} {each['name']}".casefold()]
    return page(values, found, list)


@one
def taxonomy_term(public_id):
    """One word of a vocabulary."""
    found = Term.objects.with_texts().filter(public_id=public_id).first()
    return found and term_of(found)
