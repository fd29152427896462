"""Days as people and spreadsheets write them."""

import datetime as dt
import re
from functools import lru_cache

FORMATS = (
    "%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%Y/%m/%d", "%d.%m.%Y", "%B %d %Y", "%b %d %Y", "%d %B %Y",
    "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%Y",
)  # fmt: skip
TIME = re.compile(
    r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
# Excel counts days from 1899-12-30 (its calendar has a 29 February 1900 that never was).
EXCEL_ZERO = dt.date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119


@lru_cache(maxsize=20_000)
def read_date(text: str) -> tuple[str, str]:
    """(ISO date or "", complaint); 3/4/2027 is read as in the US: March 4."""
    plain = TIME.sub("", " ".join(text.replace(",", " ").split()))
    number = plain.removesuffix(".0")
    if number.isdecimal() and int(number) in EXCEL_DAYS:
        return (EXCEL_ZERO + dt.timedelta(days=int(number))).isoformat(), ""
    for form in FORMATS:
        try:
            return dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date().isoformat(), ""
        except ValueError:
            continue
    return "", "no date such as 2027-03-31: taken as not stated"
