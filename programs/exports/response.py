"""How an export leaves through the web: written to a temporary file first, then sent. No view streams."""

import tempfile
from threading import BoundedSemaphore
from urllib.parse import parse_qsl, urlencode

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify

from programs.accounts.audit import Kind, note
from programs.exports.formats import ending, write, writer_of
from programs.exports.table import Table
from programs.search.parameters import TYPED

# A body of bytes holds no thread of the server, a file does until its reader is done: two of a worker's four.
LARGEST_BODY = 4 * 1024 * 1024
SLOTS = BoundedSemaphore(2)
RETRY_AFTER = 60  # seconds


class LargeFile(FileResponse):
    """A file that holds one of the worker's two slots until it is sent or given up."""

    held = True

    def close(self):
        super().close()
        if self.held:
            self.held = False
            SLOTS.release()


def respond(request, name: str, table: Table):
    """Answer with `table` in the format `name` as a download, and note in the audit record who took what.

    Up to 4 MB it is one body; a larger file takes one of two slots, without a free one the answer is 503. Raises
    WrongChoice for an unknown format, before any row is read.
    """
    writer = writer_of(name)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the response)
    size = written(file, name, table)
    log(request.user, name, table)
    return send(request, file, size, writer, filename(table))


def send(request, file, size: int, writer, name: str):
    """Answer with the open `file` of `size` bytes as the download `name`; it is closed once it is sent."""
    response: HttpResponseBase
    if size <= LARGEST_BODY:
        with file:
            response = HttpResponse(file.read(), content_type=writer.CONTENT_TYPE)
    elif SLOTS.acquire(blocking=False):
        response = LargeFile(file, content_type=writer.CONTENT_TYPE)
    else:
        file.close()
        return busy(request)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending(writer)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def written(file, name, table):
    """Write the table and return the file's size in bytes; a failure closes the file."""
    try:
        write(file, name, table)
        size = file.tell() if file.seekable() else 0
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return size


def busy(request):
    """503: two large files are on their way from this worker already."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "private, no-store"
    return response


def filename(table):
    """Such as listings-2026-11-23-staff-type-kap-state-ca."""
    parts = ["listings", table.today.isoformat(), "" if table.name == "public" else table.name]
    return "-".join(
        part for part in [*parts, slugify(table.query.replace("=", "-").replace("&", "-"))[:60]] if part
    )


def log(user, name, table):
    """Record who took which file. Words that were searched for are left out."""
    asked = f"{name}, columns {table.name}, rows {table.rows_are}, filter {without_words(table.query)}"
    note(Kind.EXPORT, user, f"{asked}: {table.count}")


def without_words(query):
    """The filter with typed words and places blotted out."""
    return urlencode([(key, "..." if key in TYPED else value) for key, value in parse_qsl(query)]) or "none"
