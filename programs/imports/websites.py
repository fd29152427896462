"""Web addresses as lists hold them."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError

from programs.models import Clinic

SCHEME = re.compile(r"(?:https?:?/{0,2})+", re.IGNORECASE)
FIELD = Clinic._meta.get_field("website")


@lru_cache(maxsize=20_000)
def web_address(text: str) -> str | None:
    """A web address that can be followed; "" where the cell holds none (a scheme alone too), None where it is none.

    Backslashes become slashes, the host is written small, an address without a scheme is taken as http.
    """
    text = "".join(text.split()).replace("\\", "/")
    found = SCHEME.match(text)
    rest = text[found.end() :] if found else text
    if not rest:
        return ""
    host, slash, path = rest.partition("/")
    scheme = "https" if found and found[0].casefold().startswith("https") else "http"
    address = f"{scheme}://{host.casefold()}{slash}{path}"
    try:
        return str(FIELD.clean(address, None))
    except ValidationError:
        return None
