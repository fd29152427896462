"""On which terms the listings leave, said in every file that has room for it."""

from django.utils.translation import gettext_lazy

LICENCE = "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
NOTICE = gettext_lazy(
    "Please name the directory and the sources that each row names, with the date of this file."
)
# The same as a data package names it.
LICENSES = [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]
