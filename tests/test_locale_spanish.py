"""Spanish is whole: every word of the public pages, with the same places to fill in, and no English left on a page."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from programs.pages.sitemap import fixed_addresses
from tests.factories import make_clinic, make_program

ROOT = Path(__file__).resolve().parent.parent
CATALOG = "locale/es/LC_MESSAGES/django.po"
# Rooms for people who sign in; they speak English.
STAFF = (
    "programs/admin/",
    "programs/queue/",
    "templates/admin/",
    "programs/exports/",
    "templates/exports/",
    "templates/accounts/",
    "programs/models/account.py",
    "programs/models/note.py",
    "programs/pages/accounts.py",
    "programs/pages/second_step.py",
    "templates/programs/preview.html",
)
STAFF_FILES = ("programs/pages/exports.py", "programs/pages/kept_exports.py")
PLACES = re.compile(r"%\(\w+\)[a-z]|<[^>]+>")


def entries():
    return polib.pofile(str(ROOT / CATALOG))


def is_public(entry):
    return any(not path.startswith(STAFF) and path not in STAFF_FILES for path, _line in entry.occurrences)


def test_every_word_of_a_public_page_is_translated():
    public = [entry for entry in entries() if is_public(entry)]
    assert len(public) > 700
    assert [entry.msgid for entry in public if not entry.translated()] == []


def test_translations_fill_in_the_same_things():
    odd = {}
    for entry in entries():
        texts = list(entry.msgstr_plural.values())[-1:] or [entry.msgstr]
        wanted = sorted(set(PLACES.findall(entry.msgid_plural or entry.msgid)))
        if entry.translated() and [sorted(set(PLACES.findall(text))) for text in texts] != [wanted]:
            odd[entry.msgid] = texts
    assert odd == {}


def test_the_catalog_holds_every_word_of_the_code(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("xgettext was not found: apt-get install gettext")
    for room in ("programs", "templates", "directory"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.gz"))
    (tmp_path / "locale").mkdir()
    arguments = ["makemessages", "--locale", "es", "--no-wrap", "--add-location", "file"]
    subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin"},
    )
    found = {entry.msgid for entry in polib.pofile(str(tmp_path / CATALOG)) if is_public(entry)}
    assert found - {entry.msgid for entry in entries()} == set(), "run `make words` and translate"


@pytest.mark.django_db
def test_no_english_is_left_on_a_spanish_page(client):
    slug = make_program(
        make_clinic(name="Willow"), types=["kap", "infusion"], routes=["iv-infusion"], payments=["medicaid"]
    ).clinic.slug
    english = [
        entry.msgid
        for entry in entries()
        if is_public(entry)
        and len(entry.msgid) > 12
        and entry.msgid not in (entry.msgstr, "")
        and "%(" not in entry.msgid
    ]
    addresses = [f"/es{path}" for path in fixed_addresses()]
    addresses += [
        f"/es/clinics/{slug}/",
        "/es/clinics/?payment=medicaid&near=85701",
        "/es/clinics/?type=x",
        "/es/no/",
    ]
    found = {}
    for address in addresses:
        page = client.get(address).content.decode()
        words = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
        left = [text for text in english if re.search(rf">\s*{re.escape(text)}\s*<", words)]
        found |= {address: left} if left else {}
    assert found == {}
