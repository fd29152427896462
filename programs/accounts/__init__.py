"""The people who sign in: how often they may try, their second step, and the record of what was done."""
