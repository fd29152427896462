"""The same register of California as a third party cleaned it: columns of other names, two of them split in two."""

from programs.imports import ca_dhcs
from programs.imports.names import tidy

NAME = "ca-dhcs-normalized"
LABEL = "California DHCS register as cleaned by a third party"
KIND = "register"
OUT_OF_SCOPE = ca_dhcs.OUT_OF_SCOPE
stable_ids = False
COLUMNS = {
    "license_number": "number",
    "facility_name": "name",
    "legal_entity": "operator",
    "address_line1": "street",
    "address_line2": "unit",
    "additional_locations": "more",
    "city": "city",
    "state": "state",
    "zip": "zip",
    "county": "county",
    "phone": "phone",
    "setting_code": "care",
    "target_population": "people",
    "license_expiration": "until",
    "latitude": "latitude",
    "longitude": "longitude",
}
TRUTH = ("offers_detox", "is_licensed", "is_certified")
NEEDED = (*COLUMNS, *TRUTH)
PAPERS = {
    ("true", "true"): "Licensed and Certified",
    ("true", "false"): "Licensed",
    ("false", "true"): "Certified",
}
SOURCE = ca_dhcs.SOURCE | {
    "url": "https://github.com/bestrehabs/california-treatment-facility-licenses",
    "attribution": f"{ca_dhcs.SOURCE['attribution']}; cleaned by bestrehabs",
}


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if {*COLUMNS, *TRUTH} <= set(header):
        return "it has the columns license_number, setting_code and offers_detox of the cleaned DHCS register"
    return None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the places."""
    return ca_dhcs.read_rows(table, options, COLUMNS, joined, TRUTH)


def joined(cells, raw):
    """The cells of a row as the register itself has them: detoxification with the care, the papers in one."""
    detox, licensed, certified = (tidy(raw[name]).casefold() for name in TRUTH)
    care = f"{cells['care']}-{ca_dhcs.DETOX}" if detox == "true" else cells["care"]
    return cells | {"care": care, "papers": PAPERS.get((licensed, certified), f"{licensed}, {certified}")}
