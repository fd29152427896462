"""Passkeys (WebAuthn) as a second step. What the browser is asked and answers is JSON."""

from django.conf import settings
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity

from programs.accounts.audit import Kind, note
from programs.models import Passkey

BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)  # what the library raises for an answer that is none


def server(host):
    """The checker of answers for the site at `host`, a name without port."""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=settings.SITE_NAME))


def ask_to_make(user, host):
    """(what to ask the browser, what to keep for add()) so that `user` gets a passkey."""
    person = PublicKeyCredentialUserEntity(
        id=str(user.pk).encode(), name=user.get_username(), display_name=user.get_username()
    )
    asked, kept = server(host).register_begin(person, credentials_of(user), user_verification="discouraged")
    return dict(asked), kept


def add(user, host, kept, answer, name):
    """Keep the passkey that the browser made; raises ValueError for an answer that is none."""
    try:
        made = server(host).register_complete(kept, answer).credential_data
    except BROKEN as error:
        raise ValueError(f"No passkey: {error}") from error
    Passkey.objects.create(user=user, name=name, credential=websafe_encode(made))
    note(Kind.SECOND_STEP, user, f"passkey added: {name}")


def remove(passkey):
    """Let a passkey count no longer."""
    passkey.delete()
    note(Kind.SECOND_STEP, passkey.user, f"passkey removed: {passkey.name}")


def ask_for(user, host):
    """(what to ask the browser, what to keep for accept()) so that `user` shows a passkey."""
    asked, kept = server(host).authenticate_begin(credentials_of(user), user_verification="discouraged")
    return dict(asked), kept


def accept(user, host, kept, answer):
    """Whether the browser's `answer` was signed by a passkey of `user`."""
    try:
        used = server(host).authenticate_complete(kept, credentials_of(user), answer)
    except BROKEN:
        return False
    return bool(user.passkeys.filter(credential=websafe_encode(used)).update(used_at=timezone.now()))


def credentials_of(user):
    return [AttestedCredentialData(websafe_decode(row.credential)) for row in user.passkeys.all()]
