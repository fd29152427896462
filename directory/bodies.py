"""Bodies that are sent slowly never hold all of a worker, where no proxy takes them in whole before the site."""

from collections.abc import Callable
from io import BytesIO
from threading import BoundedSemaphore

from programs.imports.limits import limit
from programs.pages.errors import too_large, too_slow

BODY = 1_000_000  # bytes; a form is less
UPLOADS = "/admin/imports/"
WAITING = BoundedSemaphore(2)  # of a worker's four threads; the others go on with what is only read
AT_ONCE = 0.05  # seconds in which one of the two is free again, where a proxy sends bodies at once


def bodies_end(get_response):
    """Refuse a body that is larger than its place takes, by the length it states, before any of it is read."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = BODY + limit("IMPORT_MAX_UPLOAD") if request.path == UPLOADS else BODY
        if not length.isdecimal() or int(length) > most:
            return too_large(request, limit("IMPORT_MAX_UPLOAD") if request.path == UPLOADS else None)
        return get_response(request)

    return middleware


def bodies_arrive(get_response):
    """Take in the body before anything asks for it; refuse one that is cut short, or comes while two others do not."""

    def middleware(request):
        if length := int(request.META.get("CONTENT_LENGTH") or 0):
            body = arrived(request.environ["wsgi.input"].read, length)
            if len(body) < length:
                return too_slow(request)
            request._stream = BytesIO(body)
        return get_response(request)

    return middleware


def arrived(read: Callable[[int], bytes], length: int):
    """The body of `length` bytes; fewer when its sender left, none when two others are waited for already.

    No limit of time is known to the server: whoever sends a letter an hour holds one of the two until he leaves.
    """
    if not WAITING.acquire(timeout=AT_ONCE):
        return b""
    try:
        return read(length)
    finally:
        WAITING.release()
