"""Secrets in the database that only this site can read: a copy of the database alone gives none away."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


def keys():
    """A key for each of the site's secret keys, today's first."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        made = salted_hmac("programs.sealed", "", secret=key, algorithm="sha256").digest()
        yield Fernet(base64.urlsafe_b64encode(made))


def seal(text):
    return next(keys()).encrypt(text.encode()).decode()


def unseal(sealed):
    """The text; empty where it was sealed with a key that this site no longer has."""
    for key in keys():
        try:
            return key.decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
    return ""
