"""One site with an address of every kind of page and state, for tests that walk over all of them."""

import datetime as dt

from django.utils import timezone

from programs.models import Passage
from programs.publishing import close, confirm, withdraw
from programs.publishing.corrections import suggest
from programs.publishing.invitations import invite
from tests.factories import make_clinic, make_program, make_user

LONG = "Wohlbefindensbehandlungszentrum-für-Abhängigkeitserkrankungen"


def make_site():
    """{what the page is: its address}. Three clinics in Tucson are open; the second states nothing at length."""
    Passage.objects.update(show_until=None)  # the same on every day
    rich = make_rich()
    plain = make_program(make_clinic(name=f"{LONG} {LONG}", address_withheld="yes"), name=LONG, summary=LONG)
    paused = make_program(make_clinic(name="Saguaro"))
    close(paused.clinic, by=make_user(), why="Repairs", for_good=False)
    gone = make_program(make_clinic(name="Mesa"))
    withdraw(gone.clinic, by=make_user(), why="Nobody answers")
    slugs = [program.clinic.slug for program in (rich, plain, paused, gone)]
    return PAGES | {
        "clinic": f"/clinics/{slugs[0]}/",
        "sheet": f"/clinics/{slugs[0]}/sheet/",
        "clinic that states nothing": f"/clinics/{slugs[1]}/",
        "paused": f"/clinics/{slugs[2]}/",
        "sheet that states nothing": f"/clinics/{slugs[1]}/sheet/",
        "gone": f"/clinics/{slugs[3]}/",
        "correction form": f"/suggest/{slugs[0]}/",
        "correction": f"/corrections/{suggest(rich.clinic, 'contact', LONG, address='').reference}/",
        "own word": f"/your-clinic/?key={invite(rich.clinic, by=make_user())}",
        "Spanish correction form": f"/es/suggest/{slugs[0]}/",
        "comparison": f"/compare/?clinic={slugs[0]}&clinic={slugs[1]}&clinic={slugs[2]}",
        "ticked": f"/clinics/?clinic={slugs[0]}&clinic={slugs[1]}",
        "Spanish clinic": f"/es/clinics/{slugs[0]}/",
        "Spanish comparison": f"/es/compare/?clinic={slugs[0]}&clinic={slugs[1]}",
    }


def make_rich():
    """A program that states much, some of it checked, beside care without ketamine."""
    rich = make_program(
        make_clinic(name="Desert Willow", languages=["en", "es"], website="https://willow.example.org"),
        types=["kap", "infusion"],
        routes=["iv-infusion", "lozenge"],
        payments=["medicaid", ("va", "", "no", "")],
        substances=[("alcohol", "primary", "yes", "")],
        prices=[{"item": "dosing_session", "low": 45000, "high": 60000}],
        dosing_fewest=4,
        prescriber_on_site="yes",
        urine_drug_screen="no",
        telemedicine_prescribing="yes",
        take_home="posted",
        accepting="yes",
    )
    for group in ("offer", "availability", "prices"):
        confirm(rich, group, by=make_user(), method="call", on=timezone.localdate() - dt.timedelta(3))
    make_program(rich.clinic, name="Other care", types=["other-care"], medicine="none", payments=["va"])
    return rich


PAGES = {
    "home": "/",
    "list": "/clinics/?near=85701&payment=medicaid&unknown=include",
    "whole list": "/clinics/",
    "filters": "/clinics/?payment=medicaid#filters",
    "empty": "/clinics/?q=nothing&payment=medicaid",
    "errors": "/clinics/?near=Atlantis&price_max=free&type=zzz&prescriber_on_site=maybe",
    "ketamine problem": "/clinics/?q=ketamine+addiction",
    "several places": "/clinics/?near=Springfield",
    "missing": "/clinics/none/",
    "past the end": "/clinics/?page=99",
    "map": "/clinics/map/",
    "map of a state": "/clinics/map/?state=AZ",
    "phones": "/clinics/phones/",
    "state": "/clinics/in/az/",
    "city": "/clinics/in/az/tucson/",
    "no such correction": "/corrections/?reference=23456789",
    "nothing to compare": "/compare/",
    "sources": "/about/sources/",
    "kinds of program": "/program-types/",
    "a kind of program": "/program-types/kap/",
    "safety": "/safety/",
    "family": "/family/",
    "studies": "/evidence/?substance=alcohol",
    "a sum": "/costs/?dosing=6&dosing_price=450&integration=3#sum",
    "a wrong sum": "/costs/?dosing=x&dosing_price=-1",
    "help": "/help-now/",
    "other ways": "/other-ways/",
    "about": "/about/",
    "privacy": "/about/privacy/",
    "week": "/about/changes/",
    "style guide": "/styleguide/",
    "for machines": "/api/",
    "Spanish home": "/es/",
    "Spanish list": "/es/clinics/?near=85701&payment=medicaid&unknown=include",
    "Spanish errors": "/es/clinics/?near=Atlantis&price_max=free&type=zzz",
    "Spanish guide": "/es/safety/",
    "Spanish missing": "/es/nowhere/",
}
