"""The pages about the site itself, each a template of its own."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ABOUT = {
    "how-we-check": _("How we check"),
    "order-and-money": _("Order and money"),
    "no-reviews": _("Why there are no reviews"),
    "privacy": _("Your privacy here"),
    "private-browsing": _("Leaving no trace on your device"),
    "accessibility": _("Accessibility"),
}


def about_list():
    """[(title, address)] of all of them."""
    pages = [(title, reverse("about-page", args=[name])) for name, title in ABOUT.items()]
    return [
        *pages,
        (_("Where the facts come from"), reverse("sources")),
        (_("What changed this week"), reverse("changes")),
    ]
