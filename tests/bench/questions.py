"""What the bench asks: sets of filters, words, postal codes, clinics. The same dice give the same questions."""

import random
from urllib.parse import urlencode

from programs.models import Clinic, Place

FACETS = {
    "type": ["kap", "infusion", "integrated", "personalized", "other-care"],
    "substance": ["alcohol", "opioids", "cocaine", "ketamine"],
    "therapy": ["individual-counselling", "cbt", "12-step"],
    "payment": ["self-pay", "private-insurance", "medicaid", "medicare"],
    "setting": ["outpatient", "residential"],
    "condition": ["depression", "ptsd", "anxiety"],
    "prescriber_on_site": ["yes"],
    "state": ["CA", "TX", "NY", "AZ"],
}
WORDS = """alcohol;nurse;therapist;blue mesa;harbor clinic;infusions;counseling;talk;evening;craving sleep;cbt;golden;
recovery center;detox;written plan;music;family;families;small groups;psychiatry;ptsd;medicaid;steady;river""".split(
    ";"
)
BROADEST = "treatment"


def filter_sets(number=32, dice=None):
    """Addresses of the list with 0 to 4 facets chosen, one or two values each."""
    dice = dice or random.Random(1)
    found = [{}]
    while len(found) < number:
        names = dice.sample(list(FACETS), dice.randint(0, 4))
        found.append(
            {
                name: dice.sample(FACETS[name], min(len(FACETS[name]), dice.choice([1, 1, 2])))
                for name in names
            }
        )
    return [address(params) for params in found]


def texts():
    return [address({"q": [words.strip()]}) for words in WORDS]


def postal_codes(number=30):
    """Addresses of the list near places all over the country."""
    codes = Place.objects.filter(kind=Place.Kind.POSTAL_CODE, country="US").exclude(city="").order_by("pk")
    codes = list(codes.values_list("postal_code", flat=True))
    return [address({"near": [code]}) for code in random.Random(2).sample(codes, number)]


def clinic_pages(number=40):
    slugs = list(Clinic.objects.published().order_by("pk").values_list("slug", flat=True)[:5_000])
    return [f"/clinics/{slug}/" for slug in random.Random(3).sample(slugs, min(number, len(slugs)))]


def address(params):
    pairs = [(name, value) for name, values in params.items() for value in values]
    return f"/clinics/?{urlencode(pairs)}" if pairs else "/clinics/"
