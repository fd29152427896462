"""Conflicts in words: what the entry says and who wrote it, what the source offers, and what it said before."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.admin.words import FactWords, fact_label
from programs.models import Change, Check, Clinic, Conflict, Program, lines
from programs.models.claims import day
from programs.models.facts import texts
from programs.models.groups import FACTS
from programs.publishing.units import POINT, POINT_FACTS, fact_of, group_of, said_of


@dataclass(frozen=True)
class Row:
    """One conflict as a curator reads it. `seen` is what a decision is made over; `effect` what taking theirs does."""

    conflict: Any
    kind: str
    entry: Any
    label: str
    ours_text: str
    ours: str
    theirs: str
    was: str
    all_ours: str
    effect: str
    decided_value: str
    changed: Any
    check: Any

    @property
    def clinic(self):
        return self.conflict.clinic

    @property
    def place(self):
        return ", ".join(part for part in (self.clinic.city, self.clinic.region) if part)

    @property
    def source(self):
        return f"{self.conflict.source} {self.conflict.edition}".strip()

    @property
    def waits(self):
        return is_waiting(self.conflict)

    @property
    def seen(self):
        return seen(self.conflict, self.entry.version)

    @property
    def entry_url(self):
        """The entry's page in the admin, at the group of the fact."""
        address = reverse(f"admin:programs_{self.kind}_change", args=[self.entry.pk])
        return f"{address}#{group_of(self.kind, self.conflict.field)}"

    @property
    def check_words(self):
        """What a live check of the group says; empty without one."""
        if self.check is None:
            return ""
        words = {"method": self.check.get_method_display(), "day": day(self.check.checked_on)}
        return _("Confirmed %(method)s on %(day)s: taking theirs or editing ends this check.") % words


def seen(conflict, version):
    """What a page says it was made over: the entry's version, and a digest of the offer."""
    return f"{version}-{hashlib.sha256(conflict.offered.encode()).hexdigest()[:16]}"


def rows(conflicts):
    """Rows of loaded conflicts (with clinic, program, source): 15 queries at most, whatever their number."""
    conflicts = list(conflicts)
    entries = read_entries(conflicts)
    facts = {key: texts(entry) for key, entry in entries.items()}
    changes, checks = last_changes(conflicts, entries), live_checks(conflicts)
    told = [told_of(each, facts[key_of(each)]) for each in conflicts]
    named = [
        (kind_of(each), fact_of(each.field), text)
        for each, texts_ in zip(conflicts, told, strict=True)
        for text in texts_.values()
    ]
    words = Words(named)
    return [
        row(each, entries[key_of(each)], said, words, changes, checks)
        for each, said in zip(conflicts, told, strict=True)
    ]


def is_waiting(conflict):
    return conflict.decision == Conflict.Decision.WAITING


def kind_of(conflict):
    return "program" if conflict.program_id else "clinic"


def key_of(conflict):
    return kind_of(conflict), conflict.program_id or conflict.clinic_id


def read_entries(conflicts):
    """{(kind, pk): entry with all its facts} of the entries that conflicts are about."""
    found = {}
    for kind, model in (("clinic", Clinic), ("program", Program)):
        pks = {pk for each in conflicts for owner, pk in [key_of(each)] if owner == kind}
        found |= {(kind, each.pk): each for each in model.objects.for_texts().filter(pk__in=pks)}
    return found


def last_changes(conflicts, entries):
    """{(public id, fact): the newest Change of it}."""
    ids = {entry.public_id for entry in entries.values()}
    names = {name for each in conflicts for name in facts_of(each.field)}
    found = Change.objects.filter(resource_id__in=ids, field_name__in=names, last_action_type="update")
    return {(each.resource_id, each.field_name): each for each in found.order_by("pk")}


def facts_of(field):
    return POINT_FACTS if field == POINT else (fact_of(field),)


def live_checks(conflicts):
    """{(clinic pk, program pk or None, group): the newest live check}."""
    found = Check.objects.live(timezone.localdate()).filter(clinic__in={each.clinic_id for each in conflicts})
    return {(each.clinic_id, each.program_id, each.group): each for each in found.order_by("checked_on")}


def told_of(conflict, facts):
    """The canonical texts that a row puts into words; a decided conflict shows what was said when it was decided."""
    kind, field, waits = kind_of(conflict), conflict.field, is_waiting(conflict)
    whole = facts.get(fact_of(field), "") if waits and is_part(kind, field) else ""
    return {
        "ours": said_of(kind, facts, field) if waits else conflict.ours,
        "theirs": conflict.offered,
        "was": conflict.was,
        "all_ours": whole,
        "decided_value": conflict.decided_value,
    }


def is_part(kind, field):
    """Whether a field is one part of a list."""
    return field != POINT and fact_of(field) != field and FACTS[kind, fact_of(field)].kind != "field"


def row(conflict, entry, said, words, changes, checks):
    """One Row; of a decided conflict nothing is told that would help to decide it."""
    kind, field, waits = kind_of(conflict), conflict.field, is_waiting(conflict)
    in_words = {name: words.of(kind, field, text) for name, text in said.items()}
    return Row(
        conflict=conflict,
        kind=kind,
        entry=entry,
        label=label_of(kind, field),
        ours_text=said["ours"],
        effect=effect(kind, field, said["ours"], said["theirs"]) if waits else "",
        changed=changed(entry, field, changes) if waits else None,
        check=checks.get((conflict.clinic_id, conflict.program_id, group_of(kind, field))) if waits else None,
        **in_words,
    )


def changed(entry, field, changes):
    """The newest Change of a field, or None."""
    return next((found for name in facts_of(field) if (found := changes.get((entry.public_id, name)))), None)


def label_of(kind, field):
    return _("Point on the map") if field == POINT else fact_label(kind, fact_of(field))


def effect(kind, field, ours, theirs):
    """What taking theirs would do, in words, where the two values alone do not say it."""
    if ours == theirs:
        return _("The entry says so already.")
    if is_part(kind, field) and not ours:
        return _("Would be added to the list.")
    if is_part(kind, field) and not theirs:
        return _("Would be taken off the list.")
    return ""


class Words:
    """Texts of fields in words, read for all rows at once."""

    def __init__(self, named):
        self.facts = FactWords([each for each in named if each[1] != POINT])

    def of(self, kind, field, text):
        """A field's text in words; empty for a text that states nothing."""
        if not text:
            return ""
        if field == POINT:
            latitude, longitude, precision = lines.padded(lines.split(text)[0], 3)
            return f"{latitude}, {longitude}: {self.facts.words(kind, 'precision', precision)}"
        return self.facts.words(kind, fact_of(field), text)
