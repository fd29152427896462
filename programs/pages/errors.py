"""Pages for what went wrong: with help lines, and without a path, a version or a trace."""

from django.shortcuts import render

from programs.pages.caching import share_briefly


def bad_request(request, exception=None):
    """400: the request makes no sense."""
    return unshared(render(request, "400.html", status=400))


def denied(request, exception=None):
    """403: not for this person."""
    return unshared(render(request, "403.html", status=403))


def not_found(request, exception=None):
    """404: the same bytes whatever was asked for, so that a draft looks like nothing."""
    return share_briefly(render(request, "404.html", status=404))


def failed(request):
    """500: our fault."""
    return unshared(render(request, "500.html", status=500))


def unshared(response):
    response["Cache-Control"] = "private, no-store"
    return response
