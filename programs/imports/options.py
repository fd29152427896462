"""What the person who imports a file says about it."""

from dataclasses import dataclass

KETAMINE = "ketamine"
EVERYTHING = "all"
SCOPES = (KETAMINE, EVERYTHING)


@dataclass(frozen=True)
class Options:
    """`publish`: True, False, or None for what the format's kind of source asks for.

    `edition` is empty where nobody said it: the import then takes the format's own (formats.edition_of).
    """

    source: str
    edition: str
    scope: str = KETAMINE
    publish: bool | None = None
    complete: bool = False
