"""What sources say otherwise than an entry, from their own rows: shown beside the group, decided nowhere."""

from collections import defaultdict

from programs.admin.words import FactWords, fact_label
from programs.models import SourceRecord
from programs.models.facts import kind_of, texts
from programs.models.groups import FACTS, GROUP_OF
from programs.publishing.units import POINT_FACTS, units


def said_elsewhere(entry):
    """{group: [(label, words, source)]} of a clinic or program: what its sources' rows say and it does not.

    Points are left out: most are the middle of a postal code. Costs a query, and those of FactWords.
    """
    kind, now = kind_of(entry), texts(entry)
    records = SourceRecord.objects.filter(**about(entry, kind)).select_related("source").defer("row")
    found = {}
    for record in records.order_by("source__name", "pk"):
        for name, text in record.said.items():
            if (kind, name) in FACTS and name not in POINT_FACTS:
                here = units(kind, name, now[name])
                other = (part for key, part in units(kind, name, text).items() if here.get(key) != part)
                for part in other:
                    found.setdefault((name, part), f"{record.source} {record.edition}".strip())
    words = FactWords([(kind, *key) for key in found]).words
    grouped = defaultdict(list)
    for (name, part), source in found.items():
        grouped[GROUP_OF[kind, name]].append((fact_label(kind, name), words(kind, name, part), source))
    return dict(grouped)


def about(entry, kind):
    return {"clinic": entry, "program": None} if kind == "clinic" else {"program": entry}
