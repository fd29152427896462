"""What was made before and may be shown again, in the memory of one process."""

from collections import OrderedDict
from threading import Lock


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
