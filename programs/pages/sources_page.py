"""Where the data of the directory comes from."""

from programs.models import Clinic, Source


def sources_page():
    """The context of the page: sources that stand behind a public entry, by name."""
    public = Clinic.objects.published()
    return {"sources": Source.objects.filter(statements__clinic__in=public).distinct().order_by("name")}
