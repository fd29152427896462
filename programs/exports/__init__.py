"""Files out: which rows in which order, one small writer a format, and how a file is sent.

A new format is one new module here named <something>_writer.
"""
