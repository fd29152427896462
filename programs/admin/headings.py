"""What stands beside a group's heading: who says it, when it was checked, and "still correct"."""

from dataclasses import dataclass
from typing import Any

from programs.admin.elsewhere import said_elsewhere
from programs.models import Check
from programs.models.claims import Claim, about, claim
from programs.models.groups import Group, groups_of


@dataclass(frozen=True)
class Heading:
    """One group of facts with its claim as of `today`; `statements` are those of all sources.

    `elsewhere` are (label, words, source) of what their rows say otherwise than the entry.
    """

    group: Group
    claim: Claim
    statements: list
    today: Any
    elsewhere: list

    @property
    def words(self):
        return self.claim.words(self.today)

    @property
    def sources(self):
        """Each source with its edition."""
        return [f"{row.source} {row.edition}".strip() for row in self.statements]

    @property
    def methods(self):
        return Check.Method.choices


def headings(clinic, program, today):
    """{group slug: Heading} of a program, or of the clinic itself (program None): 3 queries, 7 with other words."""
    statements = about(clinic.statements.select_related("source"), program)
    checks = about(clinic.checks.select_related("by"), program)
    elsewhere = said_elsewhere(program or clinic)
    return {
        group.slug: Heading(
            group,
            claim(group.slug, statements, checks, today),
            [row for row in statements if row.group == group.slug],
            today,
            elsewhere.get(group.slug, []),
        )
        for group in groups_of("program" if program else "clinic")
    }
