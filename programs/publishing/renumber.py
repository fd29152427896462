"""The number of the last change, after the whole database has become another one."""

from django.db import transaction

from programs.models import SearchRevision
from programs.publishing.change import log_search


def renumber(above):
    """Give the database a number above its own and above `above`, so that every process reads all of it anew."""
    with transaction.atomic():
        SearchRevision.objects.filter(pk=1, n__lt=above).update(n=above)
        log_search([None])
