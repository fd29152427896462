"""Pages for what went wrong: with help lines, and without a path, a version or a trace."""

from django.shortcuts import render
from django.urls import reverse

from programs.pages.caching import share_briefly
from programs.pages.context import translations


def bad_request(request, exception=None):
    """400: the request makes no sense."""
    return unshared(render(request, "400.html", plain(), status=400))


def denied(request, exception=None):
    """403: not for this person."""
    return unshared(render(request, "403.html", plain(), status=403))


def not_found(request, exception=None):
    """404: the same bytes whatever was asked for, so that a draft looks like nothing."""
    return share_briefly(render(request, "404.html", plain(), status=404))


def failed(request):
    """500: our fault."""
    return unshared(render(request, "500.html", plain(), status=500))


def plain():
    """What an error page knows: nothing of what was asked for, its address neither."""
    return {"in_other_languages": translations(reverse("home"))}


def unshared(response):
    response["Cache-Control"] = "private, no-store"
    return response
