"""Words that promise (rule 6 of what a listing may say), as one pattern that Python and both databases read alike.

Esketamine is approved for depression, so "FDA-approved" may be right: a person decides.
"""

PROMISING = (
    r"(?:cures?|cured|guarantee[ds]?|non-?\s?addictive|not addictive|fda[- ]approved|risk[- ]free|"
    r"100 ?% (?:safe|effective|success)|permanent(?:ly)? (?:relief|recovery))"
)
