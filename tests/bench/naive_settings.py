"""The site's own settings, with the naive pages in place of its own."""

from directory.settings import *  # noqa: F403
from directory.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.bench.naive"
TEMPLATES[0]["DIRS"] = [BASE_DIR / "tests" / "bench" / "templates", *TEMPLATES[0]["DIRS"]]
