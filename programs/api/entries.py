"""Which published entries an HSDS request asks for, and by which id each is known there."""

from collections import defaultdict
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from programs.exports.since import modified
from programs.models import Program, ProgramTerm
from programs.search import find
from programs.search.fresh import state
from programs.vocabulary.hsds import VOCABULARY_OF, id_of


def programs(values):
    """The published programs that the values of parameters.SERVICES ask for, by their ids."""
    found = Program.objects.published().order_by("public_id")
    if term := values["taxonomy_term_id"]:
        found = found.filter(says_yes(term__public_id=term) | Q(medicine__public_id=term))
    if taxonomy := values["taxonomy_id"]:
        vocabulary = VOCABULARY_OF.get(str(taxonomy), "")
        found = found.filter(says_yes(term__vocabulary=vocabulary) | Q(medicine__vocabulary=vocabulary))
    if organization := values["organization_id"]:
        found = found.filter(clinic__in=organizations().get(str(organization), []))
    if since := values["modified_after"]:
        found = found.filter(modified(since))
    return found


def says_yes(**term):
    return Exists(ProgramTerm.objects.filter(program=OuterRef("pk"), answer="yes", **term))


def searched(words):
    """{clinic pk: {program pks}} of all kinds of care in which `words` are found."""
    asked = QueryDict(urlencode({"q": words, "type": "any"}))
    return {clinic: set(pks) for clinic, pks in find(asked, with_page=False).ids}


class Held:
    """What is worked out from the ids of all published entries, as of the last change."""

    lock = Lock()
    state: Any = None
    made: dict[str, Any] = {}


def as_of_now(make):
    """Work `make()` out once a change: two queries then, one otherwise."""

    def held():
        with Held.lock:
            if (now := state()) != Held.state:
                Held.state, Held.made = now, {}
            if make.__name__ not in Held.made:
                Held.made[make.__name__] = make()
            return Held.made[make.__name__]

    return held


@as_of_now
def organizations():
    """{id: [pks of its public clinics]}, by id: a clinic that names no organization stands for itself."""
    found = defaultdict(list)
    rows = (
        Program.objects.published()
        .order_by()
        .values_list("clinic_id", "clinic__public_id", "clinic__organization__public_id")
    )
    for pk, clinic, organization in rows.distinct():
        found[str(organization) if organization else id_of(str(clinic), "organization")].append(pk)
    return dict(sorted(found.items()))


@as_of_now
def joined():
    """{id of a service at its location: id of the service}."""
    ids = map(str, Program.objects.published().order_by().values_list("public_id", flat=True))
    return {id_of(public_id, "service_at_location"): public_id for public_id in ids}
