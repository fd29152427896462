"""What holds for every request and answer, whoever makes it: the language of the address, and headers."""

import gzip

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from programs.operations import maintenance
from programs.pages.errors import under_maintenance

PERMISSIONS_POLICY = "geolocation=(), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"
# Pages with forms for people who sign in: under "no-referrer" a browser sends the origin "null" with a form,
# and the check of its token refuses it. To other sites both policies send nothing.
FORMS_OF_PEOPLE = ("/admin/", "/exports/", "/accounts/")
# The form for corrections has no token: the origin that a browser sends stands in for it.
WITH_ORIGIN = (*FORMS_OF_PEOPLE, "/suggest/", "/es/suggest/", "/your-clinic/", "/es/your-clinic/")
WORTH_IT = 1_000  # bytes; less fits in one packet anyway
LEVEL = 4  # of 9: two milliseconds for a full list
READING = ["GET", "HEAD", "OPTIONS"]
METHODS = [*READING, "POST", "PUT", "PATCH", "DELETE"]  # no TRACE: it would repeat cookies


def language(get_response):
    """Let the address alone choose the language: /es/… is Spanish. No cookie and no header does."""
    prefixed = {f"/{code}/": code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}

    def middleware(request):
        code = next((code for start, code in prefixed.items() if request.path_info.startswith(start)), None)
        with translation.override(code or settings.LANGUAGE_CODE):
            response = get_response(request)
            response.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


def headers(get_response):
    """Add the isolation and permission headers that Django has no setting for; refuse methods that nobody needs."""

    def middleware(request):
        response = get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        if request.path.startswith(WITH_ORIGIN):
            response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response

    return middleware


def writes_wait(get_response):
    """While maintenance is on, refuse every request that could write."""

    def middleware(request):
        if request.method not in READING and maintenance.is_on():
            return under_maintenance(request)
        return get_response(request)

    return middleware


def compressed(get_response):
    """Compress what anybody may read, where it is asked for so: a list shrinks to an eighth.

    Pages of people who sign in hold a token, and stay as they are: the length of a compressed page could betray it.
    """

    def middleware(request):
        response = get_response(request)
        if request.path.startswith(FORMS_OF_PEOPLE) or response.streaming or len(response.content) < WORTH_IT:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" in request.headers.get("Accept-Encoding", "") and "Content-Encoding" not in response:
            response.content = gzip.compress(response.content, LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
