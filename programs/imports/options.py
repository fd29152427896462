"""What the person who imports a file says about it."""

from dataclasses import dataclass

KETAMINE = "ketamine"
EVERYTHING = "all"
SCOPES = (KETAMINE, EVERYTHING)


@dataclass(frozen=True)
class Options:
    """`publish`: True, False, or None for what the format's kind of source asks for."""

    source: str
    edition: str
    scope: str = KETAMINE
    publish: bool | None = None
    complete: bool = False
