"""What holds for every answer to machines: who may read it, how long it may be kept, and when it need not be sent."""

import hashlib
from functools import wraps

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from programs.api.problems import EVERYBODY, problem
from programs.codebook import VERSION
from programs.models import SearchRevision

KEPT_SECONDS = 60
READING = ("GET", "HEAD", "OPTIONS")
ASKED = "If-None-Match, If-Modified-Since"  # headers that a page of another site may send


def for_machines(view):
    """Let everybody read what `view` answers, keep it for a minute, and send it only where it changed.

    What is public changes with the number of the last change and with the day: one query tells, and one that knows the
    answer already costs no more. The moment of change is to the second: the tag is exact.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return open_to_all(HttpResponse(status=204), preflight=True)
        if request.method not in READING:
            return refused(request.method)
        tag, changed = validators(request)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return marked(HttpResponse(status=304), tag, changed)
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return open_to_all(response)
        same = is_same(request, changed)
        return marked(HttpResponse(status=304) if same else response, tag, changed)

    return answer


def validators(request):
    """(tag of the answer, second of the last change): another tag for every address, change and day."""
    now = timezone.localtime()
    number, at = SearchRevision.objects.values_list("n", "at").first() or (0, now)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    kind = request.headers.get("Accept", "")
    known = f"{request.build_absolute_uri()} {kind} {number} {today:%Y-%m-%d} {VERSION}"
    return f'W/"{hashlib.sha256(known.encode()).hexdigest()[:24]}"', int(max(at, today).timestamp())


def is_same(request, changed):
    """Whether the reader has what there is, by "*" or by the second; a tag that it sent was another one."""
    tags = request.headers.get("If-None-Match")
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return tags == "*" if tags else since is not None and since >= changed


def marked(response, tag, changed):
    """With its tag and how long it may be kept."""
    response["ETag"], response["Last-Modified"] = tag, http_date(changed)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return open_to_all(response)


def open_to_all(response, preflight=False):
    """Readable from pages of every other site; no credentials are ever asked for."""
    response["Access-Control-Allow-Origin"] = EVERYBODY
    response["Access-Control-Expose-Headers"] = "ETag"
    if not response["Content-Type"].startswith("text/html"):
        response["X-Robots-Tag"] = "noindex"  # what it says stands on pages that people can read
    if preflight:
        response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(READING)
        response["Access-Control-Allow-Headers"] = ASKED
    return response


def refused(method):
    """405: this is for reading."""
    response = problem(405, f"{method} is not for reading. Use {', '.join(READING)}.")
    response["Allow"] = ", ".join(READING)
    return response
