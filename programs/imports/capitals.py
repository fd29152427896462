"""Names written in capitals alone, made readable: what may be an abbreviation stays as it is."""

import re
from functools import lru_cache

# Words that are small inside a name.
SMALL = frozenset("an and at by de del for from in of on or the to with y".split())
# Words of up to three letters that are no abbreviation; any other stays in capitals.
SHORT = frozenset(
    "abe add age ago aid aim air al all am ana ann any apt art ash ask ave bar bay bea bed bel ben big bob bow box "
    "boy bud but can cir co ct da dam dan day den don dr dry ear eat ed el eli elk elm end eve eye far fay fe few fir "
    "fit fix fly fox fun gap gas get gil go god guy hal hay her hi him his hop hot how hub ian ice ida if inc inn is "
    "it ivy jan jay jim joe jon joy jr kay ken key kid kim kit la las le lee leg leo les let lit liz ln log los lot "
    "lou low ltd lyn mac mae mar mas max may me meg men met mid mom mr mrs ms mt my nan ned net new no non not now "
    "nut oak off oil ojo old one oro orr oso our out own pal pam pat pax paz peg pen per pet pie pin pl pro put ray "
    "rd red rev rex rey rim rio rob rod ron roy run sal sam san se sea see set she si sir six sky sol son spa sr st "
    "sta ste sue sun ted ten tim tin tom too top toy tri tru try two up us use val van via vic war way we web wes wet "
    "who why win wuk yes yet you zen zoe zoo".split()
) | SMALL  # fmt: skip
# Longer words without a vowel that are no abbreviation of a name.
PLAIN = frozenset("BLDG BLDGS BLVD CNTR CNTY CTRS FLR FLRS FRWY HWY HWYS MSGR MSR PKWY SRVCS SVCS".split())
# Longer words with vowels that are abbreviations all the same.
ABBREVIATIONS = frozenset(
    "AIDS APLA CHLA COPES DHHS EBCRP PAAR SAPT SAMA UCLA UCSF UCSD VARP WESP YWCA YMCA".split()
)
BEGINS = ("-", ":", "/", "(", " DBA", " D.B.A.", " D/B/A")  # after these a name begins anew
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
DOTTED = re.compile(r"(?<![^\W\d_])(?:[A-Z]\.){2,}")
BRACKETS = re.compile(r"\(([A-Z&]{2,6})\)")
ORDINAL = re.compile(r"(?<=\d)(?:ST|ND|RD|TH)\b")
ROMAN = re.compile(r"(?:I{2,3}|IV|VI{1,3}|IX|XI{0,2})")
VOWEL = re.compile(r"[AEIOUYÁÉÍÓÚ]")


@lru_cache(maxsize=20_000)
def readable(text: str) -> str:
    """`text` in large and small letters when it is in capitals alone; otherwise as it is.

    Roman numbers, dotted letters, words without a vowel, in brackets or beside a digit, and short words that are none
    of the language stay in capitals: MCC, A.B.C., II, 5B.
    """
    if text != text.upper() or not any(map(str.isalpha, text)):
        return text
    kept = [found.span() for pattern in (DOTTED, BRACKETS) for found in pattern.finditer(text)]

    def write(found):
        if any(start <= found.start() and found.end() <= end for start, end in kept):
            return found[0]
        return written(found[0], text[: found.start()], text[found.end() :])

    return WORD.sub(write, ORDINAL.sub(lambda found: found[0].lower(), text))


def written(word, before, after):
    """One word as it is written between what stands before and after it."""
    if not word.isupper():
        return word
    beside = before[-1:], after[:1]
    if "&" in beside or (len(word) <= 3 and any(map(str.isdigit, beside))):
        return word
    if word.casefold() in SMALL and before.strip() and after.strip() and not before.rstrip().endswith(BEGINS):
        return word.casefold()
    if is_abbreviation(word):
        return word
    head, *rest = re.split(r"(['’])", word)
    return (
        capital(head) + "".join(rest).lower()
        if len(head) > 1
        else capital(head) + "".join(map(capital, rest))
    )


def is_abbreviation(word):
    bare = word.partition("'")[0].partition("’")[0]
    if len(bare) == 1 or ROMAN.fullmatch(word) or word in ABBREVIATIONS:
        return "'" not in word and "’" not in word
    if len(bare) <= 3:
        return bare.casefold() not in SHORT and bare not in PLAIN
    return bare not in PLAIN and not VOWEL.search(bare)


def capital(word):
    """Mcdonald is McDonald; Macy stays Macy."""
    if len(word) > 4 and word.startswith("MC") and not VOWEL.match(word[2]):
        return "Mc" + word[2:].capitalize()
    return word.capitalize()
