"""Two curators changed one entry: both versions side by side, and the form that keeps the second one's text."""

from dataclasses import dataclass

from programs.admin.entry_forms import EntryForms, rows_text
from programs.admin.words import FactWords, fact_label
from programs.models import Change
from programs.models.facts import kind_of, texts
from programs.publishing.values import records_of


@dataclass(frozen=True)
class Difference:
    """One fact in two versions, in words. `kept` says whose text the form now holds: yours or theirs."""

    name: str
    label: str
    theirs: str
    yours: str
    kept: str


class Both:
    """What `data`, typed over version `version`, and the stored entry `kept` say differently.

    A fact that only the other one changed is taken over into the form; one that both changed keeps the second
    one's text there, and so does one that only the second changed.
    """

    def __init__(self, kept, version, data, choices):
        self.kind = kind_of(kept)
        self.kept = kept
        self.changes = list(
            Change.objects.filter(resource_id=kept.public_id, version__gt=version).order_by("pk")[:1000]
        )
        self.data = data.copy()
        stored, typed = (
            EntryForms(self.kind, kept, choices),
            EntryForms(self.kind, fresh_copy(kept), choices, data),
        )
        typed.is_valid()
        self.typed = typed
        self.theirs, self.yours = texts(kept), typed.texts()
        self.take_theirs(stored)
        self.forms = EntryForms(self.kind, fresh_copy(kept), choices, self.data)
        self.forms.is_valid()

    @property
    def by(self):
        """Who changed it last, and when; None when history does not say."""
        return self.changes[-1] if self.changes else None

    def base(self, name):
        """What the second curator saw when opening the page."""
        earlier = [row.previous_value for row in self.changes if row.field_name == name]
        return earlier[0] if earlier else self.theirs[name]

    def untouched(self, name):
        """Whether the second curator left the fact as it was."""
        return self.yours[name] == self.base(name)

    def take_theirs(self, stored):
        """Put into the data what the form must hold now."""
        for name in stored.form.fields:
            if self.untouched(name):
                self.put(name, stored.form[name])
        for name, stated in stored.lists.items():
            if self.untouched(name):
                for key, values in stated.data().items():
                    self.data.setlist(key, values)
        for name, formset in stored.rows.items():
            self.put_rows(name, formset)

    def put(self, key, bound_field):
        value = bound_field.value()
        values = value if isinstance(value, list) else [value]
        self.data.setlist(key, ["" if value is None else str(value) for value in values])

    def put_rows(self, name, formset):
        """Rows that are there now come first, then those that were typed and that nobody has put there meanwhile."""
        typed = [] if self.untouched(name) else typed_rows(self.data, name)
        mine = {row["id"]: row for row in typed if row.get("id")}
        stored = [(str(form.instance.pk), form) for form in formset.initial_forms]
        pks = {pk for pk, _form in stored}
        rows = [mine[pk] if pk in mine else row_data(form) for pk, form in stored]
        rows += [row | {"id": ""} for row in self.only_mine(name, typed, pks)]
        for key in [key for key in self.data if key.startswith(f"{name}-")]:
            del self.data[key]
        for number, row in enumerate(rows):
            for field, values in row.items():
                self.data.setlist(
                    f"{name}-{number}-{field}", values if isinstance(values, list) else [values]
                )
        self.data[f"{name}-TOTAL_FORMS"], self.data[f"{name}-INITIAL_FORMS"] = (
            str(len(rows)),
            str(len(stored)),
        )

    def only_mine(self, name, typed, pks):
        """The typed rows that are to be added.

        Not those of `pks`, which are there; those that I removed; those that I left as they were and somebody else
        removed; and those that somebody else added too.
        """
        seen, there = records_of(self.base(name)), records_of(self.theirs[name])
        for row, form in zip(typed, self.typed.rows[name].forms, strict=False):
            text = rows_text(name, [form])
            gone = row.get("id") and text in seen
            if row.get("id") not in pks and "DELETE" not in row and not gone and text not in there:
                yield row

    def differences(self):
        """The facts that the two versions say differently, in the page's order."""
        names = [name for name in self.theirs if name in self.yours and self.theirs[name] != self.yours[name]]
        said = [(self.kind, name, version[name]) for name in names for version in (self.theirs, self.yours)]
        put = FactWords(said).words
        return [
            Difference(
                name,
                fact_label(self.kind, name),
                put(self.kind, name, self.theirs[name]),
                put(self.kind, name, self.yours[name]),
                "theirs" if self.untouched(name) else "yours",
            )
            for name in names
        ]


def fresh_copy(entry):
    """The entry once more, so that binding a form does not touch the stored one."""
    rows = type(entry).objects
    return (rows.for_reading() if hasattr(rows, "for_reading") else rows).get(pk=entry.pk)


def typed_rows(data, name):
    """The rows of one formset as posted: a dict of field → text (a list where several were posted)."""
    rows = {}
    for key in data:
        parts = key.split("-", 2)
        if len(parts) == 3 and parts[0] == name and parts[1].isdigit():
            values = data.getlist(key)
            rows.setdefault(int(parts[1]), {})[parts[2]] = values[0] if len(values) == 1 else values
    return [rows[number] for number in sorted(rows)]


def row_data(form):
    """What the inputs of a stored row post."""
    found = {"id": str(form.instance.pk)}
    for name in form.Meta.fields:
        value = form[name].value()
        values = value if isinstance(value, list) else [value]
        found[name] = ["" if item is None else str(item) for item in values]
    return found
