"""Where a request comes from."""

from django.conf import settings


def sender(request):
    """The internet address that a request came from; behind our proxy, the one that the proxy has seen.

    Only the last address of X-Forwarded-For is the proxy's own word: what stands before it anybody can write.
    """
    seen = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return seen.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
