"""The forms of an import at the desk: the file, and what is said of it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.imports import formats
from programs.imports.options import EVERYTHING, KETAMINE
from programs.imports.sheets import ENDINGS
from programs.models import Batch, Source

NEW_AS = [("", gettext_lazy("As this kind of list asks")), ("draft", gettext_lazy("Drafts"))]
PUBLISHED = ("publish", gettext_lazy("Published at once"))
COLUMN = "column-"


def words(name, label, required=True, help_text=""):
    """A field of words as long as the Batch keeps them."""
    most = Batch._meta.get_field(name).max_length
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


class UploadForm(forms.Form):
    """A file, and whose list it is."""

    use_required_attribute = False

    source_name = words(
        "source_name",
        gettext_lazy("Name of the list"),
        help_text=gettext_lazy("Without its year: readers see it. The same name each time the list comes."),
    )
    edition = words(
        "edition",
        gettext_lazy("Edition"),
        required=False,
        help_text=gettext_lazy("Its year or day. Empty: what the file itself says, else this year."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=" ".join(ENDINGS),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self.fields["source_name"].widget.attrs["list"] = "sources"

    def clean_source_name(self):
        name = self.cleaned_data["source_name"].strip()
        kinds = (Source.Kind.EDITORS, Source.Kind.DEMONSTRATION)
        if Source.objects.filter(name__iexact=name, kind__in=kinds).exists():
            raise forms.ValidationError(_("This is no list to import: give the list's own name."))
        return Source.objects.filter(name__iexact=name).values_list("name", flat=True).first() or name


class TellForm(forms.Form):
    """What a person says of a file before its plan is made. `columns` of the cleaned data are those of the map."""

    edition = words("edition", gettext_lazy("Edition"), required=False)
    scope = forms.ChoiceField(
        label=gettext_lazy("Rows"),
        choices=[
            (KETAMINE, gettext_lazy("With ketamine; others only add to clinics that are here")),
            (EVERYTHING, gettext_lazy("All care")),
        ],
    )
    new_as = forms.ChoiceField(label=gettext_lazy("New entries are"), required=False, choices=NEW_AS)
    complete = forms.BooleanField(
        label=gettext_lazy("It is the whole list"),
        help_text=gettext_lazy("Clinics that it no longer has are marked, and wait for a decision."),
        required=False,
    )
    format = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    every_value = forms.CharField(
        label=gettext_lazy("Every row says"),
        help_text=gettext_lazy("Such as “ketamine”, where no column says it."),
        max_length=100,
        required=False,
    )
    every_column = forms.CharField(
        label=gettext_lazy("in the column"),
        help_text=gettext_lazy("Such as “medicine”."),
        max_length=60,
        required=False,
    )
    keep_as = forms.CharField(label=gettext_lazy("Remember these columns as"), max_length=120, required=False)

    def __init__(self, data, *, look, batch, may_publish):
        super().__init__(data, initial=initial(batch), auto_id="tell-%s")
        self.columns = [(f"{COLUMN}{place}", column) for place, column in enumerate(look.columns)]
        self.fields["format"].choices = [
            ("", _("As recognized")),
            *((name, name) for name in formats.names()),
        ]
        self.fields["sheet"].choices = [("", _("As recognized")), *((name, name) for name in look.sheets)]
        if len(look.sheets) < 2:
            del self.fields["sheet"]
        if look.fixed:
            for name in ("every_value", "every_column", "keep_as"):
                del self.fields[name]
        if may_publish:
            self.fields["new_as"].choices = [*NEW_AS, PUBLISHED]
        self.may_publish, self.fixed = may_publish, look.fixed

    def said(self):
        """(what a Batch keeps in `told`, its map of columns) of what was typed."""
        data = self.cleaned_data
        publish = {"publish": True, "draft": False}.get(data["new_as"], None if self.may_publish else False)
        told = {name: data.get(name, "") for name in ("scope", "format", "sheet")}
        columns = {column.name: self.data.get(name, "").strip() for name, column in self.columns}
        if data.get("every_value") and data.get("every_column"):
            columns[f"= {data['every_value']}"] = data["every_column"]
        return told | {"publish": publish, "complete": data["complete"]}, {} if self.fixed else columns


def initial(batch):
    """What was said of a Batch before."""
    told = batch.told
    every = next(((name, ours) for name, ours in batch.columns.items() if name.startswith("= ")), ("", ""))
    return {
        "edition": batch.edition,
        "scope": told.get("scope", KETAMINE),
        "new_as": {True: "publish", False: "draft"}.get(told.get("publish"), ""),
        "complete": told.get("complete", False),
        "format": told.get("format", ""),
        "sheet": told.get("sheet", ""),
        "every_value": every[0].removeprefix("= "),
        "every_column": every[1],
    }
