"""What a service of HSDS says of a program."""

import re
from decimal import Decimal, InvalidOperation

from programs.codebook import BY_NAME
from programs.imports.hsds_objects import text
from programs.imports.labels import MEDICINE, TYPE
from programs.imports.registers import FACT_OF
from programs.imports.shown import shown
from programs.models import Item, lines
from programs.models.answers import NO
from programs.models.price import MINOR_DIGITS
from programs.vocabulary import STATES, state_code
from programs.vocabulary.hsds import VOCABULARY_OF, WAIT

OTHER = "other-care"
WAITED = re.compile(re.escape(WAIT).replace(r"\{\}", r"(\d{1,5})"))
ITEMS = {str(label).casefold(): value for value, label in Item.choices} | {
    value: value for value in Item.values
}
NO_TYPE = "no program type: a curator has to choose one before the program can be shown"
NO_TERM = "no term of ours: left out"
NO_ITEM = "not clear what is paid for: the price is left out"
CURRENCY = re.compile("[A-Z]{3}")
LONGEST_NAME, LONGEST_NOTE = 200, 300


class Services:
    """Reads services by the words of a Dictionary."""

    def __init__(self, dictionary):
        self.dictionary = dictionary
        self.vocabularies = [
            *(name for name, (owner, _f) in FACT_OF.items() if owner == "program"),
            MEDICINE,
            TYPE,
        ]

    def facts(self, service):
        """(facts of the program, whether it says which kind of program or medicine it is, warnings)."""
        odd: list[tuple] = []
        plain, terms = self.attributes(service["attributes"], odd)
        facts = {
            "name": text(service, "name")[:LONGEST_NAME],
            "summary": text(service, "description"),
            "age_min": age(service, "minimum_age", odd),
            "age_max": age(service, "maximum_age", odd),
            "wait_days": waited(service),
            "telehealth_states": states(service, odd),
            "prices": prices(service, odd),
            **plain,
            **{name: self.line(records) for name, records in terms.items()},
        }
        found = {name: said for name, said in facts.items() if said}
        is_about = bool({"types", "medicine"} & set(found))
        if not is_about:
            found["types"] = OTHER
        elif "types" not in found:
            odd.append(("attributes", shown(found["name"]), NO_TYPE))
        return found, is_about, odd

    def attributes(self, attributes, odd):
        """({fact: text}, {fact: {(order, slug, role): record}}) of what is said beside the fields of HSDS."""
        plain: dict[str, str] = {}
        terms: dict[str, dict] = {}
        types: list[str] = []
        for each in attributes:
            link, _colon, role = text(each, "link_type").partition(": ")
            column = BY_NAME.get(link)
            if each["taxonomy_term"]:
                self.add_term(each, column, role, (plain, types, terms), odd)
            elif column and column.fact == "types":
                types.append(text(each, "value"))
            elif column and column.fact and column.owner == "program":
                plain[column.fact] = text(each, "value")
            else:
                odd.append(("attributes", shown(link), NO_TERM))
        order = self.dictionary.types
        types = sorted(dict.fromkeys(types), key=lambda slug: (order.get(slug, 0), slug))
        return plain | ({"types": lines.join([slug] for slug in types)} if types else {}), terms

    def add_term(self, attribute, column, role, found, odd):
        """Note a term in the list it is of: that of our column, else the one of its vocabulary."""
        plain, types, terms = found
        vocabulary, slug, answer = self.term_of(attribute)
        if not slug:
            odd.append(("attributes", shown(text(attribute["taxonomy_term"], "name")), NO_TERM))
        elif vocabulary == MEDICINE:
            plain["medicine"] = slug
        elif vocabulary == TYPE:
            types.append(slug)
        else:
            fact = column.fact if column and column.fact else FACT_OF[vocabulary][1]
            head = f"{slug}:{role}" if role else slug
            record = head + ("=no" if NO in (answer, text(attribute, "value")) else "")
            order = self.dictionary.terms[vocabulary, slug].order
            terms.setdefault(fact, {})[order, slug, role] = record

    def term_of(self, attribute):
        """(vocabulary, slug, answer) of an attribute's term: ours by its code, another's by its name."""
        term = attribute["taxonomy_term"]
        vocabulary = VOCABULARY_OF.get(text(term, "taxonomy_id"))
        if (vocabulary, text(term, "code")) in self.dictionary.terms:
            return vocabulary, text(term, "code"), text(attribute, "value")
        return self.dictionary.look_up(text(term, "name"), tuple(self.vocabularies)) or ("", "", "")

    @staticmethod
    def line(records):
        return lines.join([records[key]] for key in sorted(records))


def age(service, name, odd):
    """Whole years."""
    said = text(service, name)
    if said and not (said.isdecimal() and int(said) < 200):
        odd.append((name, shown(said), "no age in whole years: left out"))
        return ""
    return said


def waited(service):
    found = WAITED.fullmatch(text(service, "wait_time"))
    return found[1] if found else ""


def states(service, odd):
    """The states whose residents are treated from afar."""
    found = set()
    for each in service["service_areas"]:
        said = text(each, "extent") if text(each, "extent_type") == "state" else text(each, "name")
        if state := state_code(said):
            found.add(state)
        else:
            odd.append(("service_areas", shown(said), "no US state: left out"))
    return lines.join([state] for state in sorted(found & set(STATES)))


def prices(service, odd):
    """The line of the prices whose item is known."""
    found = []
    for each in service["cost_options"]:
        more = {text(one, "link_type"): text(one, "value") for one in each["attributes"]}
        item = more.get("item") or ITEMS.get(text(each, "option").casefold())
        currency = text(each, "currency") or "USD"
        low = minor_of(text(each, "amount"), currency)
        high = minor_of(more["high"], currency) if "high" in more else "" if "item" in more else low
        if item not in Item.values or not low or not CURRENCY.fullmatch(currency) or high is None:
            odd.append(("cost_options", shown(f"{text(each, 'option')} {text(each, 'amount')}"), NO_ITEM))
            continue
        note = more.get("note", "") if "item" in more else text(each, "amount_description")
        days = [text(each, name)[:10] for name in ("valid_from", "valid_to")]
        inside = [more.get("includes", ""), more.get("excludes", "")]
        found.append([item, low, high, currency, *inside, *days, "", note[:LONGEST_NOTE]])
    return lines.join(found)


def minor_of(amount, currency):
    """Whole units as minor ones: "450.5" dollars are 45050; None for what is no amount."""
    try:
        found = Decimal(amount).scaleb(MINOR_DIGITS.get(currency, 2))
        return str(int(found)) if found == int(found) and found >= 0 else None
    except (InvalidOperation, ValueError, OverflowError):
        return None
