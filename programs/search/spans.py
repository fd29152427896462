"""Amounts that hold for a stretch of days, such as prices: which of them hold is asked at each search."""

import numpy as np

NOWHERE = -1
SPARE = 64
POSITION, SLOT, KIND, FIRST_DAY, LAST_DAY, LOW, COMPLETE = range(7)


class Spans:
    """A table of amounts, a row a column of theirs. What stands NOWHERE is free for the next one."""

    def __init__(self):
        self.columns = np.full((7, 0), NOWHERE, np.int64)

    def clear(self, position):
        """Forget what is known of the clinic at `position`."""
        self.columns[:, self.columns[POSITION] == position] = NOWHERE

    def add(self, amounts):
        """Note `amounts`, an array with a row of all columns for each."""
        free = np.flatnonzero(self.columns[POSITION] == NOWHERE)
        if len(free) < len(amounts):
            room = np.full((len(self.columns), len(amounts) + SPARE), NOWHERE, np.int64)
            self.columns = np.concatenate([self.columns, room], axis=1)
            free = np.flatnonzero(self.columns[POSITION] == NOWHERE)
        self.columns[:, free[: len(amounts)]] = amounts.T

    def holding(self, kind, today):
        """Slots, low ends and whether they are complete of the amounts of one kind that hold on `today`."""
        first, last = self.columns[FIRST_DAY], self.columns[LAST_DAY]
        holds = (self.columns[KIND] == kind) & (first <= today) & (last >= today)
        return [self.columns[column, holds] for column in (SLOT, LOW, COMPLETE)]
