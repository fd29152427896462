"""A verb that cannot be done yet says what is missing, in words for people."""


class Refused(Exception):
    """Nothing was changed. `reasons` are sentences, each with its cure."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))
