"""How fast the site is, beside a naive Django page over the same invented rows: `make bench`."""
