"""What was made before and may be shown again, in the memory of one process."""

import zlib
from collections import OrderedDict
from functools import wraps
from http import HTTPStatus
from threading import Lock

from django.http import HttpResponse
from django.utils import timezone

from programs.search.fresh import state

MOST_PAGES = 300  # of about 15 KB each


class Kept:
    """At most `most` values by key; the one that was not asked for the longest goes first."""

    def __init__(self, most):
        self.most = most
        self.values = OrderedDict()
        self.lock = Lock()

    def get(self, key):
        """The value of `key`, or None."""
        with self.lock:
            if key not in self.values:
                return None
            self.values.move_to_end(key)
            return self.values[key]

    def put(self, key, value):
        with self.lock:
            self.values[key] = value
            while len(self.values) > self.most:
                self.values.popitem(last=False)


def kept_whole(but_for):
    """Keep what a view answers until anything changes or the day ends: for pages that their address alone decides.

    The address names the language. With another parameter than those of `but_for`, whose wrong values the view leads
    away, or another answer than 200, nothing is kept. One query.
    """

    def keeping(view):
        pages = Kept(MOST_PAGES)

        @wraps(view)
        def answer(request, *args, **kwargs):
            if set(request.GET) - but_for:
                return view(request, *args, **kwargs)
            key = (request.build_absolute_uri(), state(), timezone.localdate())
            if body := pages.get(key):
                return HttpResponse(zlib.decompress(body))
            response = view(request, *args, **kwargs)
            if response.status_code == HTTPStatus.OK:
                pages.put(key, zlib.compress(response.content, level=1))
            return response

        return answer

    return keeping
