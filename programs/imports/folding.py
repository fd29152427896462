"""Words as an import compares them. Keys are made of them: what changes here makes every row look new."""

import re
import unicodedata

WORD = re.compile(r"\w+")


def folded_words(text: str) -> list[str]:
    """The words of `text`, in lower case, without accents and apostrophes."""
    if not text.isascii():
        text = "".join(
            sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
        )
    return WORD.findall(text.casefold().replace("'", "").replace("’", ""))
