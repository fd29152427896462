"""The second step of signing in: a code of an app, a passkey, or a code on paper, each good once."""

from time import time

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from programs.accounts.audit import Kind, note
from programs.accounts.codes import paper_codes, step_of
from programs.accounts.sealed import seal, unseal
from programs.models import Authenticator, RecoveryCode


def has_second_step(user):
    """Whether `user` has set one up."""
    return Authenticator.objects.filter(user=user).exists() or user.passkeys.exists()


def is_asked_for(user):
    """Whether `user` signs in with two steps: everybody does where the site says so, else those who chose to."""
    return settings.SECOND_STEP or has_second_step(user)


def matches(secret, typed):
    """The step of a code that fits the app's `secret` now, or None."""
    return step_of(secret, digits(typed), time())


def set_authenticator(user, secret, step):
    """Keep the app of `user`, whose code of `step` was seen; an earlier app counts no longer."""
    kept = {"secret": seal(secret), "last_step": step}
    Authenticator.objects.update_or_create(user=user, defaults=kept)
    note(Kind.SECOND_STEP, user, "authenticator app set")


def remove_authenticator(user):
    """Let the app of `user` count no longer."""
    Authenticator.objects.filter(user=user).delete()
    note(Kind.SECOND_STEP, user, "authenticator app removed")


def accept_code(user, typed):
    """Whether `typed` is a code of the app of `user`, or one of their codes on paper; it is then used up."""
    return accept_app(user, digits(typed)) or accept_paper(user, typed)


def accept_app(user, typed):
    """Use up a code of the app: the update finds no row where another request has used its step meanwhile."""
    app = Authenticator.objects.filter(user=user).first()
    secret = unseal(app.secret) if app else ""
    step = step_of(secret, typed, time(), app.last_step) if secret else None
    if step is None:
        return False
    return bool(Authenticator.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))


def accept_paper(user, typed):
    used, _rows = RecoveryCode.objects.filter(user=user, digest=digest(user, typed)).delete()
    if used:
        note(Kind.SECOND_STEP, user, f"recovery code used, {user.recovery_codes.count()} left")
    return bool(used)


def new_paper_codes(user):
    """Fresh codes on paper for `user`, shown once: only digests are kept. Earlier ones count no longer."""
    codes = paper_codes()
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(user, code)) for code in codes)
        note(Kind.SECOND_STEP, user, "recovery codes made")
    return codes


def reset(user, by):
    """Take the second step of `user` away, for somebody who lost it: they set it up anew when they sign in next."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        user.passkeys.all().delete()
        user.recovery_codes.all().delete()
        note(Kind.SECOND_STEP, by, f"second step of {user.get_username()} taken away")


def digest(user, code):
    letters = "".join(filter(str.isalnum, code)).upper()
    return salted_hmac("programs.recovery", f"{user.pk}:{letters}", algorithm="sha256").hexdigest()


def digits(typed):
    return typed.replace(" ", "")
