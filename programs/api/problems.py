"""Errors as RFC 9457 has them."""

from django.http import JsonResponse


def problem(status, title, **more):
    """A problem+json answer; `more` are members of its own, such as `errors` by parameter."""
    body = {"type": "about:blank", "title": title, "status": status, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")
