"""How long an answer may be kept: not at all in the browser, a minute in a cache that many share."""

from functools import wraps

SHARED_SECONDS = 60


def share_briefly(response):
    """Mark `response` as public for SHARED_SECONDS in a shared cache and as never kept by the browser."""
    response["Cache-Control"] = "no-store"
    response["CDN-Cache-Control"] = f"max-age={SHARED_SECONDS}"
    return response


def shared_briefly(view):
    """Mark every answer of `view`; a 404 that it raises is marked by the error page."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        return share_briefly(view(request, *args, **kwargs))

    return marked
