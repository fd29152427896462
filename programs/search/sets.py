"""Sets of programs by key, as words of bits: a row each in one array a plane, as wide as the plane is in use."""

import numpy as np

from programs.search.bits import BITS, WORD, any_plane, count, set_bits

FEW = 8  # slots that are quicker written with others
BLOCK = 128  # rows counted at once: what the processor keeps at hand


class Sets:
    """Sets of slots (plane × capacity + position), each under a key.

    `reach` says how many words of each plane are in use; make_room() follows when it grows. A new key adds a row. With
    one of the `planes` alone a set holds one bit a clinic.
    """

    def __init__(self, keys, capacity, reach, planes=None):
        self.numbers = {key: number for number, key in enumerate(keys)}
        self.capacity, self.reach = capacity, reach
        self.few: list[tuple[int, int]] = []  # (number, slot) that settle() writes
        self.planes = [np.zeros((len(self.numbers), words), np.uint64) for words in reach[:planes]]

    def add(self, key, slots):
        """Put the programs at `slots`, an array or, of a few, a list, into the set `key`; a few wait for settle()."""
        number = self.numbers.setdefault(key, len(self.numbers))
        if number >= len(self.planes[0]):
            self.make_room()
        if len(slots) <= FEW:
            few = slots if isinstance(slots, list) else slots.tolist()
            self.few += [(number, slot) for slot in few]
            return
        for rows, positions, _here in self.by_plane(slots):
            set_bits(rows[number], positions)

    def settle(self):
        """Write what add() put aside, all at once: by then there is room for it."""
        if not self.few:
            return
        numbers, slots = np.array(self.few, np.int64).T
        self.few = []
        for rows, positions, here in self.by_plane(slots):
            np.bitwise_or.at(rows, (numbers[here], positions // WORD), BITS[positions % WORD])

    def by_plane(self, slots):
        """(the rows of a plane, the positions of the slots in it, which slots they are) for each plane with some."""
        planes, positions = np.divmod(slots, self.capacity)
        planes %= len(self.planes)
        for plane in np.flatnonzero(np.bincount(planes)).tolist():
            here = planes == plane
            yield self.planes[plane], positions[here], here

    def make_room(self):
        """Make each array as high as there are keys and as wide as its plane is used."""
        for plane, reach in enumerate(self.reach[: len(self.planes)]):
            rows, words = self.planes[plane].shape
            if rows < len(self.numbers) or words < reach:
                higher = rows if rows >= len(self.numbers) else 2 * len(self.numbers)
                room = np.zeros((higher, max(words, reach)), np.uint64)
                room[:rows, :words] = self.planes[plane]
                self.planes[plane] = room

    def clear(self, position):
        """Take the clinic at `position` out of every set."""
        word, others = position // WORD, ~BITS[position % WORD]
        for rows in self.planes:
            if word < rows.shape[1]:
                rows[:, word] &= others

    def union(self, keys):
        """The programs in one of the sets `keys` at least, as words (planes, n); a key without a set is empty."""
        words = np.zeros((len(self.planes), self.capacity // WORD), np.uint64)
        wanted = [self.numbers[key] for key in keys if key in self.numbers]
        for plane, rows in zip(words, self.planes, strict=True) if wanted else ():
            plane[: rows.shape[1]] = rows[wanted[0]] if len(wanted) == 1 else any_plane(rows[wanted])
        return words

    def counts(self, words, numbers=None):
        """How many clinics each set has with a program among `words`; of the sets `numbers`, or of all: in blocks."""
        numbers, found = range(len(self.numbers)) if numbers is None else numbers, []
        for start in range(0, len(numbers), BLOCK):
            some = numbers[start : start + BLOCK]
            together = some[-1] - some[0] == len(some) - 1  # then nothing has to be copied
            found += self.counts_of(words, slice(some[0], some[-1] + 1) if together else some)
        return found

    def counts_of(self, words, some):
        clinics = among(self.planes[0], some, words[0])
        for rows, plane in zip(self.planes[1:], words[1:], strict=True):
            clinics[:, : rows.shape[1]] |= among(rows, some, plane)
        return count(clinics).tolist()


def among(rows, some, words):
    return rows[some] & words[: rows.shape[1]]
