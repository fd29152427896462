"""The record of what people do: a row that stays, and a line in the log."""

import json
import logging

from django.utils import timezone

from programs.models import Audit

log = logging.getLogger("programs.audit")
LONGEST = Audit._meta.get_field("what").max_length
Kind = Audit.Kind


def note(kind, who, what=""):
    """Record that `who` (a user, or a text that names what ran) did `what`: in the caller's transaction, if any.

    The line in the log is JSON in ASCII, with the time in UTC: no value can break out of it.
    """
    name = who if isinstance(who, str) else who.get_username() if who else "system"
    row = Audit.objects.create(kind=kind, who=name[:150], what=str(what)[:LONGEST], at=timezone.now())
    said = {"at": f"{row.at:%Y-%m-%dT%H:%M:%SZ}", "kind": row.kind, "who": row.who, "what": row.what}
    log.info("%s", json.dumps(said))
