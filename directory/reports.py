"""What is written down of a failed request: where the code failed, and no word of the visitor.

A message of an exception may quote what somebody typed, the address holds their search, the variables hold both.
"""

import datetime as dt
import json
import logging
import traceback

from django.views.debug import ExceptionReporter


class WithoutWords(logging.Formatter):
    """A line of the log; of an exception its type and the lines of code, without its message."""

    def formatException(self, info):
        kind, _error, trace = info
        return "".join([*traceback.format_tb(trace), kind.__qualname__])


class JsonLine(WithoutWords):
    """A line of the log as JSON, in UTC: what a message holds of line ends and control characters is escaped."""

    def format(self, record):
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


class ReportWithoutWords(ExceptionReporter):
    """An error report without address, parameters, headers, variables and messages."""

    def __init__(self, _request, kind, error, trace, is_email=False):
        super().__init__(None, kind, error, trace, is_email)

    def get_traceback_text(self):
        return WithoutWords().formatException((self.exc_type, self.exc_value, self.tb))

    get_traceback_html = get_traceback_text
