"""The tick below a card as HTML."""

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from programs.pages.blanks import BLANK, texts_between
from programs.pages.compare_page import MOST


def tick_html(tick, card):
    """The Tick of a Card as HTML, with the address that changes it."""
    texts = tick_texts(get_language(), tick.slug, tick.picked, bool(tick.url), card.name, card.language)
    return mark_safe(escape(tick.url).join(texts))  # noqa: S308  (made by a template)


@lru_cache(maxsize=3_000)
def tick_texts(page_language, slug, picked, leads_on, name, language):
    """The HTML of a tick before and after its address; one text where it has none."""
    tick = {"slug": slug, "picked": picked, "url": BLANK if leads_on else ""}
    context = {"tick": tick, "name": name, "language": language, "most": MOST}
    return texts_between("programs/_tick.html", context)
