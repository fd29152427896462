"""What every page knows, without a look at who asks."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language


def site(request):
    """The site's name, whether it is a demonstration, the day, the language."""
    return {
        "site_name": settings.SITE_NAME,
        "demonstration": settings.DEMONSTRATION,
        "today": timezone.localdate(),
        "language_code": get_language(),
    }
