"""Amounts that hold for a stretch of days, such as prices: which of them hold is asked at each search."""

import numpy as np

NOWHERE = -1
SPARE = 64


class Spans:
    """A table of columns: position, slot, first day, last day, then `amounts` more. Rows of nowhere are free."""

    def __init__(self, amounts):
        self.columns = np.full((4 + amounts, 0), NOWHERE, np.int64)

    def clear(self, position):
        """Forget what is known of the clinic at `position`."""
        self.columns[:, self.columns[0] == position] = NOWHERE

    def add(self, rows):
        """Note `rows`, an array of them."""
        free = np.flatnonzero(self.columns[0] == NOWHERE)
        if len(free) < len(rows):
            room = np.full((len(self.columns), len(rows) + SPARE), NOWHERE, np.int64)
            self.columns = np.concatenate([self.columns, room], axis=1)
            free = np.flatnonzero(self.columns[0] == NOWHERE)
        self.columns[:, free[: len(rows)]] = rows.T

    def holding(self, today):
        """Slots and amounts of what holds on `today`, a column each."""
        holds = (self.columns[2] <= today) & (self.columns[3] >= today)
        return [column[holds] for column in (self.columns[1], *self.columns[4:])]
