"""Sets as bits: 64 clinics a word, one row of words a plane."""

import numpy as np

WORD = 64
BITS = np.left_shift(np.uint64(1), np.arange(WORD, dtype=np.uint64))


def pack(flags):
    """Booleans (…, n) as words (…, n / 64); n is a multiple of 64."""
    return np.packbits(flags, axis=-1, bitorder="little").view(np.uint64)


def unpack(words):
    """Words (…, w) as booleans (…, 64 w): the way back from pack()."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=-1, bitorder="little").view(bool)


def any_plane(words):
    """Words (…, planes, w) as (…, w): the clinics with a bit in at least one plane."""
    return np.bitwise_or.reduce(words, axis=-2)


def count(words):
    """How many bits are set, along the last axis."""
    return np.bitwise_count(words).sum(axis=-1, dtype=np.uint32)


def set_bits(words, slots):
    """Set the bits `slots` (position, or plane × n + position) in `words`, all planes of which lie together."""
    slots = np.asarray(slots, dtype=np.int64)
    bits = np.left_shift(np.uint64(1), (slots % WORD).astype(np.uint64))
    np.bitwise_or.at(words.reshape(-1), slots // WORD, bits)


def clear_position(words, position):
    """Clear one clinic's bit in every plane (and row) of `words`."""
    words[..., position // WORD] &= ~np.left_shift(np.uint64(1), np.uint64(position % WORD))
