"""The directory for machines."""
