"""Which county a postal code lies in: the data file, and how it is made and read.

Source: GeoNames postal codes (CC BY 4.0); see NOTICE. The county is that of the code's middle.
"""

import csv
import gzip
import io
import re
from functools import cache
from pathlib import Path
from unicodedata import normalize

COUNTIES_FILE = Path(__file__).parent / "counties.csv.gz"
COLUMNS = ("postal_code", "county")
# What kinds of counties are called, whatever their names.
KINDS = re.compile(
    r"\bcity and (?:county|borough) of\b|\bcity of\b|\bcensus area\b|\(.*\)|"
    r"\b(?:county|parish|borough|municipality|municipio|city)\b"
)


def write_counties(source: Path, target: Path) -> int:
    """Write the counties file `target` from a gzipped CSV of ZIP centroids; return its number of rows.

    The same source gives the same bytes. Raises KeyError for a missing column.
    """
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        rows = sorted((row["zip"], row["county"]) for row in csv.DictReader(lines) if row["county"])
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    target.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    return len(rows)


@cache
def county_codes(path: Path = COUNTIES_FILE) -> dict[str, tuple[str, ...]]:
    """{plain name of a county: its postal codes, of all states that have a county of that name}."""
    found: dict[str, list[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for code, county in reader:
            found.setdefault(plain(county), []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def plain(county: str) -> str:
    """The name of a county for comparing: St. Mary's Parish and Saint Marys are one."""
    text = normalize("NFKD", county.casefold()).encode("ascii", "ignore").decode()
    text = re.sub(r"\bst(e?)\b\.?", r"saint\1", KINDS.sub(" ", text))
    return re.sub(r"[^a-z]", "", text)
