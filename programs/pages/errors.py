"""Pages for what went wrong: with help lines, and without a path, a version or a trace."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.urls import reverse

from programs.accounts.audit import Kind, note
from programs.accounts.sessions import FOR_PEOPLE
from programs.pages.caching import share_briefly
from programs.pages.context import translations

# The database does not answer, or not in time. Everything else that goes wrong with it is our own mistake.
UNREACHABLE = (OperationalError, InterfaceError)
RETRY_SECONDS = 60


def bad_request(request, exception=None):
    """400: the request makes no sense."""
    return unshared(render(request, "400.html", plain(), status=400))


def denied(request, exception=None):
    """403: not for this person. Who was denied a page of staff is in the audit record."""
    if request.path.startswith(FOR_PEOPLE) and request.user.is_authenticated:
        note(Kind.DENIED, request.user, f"{request.method} {request.path}")
    return unshared(render(request, "403.html", plain(), status=403))


def not_found(request, exception=None):
    """404: the same bytes whatever was asked for, so that a draft looks like nothing."""
    return share_briefly(render(request, "404.html", plain(), status=404))


def too_large(request, most=None):
    """413: more than this place takes; `most` is how many bytes a file may have."""
    return unshared(render(request, "413.html", plain() | {"most": most}, status=413))


def too_slow(request):
    """408: what was to be sent did not come in time, or too many others are waited for."""
    return unshared(render(request, "408.html", plain(), status=408))


def failed(request):
    """500: our fault; 503 where the database cannot be reached. Neither asks the database for anything."""
    if isinstance(sys.exc_info()[1], UNREACHABLE):
        return unreachable(request)
    return unshared(render(request, "500.html", plain(), status=500))


def unreachable(request):
    """503: with the help lines, and when to try again."""
    return back_soon(request, "503.html")


def under_maintenance(request):
    """503 for what would write while maintenance is on: with the help lines, and when to try again."""
    return back_soon(request, "maintenance.html")


def back_soon(request, template):
    response = unshared(render(request, template, plain(), status=503))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def plain():
    """What an error page knows: nothing of what was asked for, its address neither."""
    return {"in_other_languages": translations(reverse("home"))}


def unshared(response):
    response["Cache-Control"] = "private, no-store"
    return response
