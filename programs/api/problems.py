"""Errors as RFC 9457 has them."""

from django.http import JsonResponse

EVERYBODY = "*"  # pages of other sites may read what anybody may read
RETRY_SECONDS = 60


def problem(status, title, **more):
    """A problem+json answer; `more` are members of its own, such as `errors` by parameter."""
    body = {"type": "about:blank", "title": title, "status": status, **more}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    response["Access-Control-Allow-Origin"] = EVERYBODY
    return response


def missing(_request=None, **_named):
    """404: the same bytes for a draft, for what is withdrawn and for what never was."""
    return problem(404, "There is nothing here, or no longer. /api/openapi.json lists what there is.")


def unreachable():
    """503: the database is out of reach."""
    response = problem(503, "The data cannot be read just now. Try again in a minute.")
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def failed():
    """500: our fault."""
    return problem(500, "This went wrong here. It was not your doing.")
