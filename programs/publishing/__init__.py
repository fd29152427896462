"""The verbs: every change of an entry runs through here, in one transaction with its history."""

from programs.publishing.change import Stale, change, together
from programs.publishing.check import confirm, confirm_groups
from programs.publishing.copy import copy_program
from programs.publishing.forms import Invalid, save_forms
from programs.publishing.merge import merge
from programs.publishing.refusal import Refused
from programs.publishing.review import send_back, submit
from programs.publishing.rows import set_rows, set_states, set_terms, set_types
from programs.publishing.status import close, publish, publish_clinic, rename, reopen, withdraw

__all__ = [
    "Invalid",
    "Refused",
    "Stale",
    "change",
    "close",
    "confirm",
    "confirm_groups",
    "copy_program",
    "merge",
    "publish",
    "publish_clinic",
    "rename",
    "reopen",
    "save_forms",
    "send_back",
    "set_rows",
    "set_states",
    "set_terms",
    "set_types",
    "submit",
    "together",
    "withdraw",
]
