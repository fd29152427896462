"""The words of the field as reviewed data files: terms, program types, register codes, states and places.

Imports nothing of the rooms above it: the loaders are handed the models.
"""

from django.utils.translation import gettext_lazy as _

from programs.vocabulary.files import read_program_types, read_register_codes, read_terms
from programs.vocabulary.states import STATES, state_code, state_meant

# (slug, one of them, several of them): the slug names the file terms/<slug>.toml and the search parameter.
VOCABULARIES = (
    ("substance", _("Substance"), _("Substances")),
    ("condition", _("Condition"), _("Conditions")),
    ("therapy", _("Therapy"), _("Therapies")),
    ("route", _("How the medicine is given"), _("How the medicine is given")),
    ("medicine", _("Medicine"), _("Medicines")),
    ("setting", _("Setting"), _("Settings")),
    ("payment", _("Way to pay"), _("Ways to pay")),
    ("group", _("Group served"), _("Groups served")),
    ("language", _("Language"), _("Languages")),
    ("access", _("Accessibility"), _("Accessibility")),
    ("plan-factor", _("What the plan takes into account"), _("What the plan takes into account")),
    ("exclusion", _("Who is not taken"), _("Who is not taken")),
    ("supervisor", _("Medical supervisor"), _("Medical supervisors")),
    ("aftercare", _("Aftercare and support"), _("Aftercare and support")),
)

__all__ = [
    "STATES",
    "VOCABULARIES",
    "read_program_types",
    "read_register_codes",
    "read_terms",
    "state_code",
    "state_meant",
]
