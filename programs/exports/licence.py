"""On which terms the listings leave, said in every file that has room for it."""

LICENCE = "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
NOTICE = "Please name the directory and the sources that each row names, with the date of this file."
