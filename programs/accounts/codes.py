"""Codes of an authenticator app (RFC 6238) and codes on paper."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a phone's clock may be off
SECRET_BYTES = 20  # RFC 4226, section 4
PAPER_CODES = 10
PAPER_BYTES = 10  # 80 bits: not to be guessed, so that a plain digest keeps them


def new_secret():
    """A secret for an app, in base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret, step):
    """The code of `secret` (base32) in the step `step` (RFC 4226, section 5.3)."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = mac[-1] & 0xF
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret, typed, now, after=0):
    """The step whose code was `typed` at `now` (seconds since 1970); None for a wrong one.

    Steps up to `after` are used already, and no longer count.
    """
    middle = int(now) // STEP
    for step in range(middle - DRIFT, middle + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step), typed):
            return step
    return None


def address_for_apps(secret, name, site):
    """What the QR code says: an otpauth address of the user `name` at `site`."""
    label = quote(f"{site}:{name}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': site})}"


def paper_codes():
    """Fresh codes to write down, such as ABCD-EFGH-IJKL-MNOP."""
    codes = [base64.b32encode(secrets.token_bytes(PAPER_BYTES)).decode() for _code in range(PAPER_CODES)]
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]
