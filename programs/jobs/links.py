"""Visits to the websites of clinics, once a day where the site is set to make them."""

from django.conf import settings

from programs.links.checking import OFF, check_links, told


def visit_websites(job, progress):
    """Visit the websites that are due; nothing but words where this site asks no others."""
    if not settings.CHECK_LINKS:
        return {"says": OFF}
    return {"says": told(check_links(progress=progress))}
