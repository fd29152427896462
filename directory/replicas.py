"""Which requests may read a replica: those for public pages, of people who have not just changed something."""

from django.conf import settings
from django.db import InterfaceError, OperationalError

from directory.middleware import FORMS_OF_PEOPLE, READING, WITH_ORIGIN
from programs.databases import CHOSEN, PRIMARY, pick, read_from, replicas, turn_to_primary

# What people work in, what works once, and where somebody looks for the correction that they have just sent.
OF_THE_PRIMARY = (*WITH_ORIGIN, "/corrections/", "/es/corrections/")
TOO_LONG = "57014"  # PostgreSQL's code of a statement that was ended because of its time
SECONDS = 60  # that somebody who has changed something reads the primary everywhere


def reads_replicas(get_response):
    """Choose the database that a request reads; a page that fails on a replica is made again from the primary.

    Who works in the forms of people carries a cookie without content for a minute after each change.
    """

    def middleware(request):
        if not settings.REPLICAS:
            return get_response(request)
        with read_from(PRIMARY if needs_primary(request) else pick()):
            response = get_response(request)
        if request.method not in READING and request.path.startswith(FORMS_OF_PEOPLE):
            remember(response)
        return response

    middleware.process_exception = read_again  # type: ignore[attr-defined]
    return middleware


def needs_primary(request):
    """Whether a request may change something, or has to see what was just changed."""
    return (
        request.method not in READING
        or request.path.startswith(OF_THE_PRIMARY)
        or settings.CHANGED_COOKIE_NAME in request.COOKIES
    )


def remember(response):
    """Let this browser read the primary for a while."""
    response.set_cookie(
        settings.CHANGED_COOKIE_NAME,
        "1",
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_again(request, error):
    """Answer from the primary what a replica failed at; a statement that took too long would there take as long."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    if getattr(error.__cause__, "sqlstate", None) == TOO_LONG:
        return None
    alias = CHOSEN.get()
    if not turn_to_primary():
        return None
    replicas()[alias].leave_out()
    view, args, kwargs = request.resolver_match
    return view(request, *args, **kwargs)
