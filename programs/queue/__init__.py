"""What wants a person: rules that find entries, and the order in which they are looked at."""

from programs.queue.order import Work
from programs.queue.rules import RULES

__all__ = ["RULES", "Work"]
