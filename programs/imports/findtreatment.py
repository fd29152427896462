"""What FindTreatment.gov's answers share: services as labels, each of them a code of SAMHSA's lists."""

from programs.imports import facility
from programs.imports.facility import MENTAL, OTHER_LIST, RETIRED, SUBSTANCE, Facility
from programs.imports.shown import shown

MENTAL_HEALTH = "MH"
SOURCE = {
    "url": "https://findtreatment.gov/",
    "licence": facility.PUBLIC_DOMAIN,
    "attribution": f"{facility.SAMHSA}, FindTreatment.gov",
}
SEVERAL = "may mean several things ({codes}): nothing was made of it"
UNKNOWN = "unknown service: nothing was made of it"


def labelled(line, raw, kind, cells, said, reader, labels, column):
    """The Facility of a row. `said` are (column, heading's code or "", label); `kind` is "" where it is not told.

    `column` is the one that holds all labels.
    """
    found, odd = {}, []
    for place, heading, label in dict.fromkeys(said):
        codes = labels.codes(label, heading)
        if not codes:
            odd.append((place, shown(label), UNKNOWN))
        found[place, label] = sorted(codes)
    every = {code for codes in found.values() for code in codes}
    kind = kind or (MENTAL if MENTAL_HEALTH in every else SUBSTANCE)
    lists = (kind, OTHER_LIST[kind], RETIRED)
    settled = {}
    for (place, label), codes in found.items():
        code = settle(codes, reader, lists)
        if code is None:
            odd.append((place, shown(label), SEVERAL.format(codes=" or ".join(codes))))
        elif code:
            settled[code] = None
    meanings, _unknown = reader.look_up(settled, *lists)
    return Facility(line, raw, kind, cells, tuple(settled), meanings, odd, column=column)


def settle(codes, reader, lists):
    """The one code that a label stands for, "" for none; None where its codes say different things."""
    if len(codes) < 2:
        return codes[0] if codes else ""
    meanings, unknown = reader.look_up(codes, *lists)
    alike = not unknown and all(each == meanings[0] for each in meanings)
    return codes[0] if alike else None
