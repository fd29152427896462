"""Languages that nobody speaks: all interface text 40 % longer, and from right to left. Nothing may break."""

import re
from pprint import pformat

import polib
import pytest
from django.conf import settings
from django.test import override_settings

from programs.pages.card import KEPT
from tests.browser.measures import CUT, sideways

pytestmark = pytest.mark.browser
ACCENTED = str.maketrans("aeinouyAEIOU", "áéíñóúýÁÉÍÓÚ")
# What stays as it is: places to fill in, tags, entities.
FIXED = re.compile(r"(%\(\w+\)[a-z]|%%|<[^>]+>|&\w+;)")
FEW = ["home", "list", "errors", "clinic", "comparison", "a wrong sum", "missing"]


def longer(text):
    """`text` with accents and, in its own words, two fifths longer."""
    parts = [part if FIXED.fullmatch(part) else part.translate(ACCENTED) for part in FIXED.split(text)]
    words = FIXED.sub(" ", text).split() or [text]
    more = (words * 3)[: max(1, round(len(words) * 0.4))]
    return "".join(parts) + " " + " ".join(more).translate(ACCENTED)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    """A folder of catalogs in which Spanish is the longer language."""
    folder = tmp_path_factory.mktemp("locale")
    catalog = polib.pofile(str(settings.BASE_DIR / "locale/es/LC_MESSAGES/django.po"))
    for entry in catalog:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: longer(entry.msgid), 1: longer(entry.msgid_plural)}
        else:
            entry.msgstr = longer(entry.msgid)
    (folder / "es/LC_MESSAGES").mkdir(parents=True)
    catalog.save_as_mofile(str(folder / "es/LC_MESSAGES/django.mo"))
    return folder


@pytest.fixture(params=["ltr", "rtl"])
def direction(request, catalog, site):
    """The way the text runs on the pages under /es/, in the longer language."""
    KEPT.values.clear()
    turned = {"LANGUAGES_BIDI": ["es"]} if request.param == "rtl" else {}
    with override_settings(LOCALE_PATHS=[catalog], **turned):
        yield request.param
    KEPT.values.clear()


def wrong(page, direction):
    """What breaks on the page that is shown."""
    shown = page.evaluate(
        "[document.documentElement.dir, /[áéíóúñ]/.test(document.querySelector('footer').innerText)]"
    )
    found = [shown, sideways(page), page.evaluate(CUT)]
    return found if found != [[direction, True], 0, []] else None


def broken(page, pages, direction):
    found = {}
    for name, path in pages.items():
        page.goto(path if path.startswith("/es/") else f"/es{path}")
        found |= {name: broken} if (broken := wrong(page, direction)) else {}
    return found


def test_no_page_breaks(tab, site, direction):
    found = broken(tab(320, 640), {name: site[name] for name in FEW}, direction)
    assert found == {}, pformat(found)


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_of_all_breaks(tab, site, direction, width):
    found = broken(tab(width, 640), site, direction)
    assert found == {}, pformat(found)


def test_the_longer_language_is_longer_and_keeps_its_places():
    assert longer("See %(n)s clinics near you") == "Séé %(n)s clíñícs ñéár ýóú Séé clíñícs"
