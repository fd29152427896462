"""Words that promise: a curator looks at them before anybody else does."""

import re

# The words of rule 6; esketamine is approved for depression, so "FDA-approved" may be right: a person decides.
CLAIM = re.compile(
    r"\b(cures?|cured|guarantee[ds]?|non-?\s?addictive|not addictive|FDA[- ]approved|risk[- ]free|"
    r"100 ?% (?:safe|effective|success)|permanent(?:ly)? (?:relief|recovery))\b",
    re.IGNORECASE,
)


def promises(text: str) -> list[str]:
    """The promising words in `text`, as written."""
    return [found[0] for found in CLAIM.finditer(text)]
