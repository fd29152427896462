"""Why a confirmation was not taken, as the desk says it."""

from django.contrib import messages
from django.utils.translation import gettext as _

from programs.publishing import Stale


def say_why_not(request, refused):
    """Tell the person why publishing raised `refused` (Stale or Refused)."""
    if isinstance(refused, Stale):
        said = _("Somebody has changed this entry meanwhile. Look at it again, then confirm.")
    else:
        said = " ".join(refused.reasons)
    messages.error(request, said)
