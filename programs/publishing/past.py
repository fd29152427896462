"""What an entry said before, read from its history; and making it say that again."""

from programs.models import Change, Organization
from programs.models.facts import RECORD_FIELDS, kind_of, texts
from programs.publishing.change import change, fresh
from programs.publishing.refusal import Refused
from programs.publishing.texts import say
from programs.publishing.units import POINT_FACTS

# Facts that only make sense together come back together.
TOGETHER = [POINT_FACTS, ("operating_status", "operating_reason", "operating_since", "look_instead")]


def texts_at(entry, moment):
    """{fact: text} of the entry as it was at the time `moment`; None where it was not here yet."""
    rows = Change.objects.filter(resource_id=entry.public_id)
    made = rows.filter(last_action_type=Change.Action.CREATE).order_by("pk").first()
    if made and made.last_action_date > moment:
        return None
    return undone(entry, rows.filter(last_action_date__gt=moment))


def texts_before(entry, row):
    """{fact: text} of the entry as it was before the change of which `row` is a part."""
    return undone(entry, Change.objects.filter(resource_id=entry.public_id, version__gte=row.version))


def undone(entry, rows):
    """What the entry says, without the changes `rows`."""
    found = texts(fresh(entry))
    newest_first = rows.exclude(field_name="").order_by("-pk")
    found |= {
        name: text for name, text in newest_first.values_list("field_name", "previous_value") if name in found
    }
    return found


def can_come_back(kind, name):
    """Whether a fact can be restored alone: an entry's states and address have acts of their own."""
    return bool(name) and (kind == "organization" or name not in RECORD_FIELDS[kind])


def bring_back(entry, row, *, by, version=None):
    """Make `entry` say again what it said before the change `row` of a fact, in one change of its own.

    Facts that only make sense together come back together. Raises Refused for what has an act of its own or says
    this already, Stale as change() does, and ValidationError or ValueError where the rest of the entry does not
    allow the old value any longer.
    """
    kind = kind_of(entry)
    if not can_come_back(kind, row.field_name):
        raise Refused("This is no fact: publish, withdraw or rename the entry instead.")
    names = next((names for names in TOGETHER if row.field_name in names), (row.field_name,))
    why = f"Brought back as it was before {row.last_action_date:%Y-%m-%d}."
    with change(entry, by=by, why=why, version=version):
        before, now = texts_before(entry, row), texts(fresh(entry))
        found = {name: before[name] for name in names if before[name] != now[name]}
        if not found:
            raise Refused("The entry says this already.")
        if isinstance(entry, Organization):
            for name, text in found.items():
                setattr(entry, name, text)
        else:
            say(entry, now, found, by)
