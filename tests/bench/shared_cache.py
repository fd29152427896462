"""What a shared cache answers by itself: visits drawn from many addresses, a few of which most people ask for.

Nobody knows yet what is asked of this site. What people ask of search engines and libraries falls off like 1/rank (a
Zipf distribution with exponent near 1); the dice below follow that, for every page kept as long as ours may be kept.
"""

import random
import sys
from bisect import bisect
from itertools import accumulate

from programs.pages.caching import SHARED_SECONDS

ADDRESSES = 1_000_000  # different searches and pages that are ever asked for
EXPONENT = 1.0
A_DAY = 86_400  # seconds


def hit_rate(visits_a_second, minutes=30, addresses=ADDRESSES, exponent=EXPONENT):
    """The share of visits that a cache in front answers, once it has run for as long as it keeps a page."""
    dice = random.Random(visits_a_second)
    totals = list(accumulate(rank**-exponent for rank in range(1, addresses + 1)))
    kept_until, now, hits, visits = {}, 0.0, 0, 0
    while now < 60 * minutes:
        now += dice.expovariate(visits_a_second)
        asked = bisect(totals, dice.random() * totals[-1])
        if now > SHARED_SECONDS:
            visits += 1
            hits += kept_until.get(asked, 0) > now
        if kept_until.get(asked, 0) <= now:
            kept_until[asked] = now + SHARED_SECONDS
    return hits / visits


def table(out, page_ms=10):
    """Print, for visits a day, what the cache answers and how many cores the rest takes at `page_ms` a page."""
    for visits in (100_000, 1_000_000, 10_000_000):
        peak = 3 * visits / A_DAY  # the busiest hour of a day holds about three times its share
        rate = hit_rate(peak, minutes=max(5, min(60, round(3_000 / peak))))
        left = peak * (1 - rate)
        out.write(
            f"{visits:>10,} visits a day: {peak:6.1f}/s at the peak, {rate:4.0%} from the cache, "
            f"{left:6.1f}/s to the site: {left * page_ms / 1_000:.2f} cores at {page_ms} ms a page\n"
        )


if __name__ == "__main__":
    table(sys.stdout, *(int(each) for each in sys.argv[1:2]))
