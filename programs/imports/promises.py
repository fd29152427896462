"""Words that promise: a curator looks at them before anybody else does."""

import re

from programs.vocabulary.promising import PROMISING

CLAIM = re.compile(rf"\b{PROMISING}\b", re.IGNORECASE)


def promises(text: str) -> list[str]:
    """The promising words in `text`, as written."""
    return [found[0] for found in CLAIM.finditer(text)]
