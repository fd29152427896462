"""Saving what a person typed on an entry's page: its fields, rows and lists in one change."""

from programs.models import Program
from programs.publishing.calls import still_correct
from programs.publishing.change import change, fresh, save
from programs.publishing.rows import set_states, set_terms, set_types


class Invalid(Exception):
    """What was typed cannot be saved, and nothing was. `forms` holds it with its errors."""

    def __init__(self, forms):
        self.forms = forms
        super().__init__("What was typed cannot be saved.")


def save_forms(entry, bind, *, by, why="", version=None, source=None, as_of=None, confirmed=None):
    """Save the forms that `bind(entry)` makes of what was typed, all in one change; return them.

    `confirmed` is (group, method) of what `by` has checked as it then stands, see calls.still_correct().

    They are bound and validated under the entry's lock, so that nothing can come between. A new entry has no pk yet.
    Raises Stale when `version` is no longer the entry's, Invalid (with the forms) or ValidationError when something
    typed is wrong, Refused when it cannot be confirmed: in each case nothing is saved.
    """
    with change(entry, by=by, why=why, version=version, source=source, as_of=as_of):
        forms = bind(entry)
        if not forms.is_valid():
            raise Invalid(forms)
        if entry.pk is None:
            save(entry)
        write(entry, forms)
        if confirmed:
            group, method = confirmed
            still_correct(fresh(entry), group, by=by, method=method, said=why)
    return forms


def write(entry, forms):
    """Write rows and lists: `forms` has form, rows {fact: formset} and lists {fact: stated terms}."""
    for formset in forms.rows.values():
        formset.save()
    for stated in forms.lists.values():
        if stated.changed:
            set_terms(entry, stated.fact.vocabulary, stated.rows())
    if isinstance(entry, Program):
        set_types(entry, forms.form.cleaned_data["types"])
        set_states(entry, forms.form.cleaned_data["telehealth_states"])
