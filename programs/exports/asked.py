"""What the address of an export asks for: the filter of a search, and how its rows become a file."""

import datetime as dt
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from programs.columns import PUBLIC
from programs.exports.rows import PROGRAM
from programs.exports.since import changed
from programs.exports.table import Table, WrongChoice, table_of
from programs.search import find
from programs.search.parameters import KNOWN, TYPED
from programs.search.result import Result

SINCE = "changed_since"
# The parameters beside those of a search, with what they are when they are not set.
OF_THE_FILE = {
    "columns": PUBLIC,
    "rows": PROGRAM,
    "file_language": settings.LANGUAGE_CODE,
    SINCE: "",
    "format": "csv",
}
EARLIEST = dt.date(1900, 1, 1)  # nothing here is older
LARGE = 20_000  # rows: more are written in the background


def asked(params, result: Result | None = None) -> tuple[Result, Table | None]:
    """The search of an address and the Table that it asks for; none where the search has errors.

    Raises WrongChoice for another parameter than those of a search.
    """
    result = result or find(params, with_page=False)
    if result.errors:
        return result, None
    since = day_of(params)
    language = value_of(params, "file_language")
    if language not in dict(settings.LANGUAGES):
        raise WrongChoice(
            "file_language", f"file_language: use one of {', '.join(dict(settings.LANGUAGES))}."
        )
    table = table_of(
        changed(result.ids, since) if since else result.ids,
        value_of(params, "columns"),
        value_of(params, "rows"),
        "&".join(filter(None, [result.query, f"{SINCE}={since}" if since else ""])),
        words=words_in(language, params, result, since),
        language=language,
    )
    return result, table


def words_in(language, params, result, since):
    """words_of() in the language of the file: the search is asked again where its chips are in another one."""
    if language == translation.get_language():
        return words_of(result, since)
    with translation.override(language):
        return words_of(find(params, with_page=False), since)


def value_of(params, name):
    return params.get(name) or OF_THE_FILE[name]


def day_of(params, name=SINCE) -> dt.date | None:
    """The day that the parameter `name` holds; None where it is not asked. Raises WrongChoice."""
    text = params.get(name)
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.max
    if not EARLIEST <= day <= timezone.localdate():
        raise WrongChoice(name, f"{name}: write a day that has begun, such as 2026-11-01.")
    return day


def words_of(result, since=None):
    """The filter in words, as the chips of the list say it."""
    words = [chip.label for chip in result.chips]
    return " · ".join([*words, *([_("changed since %(day)s") % {"day": since}] if since else [])])


def address_of(params, result, **more) -> str:
    """The address that asks for the same again, in our order, with `more` of the file in place of what it says."""
    chosen = {name: value_of(params, name) for name in OF_THE_FILE} | more
    own = {name: value for name, value in chosen.items() if value != OF_THE_FILE[name]}
    return "&".join(filter(None, [result.query, urlencode(own)]))


def without_typed(address: str) -> tuple[str, dict[str, str]]:
    """The address without the words and places that somebody typed, and these."""
    pairs = parse_qsl(address)
    kept = urlencode([pair for pair in pairs if pair[0] not in TYPED])
    return kept, {name: value for name, value in pairs if name in TYPED}


def read_address(text: str) -> QueryDict:
    """The parameters of an address that somebody brings: of the list, of this page, or what follows its "?".

    Raises WrongChoice for one that has none of ours, or others too.
    """
    query = text.strip().partition("?")[2] if "?" in text else text.strip()
    params = QueryDict(query.partition("#")[0])
    if unknown := sorted(set(params) - {*KNOWN, *OF_THE_FILE}):
        raise WrongChoice("address", f"address: {', '.join(unknown)}: no filter. Known: {', '.join(KNOWN)}.")
    return params
