"""Our own words: plain on every page, kind in every file, with no promise and with the lines that must stand there."""

import re

import polib
import pytest
from django.conf import settings
from django.utils.html import strip_tags

from programs.models import Clinic, Organization, Program
from programs.pages.sitemap import fixed_addresses
from programs.publishing import confirm, withdraw
from programs.search.choices import SORTS
from tests.factories import make_clinic, make_program, make_user
from tests.test_vocabulary_files import ORGANIZATIONS, PROMISES, STIGMA, reading_grade

pytestmark = pytest.mark.django_db
ROOT = settings.BASE_DIR
CRISIS = ['href="tel:911"', 'href="tel:988"', 'href="sms:988"', 'href="tel:1-800-662-4357"']
# Pages that people need in a bad week; NIH and AMA ask for grade 6.
CORE = ["/", "/help-now/", "/safety/", "/costs/", "/family/", "/program-types/", "/nowhere/"]
CORE += [f"/about/{name}/" for name in ("privacy", "private-browsing", "how-we-check", "accessibility")]
# NIDA's list in Spanish (nida.nih.gov/es/node/38234) and thenewdrugtalk.org/es.
STIGMA_SPANISH = re.compile(
    r"\b(drogadict\w+|adict[oa]s?|alcohólic[oa]s?|toxicóman\w+|borrach[oa]s?|abuso de (drogas|sustancias|alcohol))\b",
    re.IGNORECASE,
)
NAMES_SPANISH = ("Alcohólicos Anónimos", "Narcóticos Anónimos", "Salud Mental y Abuso de Sustancias")
SOURCES = re.compile(r"Source: .*?\. (?=[A-Z])")


def spoken(response):
    """The words of the main part, a sentence's end after each block, without sources and names of choices."""
    page = response.content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    page = re.sub(r"<(label|option|cite|svg|select)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(
        r"(?<![.?!:])\s*</(h1|h2|h3|h4|p|li|dt|dd|a|th|td|button|summary|caption)>", r". </\1>", page
    )
    return SOURCES.sub("", re.sub(r"\s+", " ", strip_tags(page)))


@pytest.fixture
def addresses():
    """Every kind of public page."""
    program = make_program(make_clinic(name="Willow"), payments=["medicaid"])
    gone = make_program(make_clinic(name="Mesa")).clinic
    withdraw(gone, by=make_user(), why="It asked us to")
    own = [f"/clinics/{slug}/" for slug in (program.clinic.slug, gone.slug, "none")]
    more = [
        "/clinics/?page=99",
        "/clinics/?near=Atlantis",
        "/clinics/?q=nothing",
        "/clinics/phones/",
        "/compare/",
    ]
    more += [
        "/clinics/in/az/",
        "/clinics/in/az/tucson/",
        "/evidence/?substance=zz",
        "/costs/?dosing=x",
        "/nowhere/",
    ]
    return [*fixed_addresses(), *own, *more]


def test_every_page_reads_at_grade_8_and_core_pages_at_6(client, addresses):
    grades = {address: reading_grade(spoken(client.get(address))) for address in {*addresses, *CORE}}
    hard = {
        address: round(grade, 1) for address, grade in grades.items() if grade > (6 if address in CORE else 8)
    }
    assert hard == {}


@pytest.mark.parametrize("start", ["", "/es"])
def test_every_page_has_the_ways_out_and_the_help_lines_before_its_main_part(client, addresses, start):
    wrong = {}
    for address in addresses:
        page = client.get(start + address).content.decode()
        head = page.split("<main")[0]
        order = [head.find(mark) for mark in ('class="skip"', "data-leave", *CRISIS)]
        facts = [
            -1 in order,
            order[:2] != sorted(order)[:2],
            page.count("<h1") != 1,
            '<a class="leave" href="https://' not in head,
        ]
        wrong |= {address: order} if any(facts) or f'<html lang="{start[1:] or "en"}"' not in page else {}
    assert wrong == {}


