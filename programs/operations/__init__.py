"""Keeping the site running: whether it is ready, how it stands, what is wrong with a set-up, and copies of the data."""
