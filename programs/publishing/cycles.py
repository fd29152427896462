"""Memory of entries that were read: they hold each other, so only the collector frees them."""

import gc


def free_cycles():
    """Free the entries of the batch just done, where the collector is off for the whole of an import.

    Only what was made since the last call is looked at: what a plan keeps is not searched again and again.
    """
    gc.collect(0)