def test_every_page_says_what_this_list_is_not(client, addresses):
    said = "It does not give medical advice and does not recommend any clinic."
    assert [
        address
        for address in addresses
        if said not in re.sub(r"\s+", " ", client.get(address).content.decode())
    ] == []


def test_a_clinics_page_says_whose_word_each_fact_is_and_when_it_was_checked(client):
    program = make_program(make_clinic(name="Willow"))
    confirm(program.clinic, "contact", by=make_user(), method="call")
    page = re.sub(r"\s+", " ", strip_tags(client.get(f"/clinics/{program.clinic.slug}/").content.decode()))
    assert [
        words for words in ("Register of tests", "Confirmed", "by phone", "Checked on") if words not in page
    ] == []


def own_texts():
    """(file, text) of all that we write: templates, translations, vocabulary, invented entries."""
    for folder, ending in (("templates", "html"), ("programs/vocabulary", "toml"), ("programs/demo", "toml")):
        for path in sorted((ROOT / folder).rglob(f"*.{ending}")):
            yield path.relative_to(ROOT), path.read_text()
    for path in sorted((ROOT / "programs/demo").glob("*.csv")):
        yield path.relative_to(ROOT), path.read_text()


def without(names, text):
    for name in names:
        text = text.replace(name, "")
    return text


def hits(pattern, text):
    return sorted({match.group() for match in pattern.finditer(text)})


def test_no_template_and_no_translation_has_a_word_that_hurts():
    catalog = polib.pofile(str(ROOT / "locale/es/LC_MESSAGES/django.po"))
    english = [(entry.msgid, entry.msgid + entry.msgid_plural) for entry in catalog]
    spanish = [(entry.msgid, entry.msgstr + str(entry.msgstr_plural)) for entry in catalog]
    templates = [(path, text) for path, text in own_texts() if path.suffix == ".html"]
    allowed = (*ORGANIZATIONS, "Substance Abuse and Mental Health", "abuse_")
    found = {
        where: hit for where, text in [*english, *templates] if (hit := hits(STIGMA, without(allowed, text)))
    }
    found |= {
        where: hit for where, text in spanish if (hit := hits(STIGMA_SPANISH, without(NAMES_SPANISH, text)))
    }
    assert found == {}


def test_no_page_in_spanish_has_a_word_that_hurts(client, addresses):
    pages = {address: spoken(client.get(f"/es{address}")) for address in addresses}
    found = {
        address: hit
        for address, text in pages.items()
        if (hit := hits(STIGMA_SPANISH, without(NAMES_SPANISH, text)))
    }
    assert found == {}


def test_no_invented_entry_hurts_or_promises():
    found = {}
    for path, text in own_texts():
        if path.parts[1] == "demo" and (
            hit := hits(STIGMA, without(ORGANIZATIONS, text)) + hits(PROMISES, text)
        ):
            found[str(path)] = hit
    assert found == {}


def test_no_order_of_the_list_knows_of_money_for_a_place():
    bought = re.compile(r"sponsor|featur|promot|boost|premium|advert|rank|paid")
    fields = {field.name for model in (Organization, Clinic, Program) for field in model._meta.get_fields()}
    assert [name for name in fields if bought.search(name)] == []
    assert sorted(name for name, _label in SORTS) == ["best", "checked", "course", "distance", "name", "wait"]


def test_signing_in_can_be_left_to_a_password_manager(client):
    page = client.get("/accounts/login/").content.decode()
    fields = {
        name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0] for name in ("username", "password")
    }
    assert 'autocomplete="username"' in fields["username"]
    assert 'autocomplete="current-password"' in fields["password"]
    assert re.search(r"onpaste|readonly", "".join(fields.values())) is None


def test_every_test_that_the_security_page_names_is_there():
    named = re.findall(r"`((?:browser/)?test_\w+\.py)(?:::(\w+))?`", (ROOT / "SECURITY.md").read_text())
    missing = []
    for file, name in named:
        path = ROOT / "tests" / file
        if not path.exists() or (name and f"def {name}(" not in path.read_text()):
            missing.append((file, name))
    assert (missing, len(named) > 50) == ([], True)
