"""Long work: the kinds that there are, when they are due, and the process that takes them one at a time."""
