"""Which room answers what went wrong: machines get a problem, people a page."""

import sys

from programs.api import problems
from programs.pages import errors

API = "/api/"


def bad_request(request, exception=None):
    """400."""
    if request.path.startswith(API):
        return problems.problem(400, "The request makes no sense.")
    return errors.bad_request(request, exception)


def not_found(request, exception=None):
    """404."""
    return problems.missing() if request.path.startswith(API) else errors.not_found(request, exception)


def failed(request):
    """500, or 503 where the database cannot be reached."""
    if not request.path.startswith(API):
        return errors.failed(request)
    return problems.unreachable() if isinstance(sys.exc_info()[1], errors.UNREACHABLE) else problems.failed()
