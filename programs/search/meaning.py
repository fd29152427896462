"""Words that ask for help *with* ketamine, not for treatment by it."""

KETAMINE = {"ketamine", "ketamina", "ketamin", "k", "ket"}
PROBLEM = {
    "abuse",
    "abuser",
    "addict",
    "addicted",
    "addiction",
    "adiccion",
    "adicto",
    "dependence",
    "dependency",
    "detox",
    "habit",
    "hooked",
    "misuse",
    "overdose",
    "problem",
    "rehab",
    "withdrawal",
}
STREET = ({"k"}, {"special", "k"}, {"ket"}, {"vitamin", "k"}, {"k", "hole"}, {"khole"})


def means_ketamine_problem(typed):
    """Whether the typed words name ketamine as the problem: "ketamine addiction", "hooked on k", "special k"."""
    said = set(typed)
    return said in STREET or bool(said & KETAMINE and said & PROBLEM)
