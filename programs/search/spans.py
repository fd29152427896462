"""Amounts that hold for a stretch of days, such as prices: which of them hold is asked at each search."""

import numpy as np

NOWHERE = -1
SPARE = 64
POSITION, SLOT, KIND, FIRST_DAY, LAST_DAY, LOW, COMPLETE = range(7)


class Spans:
    """A table of amounts, a row a column of theirs. What stands NOWHERE is free for the next one."""

    def __init__(self):
        self.columns = np.full((7, 0), NOWHERE, np.int64)
        self.free = np.zeros(0, np.int64)  # which columns stand nowhere

    def clear(self, position):
        """Forget what is known of the clinic at `position`."""
        here = np.flatnonzero(self.columns[POSITION] == position)
        self.columns[:, here] = NOWHERE
        self.free = np.concatenate([here, self.free])

    def add(self, amounts):
        """Note `amounts`, an array with a row of all columns for each."""
        if len(self.free) < len(amounts):
            self.make_room(len(amounts) + SPARE)
        here, self.free = np.split(self.free, [len(amounts)])
        self.columns[:, here] = amounts.T

    def make_room(self, number):
        """Hold `number` amounts more."""
        used = self.columns.shape[1]
        self.columns = np.concatenate([self.columns, np.full((7, number), NOWHERE, np.int64)], axis=1)
        self.free = np.concatenate([self.free, np.arange(used, used + number)])

    def holding(self, kind, today):
        """Slots, low ends and whether they are complete of the amounts of one kind that hold on `today`."""
        first, last = self.columns[FIRST_DAY], self.columns[LAST_DAY]
        holds = (self.columns[KIND] == kind) & (first <= today) & (last >= today)
        return [self.columns[column, holds] for column in (SLOT, LOW, COMPLETE)]
